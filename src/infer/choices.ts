// The values that a prompt says one field may have, in prose: "high or low", "as application, question or spam", "a letter from A to D",
// "priority p1-p4". What stands in brackets or after a type is read with the type (`types.ts`).

import { wordsOfKey } from "./nouns.js";

/** Words of an item, each no longer than a value may be; it ends before such as go on with the sentence. */
const WORD =
  "(?!(?:or|and|in|for|as|with|of|to|from|that|which|when|where|if|per|else|null)\\b)[\\p{L}\\p{N}_][\\p{L}\\p{N}_'’&+/-]{0,39}";
const ITEM = `(?:["'\`“‘][^"'\`”’\\n]{1,40}["'\`”’]|${WORD}(?: ${WORD}){0,2})`;
const OR = new RegExp(
  `(${ITEM}(?:, *${ITEM}){0,11},? (?:or|vs\\.?|versus) (?:with |by |at |in |on )?(?:the |a |an )?${ITEM})`,
  "iu",
);
const MARKED = new RegExp(`(${ITEM}(?: ?[|/] ?${ITEM}){1,11})`, "iu");
const LISTED = new RegExp(
  `^[^,.;:()]{0,40}?(?:[:(∈=–—]| - |\\bset:?|\\bof:?) *(${ITEM}(?:, *(?:and )?${ITEM}){1,15})(?= *(?:[.;:)\\n–—]|$| - ))`,
  "iu",
);
const LETTERS = /\b(?:letters? )?(?:from )?([A-H]) ?(?:to|-|–|through) ?([A-H])\b/;
const STEPS = /\b([A-Za-z])(\d) ?(?:to|-|–) ?\1(\d)\b/i;
/** Words that lead up to the first of them. */
const LEADING =
  /^(?:(?:as|is|are|be|being|was|it['’]?s|they['’]?re|he['’]?s|she['’]?s|either|of|one|with|at|by|in|on|into|the|a|an|whether|must|can|could|only|say|answer|it|its|they|just|always)\s+)+/i;

/** The values of the field that is called `name`. `after`: what the prompt says after it; `rest`: all that it says. */
export function choicesSaid(name: string, after: string, rest: string): string[] | undefined {
  return inName(name, rest) ?? inText(after) ?? ofName(name, rest) ?? itemsOf(OR.exec(rest)?.[1]);
}

/** "high or low" as a name of its own; "succeeded or not" is yes or no. */
export function inName(name: string, prompt: string): string[] | undefined {
  const [, first, second] = /^([a-z]\w*?)_or_([a-z]\w*)$/.exec(name.toLowerCase()) ?? [];
  if (first === undefined || second === undefined || /_or_/.test(second)) return undefined;
  const part = (words: string) => words.split("_").join("[ _-]");
  const said = new RegExp(`\\b(${part(first)})"? or (?:the |a |an )?"?(${part(second)})\\b`, "i").exec(prompt);
  return said ? alike([said[1]!, said[2]!]) : undefined;
}

function inText(text: string): string[] | undefined {
  // A cell of a table ends there.
  if (/^[`"]? *\|/.test(text)) return undefined;
  const sentence = /^[^.;?!\n]*(?:[.](?=\S)[^.;?!\n]*)*/.exec(text)![0];
  const letters = LETTERS.exec(sentence);
  if (letters) return between(letters[1]!, letters[2]!);
  const steps = STEPS.exec(sentence);
  if (steps) return between(steps[2]!, steps[3]!)?.map((step) => steps[1]! + step);
  return inOrder(sentence) ?? itemsOf(LISTED.exec(sentence)?.[1]);
}

/** True when nothing of the sentence around them sticks to them: "only booked", ": low". */
export function areClean(values: readonly unknown[]): boolean {
  return values.every((each) => !/^[^\p{L}\p{N}+-]|[?!:]|^(?:the|only|default|one|either) |^one$/iu.test(String(each)));
}

/** "High or low" at the beginning of a sentence is high or low. */
export function alike(values: readonly string[]): string[] {
  const [first, ...others] = values;
  const isBegun =
    /^\p{Lu}[^\p{Lu}]+$/u.test(first ?? "") && others.length > 0 && others.every((each) => !/\p{Lu}/u.test(each));
  return isBegun && others.some((each) => /\p{L}/u.test(each)) ? [first!.toLowerCase(), ...others] : [...values];
}

const inOrder = (text: string) => itemsOf(OR.exec(text)?.[1]) ?? itemsOf(MARKED.exec(text)?.[1]);

function between(first: string, last: string): string[] | undefined {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
  return from < to ? Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)) : undefined;
}

/** "Tier ∈ none, silver, gold", "state is APPROVED or PENDING": said of it in a sentence of its own. */
function ofName(name: string, prompt: string): string[] | undefined {
  const head = wordsOfKey(name).join("[ _-]?");
  const sentence = new RegExp(`(?:^|[.;!?\\n(] *)(?:an? |the |each |every )?\`?${head}s?\`?\\b([^.;!?\\n)]*)`, "giu");
  for (const [, said] of prompt.matchAll(sentence)) {
    const found = inText(said!);
    if (found) return found;
  }
  return undefined;
}

/** "in two or three sentences": how long, and no choice. */
const IS_LENGTH = /^(?:\S+ )?(?:sentences|words|lines|paragraphs|characters|bullets|pages)$/i;

function itemsOf(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const bare = list
    .split(/,? or |,? vs\.? |,? versus |, *(?:and )?| ?[|/] ?/)
    .map((item) =>
      item
        .trim()
        .replace(LEADING, "")
        .replace(/^["'`“‘]+|["'`”’]+$/g, ""),
    )
    .filter(Boolean);
  const [first, ...others] = bare;
  if (first === undefined || others.length === 0 || IS_LENGTH.test(bare.at(-1)!)) return undefined;
  const isOne = (item: string) => !item.includes(" ");
  // "with a state ok, stale or dead now": of single words the first and the last are one, too.
  const middle = others.length > 1 ? others.slice(0, -1) : [];
  const single = middle.length > 0 ? middle.every(isOne) : isOne(first) || isOne(others.at(-1)!);
  const items = single ? [first.split(" ").at(-1)!, ...middle, others.at(-1)!.split(" ")[0]!] : [first, ...others];
  const values = alike([...new Set(items)]);
  const answers = values.filter((item) => /^(?:yes|no)$/i.test(item));
  // "One word, yes or no".
  if (answers.length === 2 && values.length === 3) return answers;
  return values.length > 1 && values.every((item) => item.length <= 30) ? values : undefined;
}
