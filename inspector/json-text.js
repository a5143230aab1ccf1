// JSON as it was sent, with line breaks put in: no number is read and written again, so what is seen is what was there.

const OPEN = { "{": "}", "[": "]" };

/** The text with one member a line; unchanged where it is no JSON. */
export function spread(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g) ?? [];
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

/** A value as text, for what the control API gives already read. */
export function shownJson(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
