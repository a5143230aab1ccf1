// What is said of a name in words, as the bracket that says the same: "a flag which is low, normal or high" is "a flag (low | normal |
// high)", "allergies as plain texts" is "allergies (array of texts)". Brackets are read in one place.

import { isPlural } from "./nouns.js";
import { markOf, type Token } from "./tokens.js";
import * as words from "./words.js";

/** What the bracket holds, and where what it stands for ends. `parted`: a comma follows it. */
type Said = { inner: Token[]; end: number; parted?: boolean };

export function bracketed(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const said = asideAt(tokens, i) ?? choicesAt(tokens, i) ?? textsAt(tokens, i);
    if (said === undefined) out.push(tokens[i]!);
    else {
      out.push({ kind: "group", text: "(", lower: "(", glued: false, inner: said.inner });
      if (said.parted) out.push(markOf(","));
      i = said.end - 1;
    }
  }
  return out;
}

function isDash(token: Token | undefined): boolean {
  return token?.kind === "punct" && /^[-–—]$/.test(token.text) && !token.glued;
}

const LONGEST_ASIDE = 20;

/** "intent - one of a, b, c - labels" */
function asideAt(tokens: readonly Token[], i: number): Said | undefined {
  if (!isDash(tokens[i]) || !/^(?:one|either|any)$/.test(tokens[i + 1]?.lower ?? "")) return undefined;
  const end = tokens.findIndex((token, k) => k > i + 1 && isDash(token));
  if (end < 0 || end > i + LONGEST_ASIDE) return undefined;
  return { inner: tokens.slice(i + 1, end), end: end + 1, parted: true };
}

const MOST_CHOICES = 12;
const NO_CHOICE =
  /^(?:the|a|an|of|in|on|at|for|to|by|with|its|their|his|her|my|our|your|if|whether|how|what|when|where|who|which|that|not|than|more|less|and|or|both|each|it|they|there|null|empty)$/;

/** "which is low, normal or high", "— positive, neutral or negative", "a difficulty of easy, medium or hard". */
function choicesAt(tokens: readonly Token[], i: number): Said | undefined {
  const lead = leadAt(tokens, i);
  if (lead === undefined) return undefined;
  const { parts, end, closed } = partsFrom(tokens, lead.at);
  if (parts.length < lead.least || !(closed || lead.oneOf) || !isEnd(tokens[end])) return undefined;
  const inner = parts.flatMap((part, k) => (k === 0 ? part : [markOf("|"), ...part]));
  return isDash(tokens[end]) ? { inner, end: end + 1, parted: true } : { inner, end };
}

/** Where choices may begin, and how many there must be so that they are that. */
type Lead = { at: number; least: number; oneOf: boolean };

function leadAt(tokens: readonly Token[], i: number): Lead | undefined {
  const before = tokens[i - 1];
  const token = tokens[i]!;
  if (before === undefined || before.kind === "punct" || isPlural(before.lower)) return undefined;
  if (isDash(token)) return { at: i + 1, least: 2, oneOf: false };
  const further = tokens[i - 2];
  if (token.text === ":" && token.kind === "punct")
    return further !== undefined && /^(?:,|;|then|and|a|an)$/.test(further.lower)
      ? { at: i + 1, least: 3, oneOf: false }
      : undefined;
  if (token.kind !== "word") return undefined;
  if (token.lower === "of" && /^(?:an?)$/.test(further?.lower ?? "")) return { at: i + 1, least: 2, oneOf: false };
  const said = /^(?:which|that)$/.test(token.lower) ? 1 : 0;
  const verb = tokens[i + said];
  const isVerb = /^(?:is|are|being|must|can|should)$/.test(verb?.lower ?? "") || (said === 1 && verb?.lower === "one");
  if (!isVerb && token.lower !== "that's") return undefined;
  if (said === 0 && (i < 2 || NO_CHOICE.test(before.lower) || words.PROSE.has(before.lower))) return undefined;
  let at = i + said + (verb?.lower === "one" ? 0 : 1);
  while (/^(?:be|always|either|exactly)$/.test(tokens[at]?.lower ?? "")) at += 1;
  const oneOf = tokens[at]?.lower === "one" && tokens[at + 1]?.lower === "of";
  return { at: oneOf ? at + 2 : at, least: said === 1 || oneOf ? 2 : 3, oneOf };
}

/** One or two words each, with commas and a last "or" between them. `closed`: there is that "or". */
function partsFrom(tokens: readonly Token[], from: number): { parts: Token[][]; end: number; closed: boolean } {
  const parts: Token[][] = [];
  let closed = false;
  let at = from;
  while (parts.length < MOST_CHOICES) {
    const part: Token[] = [];
    while (part.length < 2 && isChoice(tokens[at + part.length])) part.push(tokens[at + part.length]!);
    if (part.length === 0) break;
    parts.push(part);
    at += part.length;
    if (closed) break;
    const comma = tokens[at]?.text === "," ? 1 : 0;
    closed = tokens[at + comma]?.lower === "or";
    const next = at + comma + Number(closed);
    if ((comma === 0 && !closed) || !isChoice(tokens[next])) break;
    at = next;
  }
  return { parts, end: at, closed };
}

function isChoice(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    (token.kind === "name" || token.kind === "number" || (token.kind === "word" && !NO_CHOICE.test(token.lower)))
  );
}

function isEnd(token: Token | undefined): boolean {
  return (
    token === undefined ||
    (token.kind === "punct" && (/^[.,;?!)]$/.test(token.text) || isDash(token))) ||
    (token.kind === "word" && /^(?:and|plus|with|then)$/.test(token.lower))
  );
}

const TEXTS =
  /^(?:strings|texts|sentences|phrases|links|urls|names|titles|bullets|points|words|ids|handles|codes|numbers|emails|addresses|headings|keys)$/;
const PLAIN = /^(?:plain|flat|simple|short|mere|bare|just|only|simply|bullet)$/;
/** The whole answer, or a word that asks for it: what follows says nothing of a field. */
const WHOLE =
  /^(?:it|them|this|that|those|these|result|results|answer|output|response|everything|all|back|data|json|me|us|please)$/;
const LONGEST_NAME = 3;

/** "as plain strings", ", which are mere titles", "as a list of test names", "`x` an array of device ids". */
function textsAt(tokens: readonly Token[], i: number): Said | undefined {
  const before = tokens[i - 1];
  if (before === undefined || (before.kind !== "word" && before.kind !== "name")) return undefined;
  if (
    before.kind === "word" &&
    (WHOLE.test(before.lower) || words.FETCH.has(before.lower) || words.OUTPUT.has(before.lower))
  )
    return undefined;
  const skip = saidAt(tokens, i);
  if (skip === undefined) return undefined;
  const at = i + skip;
  const article = /^an?$/.test(tokens[at]?.lower ?? "") ? 1 : 0;
  const list = at + article + Number(/^(?:plain|flat|simple|sorted|short)$/.test(tokens[at + article]?.lower ?? ""));
  if (/^(?:array|list)$/.test(tokens[list]?.lower ?? "") && tokens[list + 1]?.lower === "of") {
    const end = textsEnd(tokens, list + 2);
    return end === undefined ? undefined : { inner: tokens.slice(list, end), end };
  }
  if (skip === 0) return undefined;
  let noun = at;
  while (PLAIN.test(tokens[noun]?.lower ?? "")) noun += 1;
  const end = noun > at ? textsEnd(tokens, noun) : undefined;
  return end === undefined ? undefined : { inner: [...listOfWords, ...tokens.slice(end - 1, end)], end };
}

const listOfWords: Token[] = ["array", "of"].map((text) => ({ kind: "word", text, lower: text, glued: false }));

/** How many words lead up to it: "as", "as an", ", which are"; 0 after a name in backticks. */
function saidAt(tokens: readonly Token[], i: number): number | undefined {
  if (tokens[i]!.kind === "word" && tokens[i]!.lower === "as") return 1;
  if (tokens[i]!.text === "," && tokens[i + 1]?.lower === "which" && tokens[i + 2]?.lower === "are") return 3;
  if (tokens[i]!.text === "," && tokens[i + 1]?.lower === "the" && tokens[i + 2]?.lower === "latter")
    return tokens[i + 3]?.lower === "as" ? 4 : 3;
  return tokens[i - 1]!.quoted === "code" && /^an?$/.test(tokens[i]!.lower) ? 0 : undefined;
}

/** Where a noun of texts ends; undefined when what stands there is none. */
function textsEnd(tokens: readonly Token[], from: number): number | undefined {
  for (let end = from; end < from + LONGEST_NAME && tokens[end]?.kind === "word"; end += 1)
    if (TEXTS.test(tokens[end]!.lower) && isEnd(tokens[end + 1])) return end + 1;
  return undefined;
}
