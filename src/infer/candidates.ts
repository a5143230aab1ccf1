// Other readings of a prompt than the first: made by a few plain rules that know nothing of each other, so that what the first
// stumbles over is likely read by one of them. The judge picks; that many of them are nonsense does not matter.

import { type Ask, type Asked, RANK, readSentences, sentencesOf } from "./asks.js";
import { describedIn, isApart, withoutNamed } from "./described.js";
import { type Evidence, isGiven } from "./evidence.js";
import { type Item, manyOf, readItems } from "./items.js";
import type { Judge } from "./judge.js";
import type { Line, Token } from "./tokens.js";
import * as words from "./words.js";

type Sentences = readonly Token[][];
type Prompt = { lines: readonly Line[]; sentences: Sentences; asked: Asked };
/** A way to read a prompt: `by` says how. */
type Candidate = { by: string; asked: Asked; sentences: Sentences };
/** The ways in words, by what `by` begins with. */
const WAYS: readonly (readonly [RegExp, string])[] = [
  [/^list/, "one list of names"],
  [/^object/, "one list of names, as one thing"],
  [/^rows of (\w+)/, "one list of names, of each of the $1"],
  [/^rows/, "one list of names, of each of many"],
  [/^names as rows of (\w+)/, "the names that are written as names, of each of the $1"],
  [/^names/, "the names that are written as names"],
  [/^labels/, "labels and what each holds"],
  [/^yes or no/, "the yes or no that it wants"],
  [/^only/, "one sentence alone"],
  [/^from/, "its end alone"],
  [/^tags/, "what each of its words is to a result"],
  [/^done/, "what it wants as a whole, which is something done"],
  [/^answer/, "what it wants as a whole, which is one answer"],
  [/^nothing/, "what it wants as a whole, which is nothing told"],
];

/** How a reading was made, in words. */
export function wayOf(by: string): string {
  const [pattern, words] = WAYS.find(([way]) => way.test(by))!;
  return words.replace("$1", pattern.exec(by)![1] ?? "");
}

/** A list of names, and where it begins. */
type List = { sentence: number; at: number; items: Item[] };

const MOST_LISTS = 5;
const MOST_STARTS = 24;
const MOST_NOUNS = 3;
const MOST_BESIDE = 4;
const MOST_ALONE = 6;
const MOST_ENDS = 3;

/** Readings by other rules than the first. */
export function otherReadings(
  prompt: Prompt,
  evidence: Evidence,
  { isDoubtful }: Pick<Judge, "isDoubtful">,
): Candidate[] {
  const isField = (item: Item) =>
    item.exact || item.kids !== undefined || item.schema.type !== undefined || !isDoubtful(item.name);
  return [
    ...fromLists(prompt, isField),
    ...fromNames(prompt, isField),
    ...fromLabels(prompt),
    ...(evidence.yesNo ? [yesOrNo(prompt)] : []),
    ...fromParts(prompt),
  ];
}

/** One announcement, and nothing else that was asked. Without a `noun` it may be of one thing or of what was spoken of. */
function only(by: string, { sentences, asked }: Prompt, list: Omit<List, "at">, noun?: Item): Candidate {
  const ask: Ask = {
    rank: RANK.explicit,
    items: structuredClone(list.items),
    each: noun !== undefined,
    list: false,
    only: false,
    sentence: list.sentence,
    ...(noun?.name && { noun }),
  };
  const { yesNo: _yesNo, makes: _makes, makesBeside: _beside, ...rest } = asked;
  return {
    by,
    sentences,
    asked: {
      ...rest,
      asks: [ask],
      action: false,
      ...(noun?.name && { about: [{ item: noun, sentence: list.sentence }] }),
    },
  };
}

/** The same prompt without a word of many things. */
function ofOne(prompt: Prompt): Prompt {
  const { page: _page, named: _named, ...rest } = prompt.asked;
  return { ...prompt, asked: { ...rest, about: [], opening: [] } };
}

/** Each list of names, wherever it begins: as it comes, as one thing, as rows of one of the nouns before it. */
function fromLists(prompt: Prompt, isField: (item: Item) => boolean): Candidate[] {
  const lists = listsIn(prompt.sentences);
  const longest = [...lists].sort((a, b) => b.items.length - a.items.length).slice(0, MOST_LISTS);
  return longest.flatMap((list) => {
    const kept = list.items.filter(isField);
    const isPruned = kept.length > 0 && kept.length < list.items.length;
    return [...fromList(prompt, list, ""), ...(isPruned ? fromList(prompt, { ...list, items: kept }, " pruned") : [])];
  });
}

const UNNAMED: Item = {
  name: "",
  words: [],
  exact: false,
  schema: {},
  plural: false,
  lead: "",
  strong: false,
  container: true,
};

function fromList(prompt: Prompt, list: List, how: string): Candidate[] {
  const where = `${list.sentence}:${list.at}${how}`;
  const nouns = nounsBefore(prompt, list);
  const beside = nouns.length > 0 ? besideOf(prompt.sentences, list) : [];
  const both = { ...list, items: [...list.items.filter((item) => !isAmong(item, beside)), ...beside] };
  return [
    only(`list ${where}`, prompt, list),
    only(`object ${where}`, ofOne(prompt), list),
    ...nouns.map((noun) => only(`rows of ${noun.name} ${where}`, prompt, list, noun)),
    ...(beside.length > 0
      ? nouns.map((noun) => only(`rows of ${noun.name} and more ${where}`, prompt, both, noun))
      : []),
    ...(nouns.length === 0 ? [only(`rows ${where}`, prompt, list, UNNAMED)] : []),
  ];
}

/** "total_net" is "grand totals as total_net", which is read otherwise from elsewhere. */
function isAmong(item: Item, others: readonly Item[]): boolean {
  return others.some(
    (other) => other.name === item.name || (!item.kids && other.exact && item.name.endsWith(`_${other.name}`)),
  );
}

const BEFORE_LIST =
  /^(?:with|including|include|includes|show|give|me|want|need|needs|list|after|like|get|plus|return|fetch|their|its|per|each|wants|just|only|showing|know|as|pull|out|record|into|has|to|of|containing|see)$/;

/** The lists of names, by where they begin: after a mark, or after a word that announces. */
function listsIn(sentences: Sentences): List[] {
  const starts = sentences.flatMap((tokens, sentence) =>
    tokens.flatMap((token, at) => {
      const before = tokens[at - 1];
      const begins =
        before === undefined || before.kind === "punct" || (before.kind === "word" && BEFORE_LIST.test(before.lower));
      return begins && token.kind !== "punct" ? [{ sentence, at }] : [];
    }),
  );
  const seen = new Set<string>();
  return starts.slice(-MOST_STARTS).flatMap(({ sentence, at }) => {
    const items = readItems(sentences[sentence]!, at).filter((item) => item.name !== "" || item.container);
    const [first] = items;
    const text = `${sentence} ${items.map(({ name }) => name).join()}`;
    if (seen.has(text)) return [];
    seen.add(text);
    const tells = items.length > 1 || first?.exact || first?.kids || first?.schema.type;
    return tells ? [{ sentence, at, items }] : [];
  });
}

const BESIDE_FROM =
  /^(?:to|the|list|that|this|level|end|put|add|from|beside|it|array|rows|also|of|all|i|want|need|tell|me|give|return|,|whole|entire|for)$/;

/** What is asked for beside a list: "next to the list put headcount", "at the end the grand totals as a and b". */
function besideOf(sentences: Sentences, { sentence, at }: List): Item[] {
  for (const [k, tokens] of sentences.slice(sentence, sentence + 3).entries()) {
    const mark = tokens.findIndex((token, i) => isApart(token) && (k > 0 || i > at));
    if (mark < 0) continue;
    let from = mark + 1;
    while (from < tokens.length && from < mark + 7 && BESIDE_FROM.test(tokens[from]!.lower)) from += 1;
    const items = readItems(tokens, from).filter((item) => item.name !== "" && !item.container);
    if (items.length > 0) return items.slice(0, MOST_BESIDE).map((item) => ({ ...item, overall: true }));
  }
  return [];
}

/** What the fields of a list may be of: the nouns before it in its sentence, then what is spoken of before. */
function nounsBefore({ sentences, asked }: Prompt, { sentence, at }: Pick<List, "sentence" | "at">): Item[] {
  const tokens = sentences[sentence]!;
  const said = asked.about.filter(
    ({ item, sentence: from }) => from <= sentence && item.plural && !item.container && item.words.length > 0,
  );
  const all = [
    ...eachNoun(tokens, at),
    ...nounsIn(tokens.slice(0, at)).reverse(),
    ...said.reverse().map(({ item }) => item),
    ...nounsIn(sentences[sentence - 1] ?? []),
  ];
  return [...new Map(all.map((item) => [item.name, item])).values()].slice(0, MOST_NOUNS);
}

/** "employees" of "per employee id, gross, net", "for every employee: …". */
function eachNoun(tokens: readonly Token[], at: number): Item[] {
  const from = tokens.findLastIndex(
    (token, i) => i <= at && token.kind === "word" && /^(?:per|each|every)$/.test(token.lower),
  );
  if (from < 0 || at - from > 5) return [];
  const noun = tokens.findIndex(
    (token, i) => i > from && token.kind === "word" && !/^(?:of|the|one|give|i|we|it|item|with)$/.test(token.lower),
  );
  return noun < 0 || (noun === at && at !== from + 1) ? [] : thingsAt(tokens.slice(noun, noun + 1)).map(manyOf);
}

function nounsIn(tokens: readonly Token[]): Item[] {
  const starts = tokens.flatMap((token, i) =>
    token.kind === "punct" || words.FETCH.has(token.lower) || words.CUT.has(token.lower) ? [i + 1] : [],
  );
  return [0, ...starts.slice(0, MOST_STARTS)]
    .flatMap((at) => thingsAt(tokens.slice(at, at + 12)))
    .filter((item) => item.plural || item.count || item.each)
    .map(manyOf);
}

function thingsAt(tokens: readonly Token[]): Item[] {
  return readItems(tokens)
    .slice(0, 1)
    .filter((item) => !item.container && item.words.length > 0);
}

/** The names that are written as such, each with what is said of it; and with what is listed before the first of them. */
function fromNames(prompt: Prompt, isField: (item: Item) => boolean): Candidate[] {
  const { sentences } = prompt;
  const isWrapper = (item: Item) => item.name === prompt.asked.wrapper && item.kids === undefined;
  const items = sentences.flatMap((tokens) => describedIn(tokens, isField)).filter((item) => !isWrapper(item));
  if (!items.some((item) => item.exact || item.kids?.some((kid) => kid.exact))) return [];
  const sentence = Math.max(
    0,
    sentences.findIndex((tokens) => tokens.some((_, i) => isGiven(tokens, i))),
  );
  const at = Math.max(
    0,
    sentences[sentence]!.findIndex((_, i, tokens) => isGiven(tokens, i)),
  );
  const list = { sentence, at, items };
  const before = aheadOf(sentences[sentence]!.slice(0, at)).filter(isField);
  return [
    only("names", prompt, list),
    only("names as object", ofOne(prompt), list),
    ...(before.length > 0 ? [only("names and before", ofOne(prompt), { ...list, items: [...before, ...items] })] : []),
    ...nounsBefore(prompt, list).map((noun) => only(`names as rows of ${noun.name}`, prompt, list, noun)),
  ];
}

/** What is listed after the last mark, or the last word that asks. */
function aheadOf(tokens: readonly Token[]): Item[] {
  const mark = tokens.findLastIndex(
    (token) =>
      /^[:;—–]$/.test(token.text) ||
      (token.kind === "word" && /^(?:need|want|like|after|give|me|return|show)$/.test(token.lower)),
  );
  if (mark < 0) return [];
  const items = readItems(tokens.slice(mark + 1)).filter((item) => item.name !== "" && !item.exact && !item.container);
  return withoutNamed(items, tokens);
}

const LONGEST_LABEL = 7;

/** "driver → name, phone", "contacts: name, email", a name above lines that are further in: what each name holds. */
function fromLabels(prompt: Prompt): Candidate[] {
  const items = prompt.lines.flatMap((line, i) =>
    sentencesOf([line.tokens])
      .flatMap(atSemicolons)
      .flatMap((part) => labelled(part, prompt.lines, i)),
  );
  if (items.filter((item) => item.kids).length < 2) return [];
  return [only("labels", ofOne(prompt), { sentence: 0, items })];
}

function labelled(tokens: readonly Token[], lines: readonly Line[], at: number): Item[] {
  const mark = tokens.findIndex((token) => /^(?::|→)$/.test(token.text) || (token.text === "-" && !token.glued));
  const label = tokens.slice(0, mark < 0 ? tokens.length : mark);
  const [item] = label.length > LONGEST_LABEL ? [] : readItems(label);
  if (item === undefined || item.name === "" || (mark < 0 && isBelow(lines, at))) return [];
  const listed = mark > 0 ? readItems(tokens.slice(mark + 1)) : [];
  const kids = listed.length > 1 ? listed : mark < 0 ? below(lines, at) : [];
  if (kids.length > 0) return [{ ...item, kids, each: item.plural || item.each || item.count !== undefined }];
  return mark < 0 && lines[at]!.bullet ? [item] : [];
}

function atSemicolons(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "punct" && token.text === ";") parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** The names in the lines that are further in than the one above them, with what is below each. */
function below(lines: readonly Line[], at: number): Item[] {
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.tokens.length === 0 || line.indent <= lines[at]!.indent);
  return rest.slice(0, end < 0 ? rest.length : end).flatMap((line, i, all) => {
    const kids = line.indent > all[0]!.indent ? [] : below(lines, at + 1 + i);
    const [item] = line.indent > all[0]!.indent ? [] : readItems(line.tokens);
    if (item === undefined) return [];
    return [kids.length > 0 ? { ...item, kids, each: item.plural } : item];
  });
}

function isBelow(lines: readonly Line[], at: number): boolean {
  const above = lines.slice(0, at).findLast((line) => line.tokens.length > 0 && line.indent < lines[at]!.indent);
  return above !== undefined && above.tokens.length <= LONGEST_LABEL;
}

/** "yes or no": one word is wanted, whatever the question. */
function yesOrNo({ sentences, asked }: Prompt): Candidate {
  const { makes: _makes, makesBeside: _beside, wrapper: _wrapper, ...rest } = asked;
  return { by: "yes or no", sentences, asked: { ...rest, asks: [], about: [], action: false, yesNo: "answer" } };
}

/** Each sentence alone, and the end of the prompt without what leads up to it. */
function fromParts({ sentences }: Prompt): Candidate[] {
  if (sentences.length < 2) return [];
  const part = (by: string, some: Sentences): Candidate => ({ by, asked: readSentences(some), sentences: some });
  const last = sentences.length - 1;
  const alone = sentences.slice(-MOST_ALONE);
  const first = sentences.length - alone.length;
  return [
    ...alone.map((sentence, i) => part(`only ${first + i}`, [sentence])),
    ...sentences
      .map((_, i) => i)
      .filter((i) => i > 0 && i < last && last - i <= MOST_ENDS)
      .map((i) => part(`from ${i}`, sentences.slice(i))),
  ];
}
