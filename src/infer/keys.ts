// From the words of a key, as they stand in a prompt, to the key.

import { isPlural, keyOf, pluralOf, singularOf, wordsOfKey } from "./nouns.js";
import { readType } from "./types.js";

/** A word or a sign of a prompt, from `at` to `end` of its text. `words`: what a key would have of it, in the singular. */
export type Piece = { text: string; at: number; end: number; words: readonly string[] };

/** Where a key stands: pieces `from` to `to`, without it. `edit`: how it follows from its words. */
export type Phrase = { from: number; to: number; edit: string };

/** "who wrote it", "what was done", "sum they owe": a clause is a key as it stands. */
const ASKING = /^(?:who|whom|whose|what|when|where|why|how|which)(?:['’]s)?$/i;
const SPEAKER = /^(?:i|we|you|they|he|she|should|can|could|did|does|do)$/i;
const ASKING_IS = /^(who|what|when|where|how)['’]s$/i;
const IS_TOO = /^(?:who|what|when|where|how|it)['’]s$/i;
/** "today's receptionist" is todays_receptionist, and "the client's name" client_name. */
const OF_DAY = /^(?:today|tonight|yesterday|tomorrow)['’]s$/i;
/** What stands in other keys and is no part of them, save at either end. */
const UNNAMED =
  /^(?:an?|the|its?|it['’]s|their|his|her|our|your|my|any|all|both|is|are|was|were|has|have|had|gets?|got)$/i;
/** "the time it was taken and by whom" asks for taken_by. */
const ASKED_TOO = /^(?:by|at|on|until|since)$/i;

/** What a verb asks for, as a key. */
const ASKED_BY: ReadonlyMap<string, string> = new Map([
  ["summarise", "summary"],
  ["summarize", "summary"],
  ["summarised", "summary"],
  ["summarized", "summary"],
  ["translate", "translation"],
  ["translated", "translation"],
  ["owns", "owner"],
  ["own", "owner"],
  ["won", "winner"],
  ["wins", "winner"],
  ["wrote", "author"],
  ["sings", "singer"],
  ["approve", "approved"],
  ["classify", "category"],
  ["categorize", "category"],
  ["categorise", "category"],
  ["explain", "explanation"],
  ["describe", "description"],
  ["recommend", "recommendation"],
  ["rate", "rating"],
]);

/** Those that a verb asks for only where it is asked who: "who won", and not "played, won, lost". */
const DOERS = /^(?:owner|winner|author|singer)$/;
const ASKS_WHO = /^(?:who|whom|whose|which|team|person|player|party)$/i;

/** Who did something, by the verb: of "won" the winner. */
export function doerOf(verb: string): string | undefined {
  const doer = ASKED_BY.get(verb);
  return doer !== undefined && DOERS.test(doer) ? doer : undefined;
}

/** What a rate is asked of: "rate each headline", and not "units, rate, total". */
const RATED = /^(?:the|each|every|all|how|my|our|its|this|these|it|them|both)$/i;

/** The key that a verb asks for, where it does. */
export function askedBy(pieces: readonly Piece[], at: number): string | undefined {
  const asked = ASKED_BY.get(pieces[at]!.text.toLowerCase());
  if (asked === undefined) return undefined;
  const isWho = pieces.slice(Math.max(0, at - 3), at).some(({ text }) => ASKS_WHO.test(text));
  const isAsked = DOERS.test(asked) ? isWho : asked !== "rating" || RATED.test(pieces[at + 1]?.text ?? "");
  return isAsked ? asked : undefined;
}

/** The words of a phrase: of "files' names" file and names, of "who's" who's. */
export function wordsIn({ from, to }: Phrase, pieces: readonly Piece[]): string[] {
  return pieces.slice(from, to).flatMap(({ text, words }, i) => {
    if (words.length === 0) return [];
    const isOwner = i + 1 < to - from && /^['’]$/.test(pieces[from + i + 1]!.text);
    return [
      isOwner ? singularOf(text) : IS_TOO.test(text) ? text : OF_DAY.test(text) ? text : text.replace(/['’]s$/, ""),
    ];
  });
}

export function plainKey(words: readonly string[]): string {
  return keyOf(namingIn(words).flatMap(wordsInKey));
}

function namingIn(said: readonly string[]): readonly string[] {
  // "what it costs per year" is a cost.
  const all = said.length > 2 && COSTS_PER.test(said.join(" ")) ? [singularOf(said[0]!), ...said.slice(1)] : said;
  if (isClause(all)) return clauseOf(all);
  if (all.length > 2 && /^does it /i.test(all.join(" "))) return namingIn([doingSo(all[2]!), ...all.slice(3)]);
  if (ABOUT_THERE.test(all.join(" "))) return ["has", ...namingIn(all.slice(/^(?:an?|any)$/i.test(all[2]!) ? 3 : 2))];
  const words = withoutUnit(
    all.map((word) => word.replace(ASKING_IS, "$1").replace(OF_DAY, (day) => day.replace(/['’]/, ""))),
  );
  return words.filter((_, i) => i === 0 || i === words.length - 1 || isNaming(words, i));
}

/** "is there an admin", "there are more" */
const ABOUT_THERE = /^(?:(?:is|are|was|were) there (?:an?|any|more)|there (?:is|are|was|were)) ./i;

/** Whether a word between others is part of the key. */
function isNaming(words: readonly string[], i: number): boolean {
  const [first, word, next] = [words[0]!, words[i]!, words[i + 1]!];
  if (/^it$/i.test(word)) return LASTING.test(next);
  // "can be had online", "had to be reprinted"
  if (/^had$/i.test(word)) return /^be$/i.test(words[i - 1]!) || /^to$/i.test(next);
  if (/^an?$/i.test(word)) return i === words.length - 2 && TIME.test(next);
  if (/^of$/i.test(word)) return !(i === 1 && MEASURE.test(first));
  if (/^the$/i.test(word)) return i === words.length - 2 && OF_ALL.test(words.slice(Math.max(0, i - 2)).join(" "));
  if (/^been$/i.test(word)) return /^(?:has|have)$/i.test(first);
  if (/^all$/i.test(word)) return /^of$/i.test(words[i - 1]!) && isNaming(words, i - 1);
  if (/^and$/i.test(word)) return !ASKED_TOO.test(next);
  return !UNNAMED.test(word);
}

/**
 * "when it was opened", "what it's for" → when opened, what for; "what it means" and "what was done" stay. "How many tablets are left" →
 * tablets left, "is there a reason" → has reason.
 */
function clauseOf(words: readonly string[]): readonly string[] {
  const said = words.map((word) => word.replace(ASKING_IS, "$1s")).join(" ");
  const [, counted] = COUNTED.exec(said) ?? [];
  return (counted?.replace(IS_BETWEEN, " ") ?? said.replace(ABOUT_WHAT, "").replace(IT_IS, "")).trim().split(" ");
}
/** "what is it about", "what it's about" is about. */
const ABOUT_WHAT = /^what(?: it(?:['’]s| is| was)| is it| was it|s it) (?=about$)/i;
const COUNTED = /^how many( .*\b(?:is|are|was|were)\b .*)/i;
const IS_BETWEEN = / (?:is|are|was|were)(?: been)?(?= )/i;
const IT_IS = / it(?:['’]s| (?:is|was|are|were)(?: been)?)(?= )| (?:is|was) it(?= )| has it been(?= )/i;

/** Units that are no type of a value elsewhere. */
const UNITS = /^(?:m3|px|degrees|kva|yen|words|t|mbps|points|[A-Z]{3})$/;

/** "weight in kg" */
function withoutUnit(words: readonly string[]): readonly string[] {
  const at = words.findLastIndex((word, i) => i > 0 && i < words.length - 1 && /^in$/i.test(word));
  if (at < 0) return words;
  const unit = words.slice(at + 1).join(" ");
  const type = readType(unit)?.type;
  return type === "number" || type === "integer" || UNITS.test(unit) ? words.slice(0, at) : words;
}

/** "max of the temperature" is a max temperature. */
const MEASURE = /^(?:min|max|avg|minimum|maximum|average|mean|median|totals?)$/i;
/** "time it takes", and not "days it was open". */
const LASTING = /^(?!is|was|has)(?:.*s|took|went|came)$/i;
/** "man of the match", "on the way" */
const OF_ALL =
  /(?:(?<!\b(?:end|start|beginning) )\bof the (?:match|day|month|week|year)|\b(?:on|in|by) the (?:way|table|door|meantime)|\bround the clock)$/i;
const COSTS_PER = /^(?:costs|charges) (?:per|an?) /i;
/** "hours a week" */
const TIME = /^(?:day|week|month|year|hour|night|piece)$/i;

function isClause(words: readonly string[]): boolean {
  return words.length > 1 && (ASKING.test(words[0]!) || words.slice(1).some((word) => SPEAKER.test(word)));
}

/** "kWh", "pH", "URLs" and "LinkedIn" of prose are one word each. */
const ONE_WORD = /^(?:[A-Za-z]{1,4}|\p{Lu}{2,}s?|(?:\p{Lu}\p{Ll}+|i)\p{Lu}.*)$/u;
export const wordsInKey = (word: string) => (ONE_WORD.test(word) ? [word.toLowerCase()] : wordsOfKey(word));
/** "pH", "dB", "kWh", "SpO2": signs of what is measured, which are written so wherever they stand. */
const UNIT = /^(?:\p{Ll}\p{Lu}\p{Ll}?|SpO2)$/u;

const isWritten = (text: string) => /_|\p{Ll}\p{Lu}/u.test(text) && !UNIT.test(text);
/** "LinkedIn", "iOS": so it is called by all, unless other names of the prompt are written alike. */
const PROPER = /^(?:\p{Lu}\p{Ll}+|i)\p{Lu}/u;

/** A name that is written as one: `order_id`, orderId, "net". */
export function writtenName({ from, to }: Phrase, pieces: readonly Piece[]): string | undefined {
  const { text } = pieces[from]!;
  const isQuoted = /^[`"]$/.test(pieces[from - 1]?.text ?? "");
  const isCamel =
    isWritten(text) && !(PROPER.test(text) && pieces.every((each) => each.text === text || !isWritten(each.text)));
  return to === from + 1 && (isCamel || isQuoted) ? text.replace(/\[\]$/, "") : undefined;
}

function edited(key: string, edit: string): string {
  if (edit === "-s") return singularOf(key);
  if (edit === "+s") return manyOf(key);
  if (edit === "_count") return `${singularOf(key)}_count`;
  if (edit.startsWith("_")) return key + edit;
  return edit.endsWith("_") ? edit + key : key;
}

export function manyOf(key: string): string {
  const words = key.split("_");
  const last = words.at(-1)!;
  const many = pluralOf(last);
  return keyOf([...words.slice(0, -1), many === last && !isPlural(last) ? `${last}s` : many]);
}

const JOINS = /^(?:of|for|to|in|on|per|by|from|with|at)$/i;
const IS = /^(?:is|are|was|were)$/i;

/** "reason for the bounce" → bounce reason, "affected systems" of "systems affected", "open tasks" of "tasks are open". */
function swapped(words: readonly string[]): string {
  const naming = (some: readonly string[]) => some.filter((word) => !UNNAMED.test(word));
  const at = words.findIndex((word, i) => i > 0 && (JOINS.test(word) || IS.test(word)));
  if (at > 0) {
    const owner = naming(words.slice(at + 1));
    const owned = naming(words.slice(0, at));
    return plainKey([...(IS.test(words[at]!) ? owner : owner.map(singularOf)), ...owned]);
  }
  return plainKey(words.length > 1 ? [...naming(words.slice(1)), words[0]!] : words);
}

/** The key of a phrase: of many things where it is a list of them. */
export function keyFrom(phrase: Phrase, pieces: readonly Piece[], isList: boolean): string {
  const written = writtenName(phrase, pieces);
  // The sheet "Leads" is a list of leads.
  if (written) return isList && /^\p{Lu}\p{Ll}+$/u.test(written) ? written.toLowerCase() : written;
  const words = wordsIn(phrase, pieces);
  if (phrase.edit === "swap") return swapped(words);
  const asked = words.length === 1 ? askedBy(pieces, phrase.from) : undefined;
  const key = asked ?? plainKey(doingOf(words, phrase, pieces));
  return isList && phrase.edit === "" && words.length === 1 && doerBefore(phrase, pieces, /^(?:did|does|do)$/i)
    ? manyOf(key)
    : edited(key, phrase.edit);
}

const NO_DOER = /^(?:an?|the|their|its|his|her|our|your|my|have|has|any|do|to|with|contain|take|\S*['’]s)$/i;
/** What things and people are asked whether they do, or what. */
const DOING =
  /^(?:accept|allow|apply|arrive|ask|begin|belong|bring|buy|call|carry|close|come|compare|connect|contain|cover|deliver|depart|eat|end|exceed|exist|expire|fit|follow|get|give|go|help|hold|include|keep|know|last|lead|leave|like|live|look|make|match|mean|meet|mention|move|need|offer|open|own|pass|pay|play|provide|reach|receive|refer|renew|replicate|report|require|retire|return|run|say|sell|send|serve|ship|show|sit|sleep|speak|start|stay|stop|support|survive|take|teach|terminate|think|use|want|work)$/;
const LONGEST_DOER = 4;

const doingSo = (verb: string) => (/^have$/i.test(verb) ? "has" : pluralOf(verb));

/** "does the API [support pagination]": it supports it. */
function doingOf(words: readonly string[], phrase: Phrase, pieces: readonly Piece[]): readonly string[] {
  const isVerb = DOING.test(words[0]!);
  const isAlone = words.length === 1 && phrase.edit !== "_at";
  if (!isVerb || isAlone || !doerBefore(phrase, pieces, /^does$/i)) return words;
  return [pluralOf(words[0]!), ...words.slice(1)];
}

/** Whether who does it stands before, after a word such as "does". */
function doerBefore({ from }: Phrase, pieces: readonly Piece[], asking: RegExp): boolean {
  const before = pieces.slice(Math.max(0, from - LONGEST_DOER - 1), from).map(({ text }) => text);
  const asked = before.findLastIndex((text) => asking.test(text));
  const doer = asked < 0 ? [] : before.slice(asked + 1);
  return doer.length > 0 && doer.every((text) => /\p{L}/u.test(text)) && !NO_DOER.test(doer.at(-1)!);
}
