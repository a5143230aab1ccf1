// JSON as it was sent, with line breaks put in, and as coloured pieces: no number is read and written again.

const OPEN = { "{": "}", "[": "]" };
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text with one member a line; unchanged where it is no JSON. */
export function spread(text) {
  if (!isJson(text)) return text;
  const tokens = text.match(TOKENS) ?? [];
  let depth = 0;
  let out = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  for (const [place, token] of tokens.entries()) {
    if (token in OPEN) {
      if (tokens[place + 1] === OPEN[token]) out += token;
      else {
        depth += 1;
        out += token + line();
      }
    } else if (token === "}" || token === "]") {
      if (!(tokens[place - 1] in OPEN)) {
        depth -= 1;
        out += line();
      }
      out += token;
    } else if (token === ",") out += token + line();
    else out += token === ":" ? ": " : token;
  }
  return out;
}

/** Pieces `[kind, text]` that make up the text again: kinds "name", "text", "number", "word"; "" for all between. */
export function coloured(text) {
  const pieces = [];
  let from = 0;
  const put = (kind, piece) => {
    const last = pieces.at(-1);
    if (last && last[0] === kind && kind === "") last[1] += piece;
    else pieces.push([kind, piece]);
  };
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > from) put("", text.slice(from, match.index));
    from = match.index + match[0].length;
    put(kindOf(match[0], text, from), match[0]);
  }
  if (from < text.length) put("", text.slice(from));
  return pieces;
}

function kindOf(token, text, end) {
  if (token[0] === '"') return /^\s*:/.test(text.slice(end, end + 20)) ? "name" : "text";
  if (/^-?\d/.test(token)) return "number";
  return /^[a-z]+$/.test(token) ? "word" : "";
}

/** A value as text, for what the control API gives already read. */
export function shownJson(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
