// From a prompt to the schema of its result: fields, names, types, nesting, one object or a list, how many.

import { withoutSecrets } from "../domain/mask.js";
import { piecesOf } from "./align.js";
import { answerOf, pickedOf, withDoers } from "./answer.js";
import { type Ask, type Asked, RANK, readSentences, sentencesOf } from "./asks.js";
import { isOfEach, readBlocks } from "./blocks.js";
import { bracketed } from "./brackets.js";
import { otherReadings, wayOf } from "./candidates.js";
import { withCasing } from "./casing.js";
import { choose, type Scored } from "./choose.js";
import { withCounts } from "./counts.js";
import { type Evidence, evidenceOf } from "./evidence.js";
import { countAt, fieldOf, fieldsOf, groupedBy, headOf, type Item, manyOf, readItems, textOf } from "./items.js";
import { fieldsIn, type Judged, judgeOf } from "./judge.js";
import type { Piece } from "./keys.js";
import { meaningOf } from "./names.js";
import { isPlural, keyOf, pluralOf, singularOf, wordsOfKey } from "./nouns.js";
import { withNamedRows, withoutOwnNoun } from "./rows.js";
import { withBounds } from "./said.js";
import { ACKNOWLEDGEMENT, type Count, type Field, fitted, listOf, objectOf, type Schema, SOME } from "./shape.js";
import { type Known, schemaOf, type Tagged } from "./spans.js";
import { readTags, type Tagger } from "./tagger.js";
import { type Line, nested, plainly, scan, type Token, withMarks } from "./tokens.js";
import { readType } from "./types.js";
import * as words from "./words.js";

/**
 * What a prompt asks for. `acknowledges`: it asks for something to be done, and for nothing to be told. `reread`: which reading was
 * taken, and why not the first.
 */
export type Reading = { schema: Schema; acknowledges?: true; reread?: string; mentions: Mention[] };

/** An id or an address that the prompt speaks of, and what it is of: "order" of "order ORD-55102". */
export type Mention = { noun: string; text: string };

/** Prompts are at most 10,000 code points (contract 2); more is not read. */
const MOST_READ = 12_000;
const MOST_LINES = 400;
const DEFAULT_WRAPPER = "items";

/** What rules read as it is written, and what has no word of its own for a network to tag: it has no say in these. */
const LEFT_TO_RULES: readonly RegExp[] = [
  /```/,
  /\b(?:interface|type) +\w+ *[={]/,
  // JSON, a schema, a query
  /\{\s*(?:\/\/.*\s*)?"?[\w$]+"?\??\s*:/,
  /\bquery\b[^{}\n]*\{/,
  // names with dots, a line each
  /\n *[-*]? *`?\w+(?:\[\])?\.\w+[^\n]*\n *[-*]? *`?\w+(?:\[\])?\.\w+/,
  // bullets in bullets
  /\n *[-*•] [^\n]+\n {2,}[-*•] /,
  // "Compare Linear, Jira and Asana: …": a row for each, of a list that nobody named
  /^\s*(?:please )?compare [^.:\n]*, [^.:\n]*\band\b/i,
];

/** Reads a prompt. Total, and a function of it alone. */
export function readPrompt(prompt: string, tagger: Tagger = readTags): Reading {
  const weighed = weighReadings(prompt);
  const { readings, reasons, mentions, judge } = weighed;
  const text = readPart(prompt);
  const pieces = piecesOf(text);
  const picked = pickedOf(text);
  const best: Judged = picked
    ? { by: "answer", schema: objectOf([picked]) }
    : choose(
        {
          pieces,
          readings,
          isDoubted: reasons.length > 0,
          isFetched: FETCHED.test(text),
          read: (tagging, places) => readTagged(text, pieces, tagging, { ...weighed, places }),
          judge: (schema) => judge({ schema, by: "first" }),
          answer: () => answerOf(text),
        },
        LEFT_TO_RULES.some((pattern) => pattern.test(text)) ? undefined : tagger,
      );
  const because =
    reasons.length > 0 ? `because at first ${reasons.join("; ")}` : "which is likelier than what was read at first";
  return {
    schema: withCasing(withBounds(fitted(withRows(withDoers(best.schema, text), text, pieces)), prompt), text),
    ...(best.acknowledges && { acknowledges: true }),
    ...(best.by !== "first" && { reread: `by ${wayOf(best.by)}, ${because}` }),
    mentions,
  };
}

/** "Get order 1042", "Find user jane@example.com". */
const FETCHED =
  /^\W*(?:please )?(?:get|show(?: me)?|fetch|find|look up|retrieve|give me|pull up) (?:me )?(?:the |my |our )?[\p{L}-]+ (?:#|no\.? ?|number )?(?=\S*[\d@])[\w#@.+-]+\W*$/iu;

/** As many rows as the prompt says, called what it calls them. */
function withRows(schema: Schema, text: string, pieces: readonly Piece[]): Schema {
  return withNamedRows(withCounts(withoutOwnNoun(schema, text), text, pieces), text);
}

/** The readings of a prompt in the order in which they were made, and why the first may be wrong. */
type Weighed = {
  readings: Scored[];
  reasons: string[];
  evidence: Evidence;
  mentions: Mention[];
  typing: Asked["typing"];
  /** What the judge says of another reading. */
  judge: (reading: Judged) => number;
};

/** `always`: other readings are made though nothing speaks against the first. */
export function weighReadings(prompt: string, always = false): Weighed {
  const lines = linesIn(readPart(prompt));
  const laid = readBlocks(lines);
  const sentences = sentencesOf(laid.lines);
  const asked = askedOf(sentences, laid.blocks);
  const first: Judged = { ...readResult(sentences, asked), by: "first" };
  const evidence = evidenceOf(lines.map(({ tokens }) => tokens));
  const judge = judgeOf(evidence);
  const reasons = judge.reasons(first);
  const others =
    reasons.length > 0 || always
      ? otherReadings({ lines, sentences, asked }, evidence, judge).map(
          (other): Judged => ({ ...readResult(other.sentences, other.asked), by: other.by }),
        )
      : [];
  const fields = fieldsIn(first.schema);
  const score = (reading: Judged) => judge.score(reading, fields);
  const readings = [first, ...others].map((reading) => ({ ...reading, score: score(reading) }));
  return { readings, reasons, evidence, mentions: mentionsOf(lines), typing: asked.typing, judge: score };
}

/** Tokens of other services, of which nothing may become a key: `sk_live_51H…`, `ghp_…`, a JWT. */
const FOREIGN_TOKEN = /\b(?:sk|rk|gh[pousr]|xox[abprs]|glpat|AKIA|eyJ)(?=[\w.-]*\d)[\w.-]{12,}/g;

const MONEY =
  "(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|INR|CNY|BRL|MXN|ZAR|SGD|HKD|KRW|TRY|ILS|BTC|ETH)";
/** "the EUR/USD rate" */
const PAIR_RATE = new RegExp(`\\b${MONEY} ?(?:/|-|to) ?${MONEY} (?:exchange |conversion )?rate\\b`, "g");

/** As much of a prompt as is read. */
function readPart(prompt: string): string {
  return withoutSecrets(prompt.slice(0, MOST_READ)).replace(FOREIGN_TOKEN, " ").replace(PAIR_RATE, "exchange rate");
}

function linesIn(text: string): Line[] {
  return unwrapped(scan(text).slice(0, MOST_LINES)).map((line) => ({
    ...line,
    tokens: withMarks(plainly(bracketed(nested(line.tokens)))),
  }));
}

/** What the tags of a prompt's pieces say, beside what was read at first and where that stands. */
function readTagged(
  text: string,
  pieces: readonly Piece[],
  tagged: Tagged,
  { readings, typing, places }: Weighed & Pick<Known, "places">,
): Schema {
  const known = {
    schema: readings[0]!.schema,
    places,
    itemIn: (clause: string) => readItems(linesIn(clause).flatMap(({ tokens }) => tokens))[0],
    settled: (some: Schema, name: string, of: string) => settle(some, name, of, typing),
  };
  return fitted(settle(schemaOf(text, pieces, tagged, known), "", "", typing));
}

/** What sentences ask for, and what is laid out in lines. */
function askedOf(sentences: readonly Token[][], blocks: ReturnType<typeof readBlocks>["blocks"]): Asked {
  const asked = readSentences(sentences);
  for (const { intro, items } of blocks) {
    const head = intro.length < 4 ? intro.at(-1) : undefined;
    const isList = head?.kind === "name" && head.text.endsWith("[]");
    if (isList) asked.wrapper ??= head.text.slice(0, -2);
    const sentence = Math.max(
      0,
      sentences.findIndex((each) => each.includes(intro[0]!)),
    );
    asked.asks.push({
      rank: 0,
      items,
      each: isList || asked.perRow === true || isOfEach(intro),
      list: false,
      only: false,
      sentence,
    });
  }
  return asked;
}

function readResult(sentences: readonly (readonly Token[])[], asked: Asked): Pick<Reading, "schema" | "acknowledges"> {
  const skeleton = findSkeletons(sentences);
  const spelled = skeleton
    ? withCount(skeleton, asked)
    : (readSql(sentences, asked) ?? assemble(asked) ?? readNamesAlone(sentences));
  const about = asked.about.findLast(({ item }) => item.plural && !item.container)?.item;
  const held = asked.wrapped;
  const wrapper = asked.wrapper ?? (held && about ? collectionKey(about) : undefined);
  if (wrapper !== undefined && held && (spelled === undefined || Object.keys(spelled.properties ?? {}).length === 1))
    return { schema: fitted(settle(objectOf([{ name: wrapper, schema: held }]), "", "", asked.typing)) };
  if (spelled) return { schema: fitted(settle(spelled, "", "", asked.typing)) };
  if (asked.wrapper !== undefined)
    return { schema: settle(objectOf([{ name: asked.wrapper, schema: {} }]), "", "", asked.typing) };
  if (asked.action) return { schema: ACKNOWLEDGEMENT, acknowledges: true };
  if (asked.yesNo !== undefined) return { schema: objectOf([{ name: asked.yesNo, schema: { type: "boolean" } }]) };
  if (asked.makes !== undefined)
    return { schema: objectOf([{ name: asked.makes, schema: asked.makesType ?? { type: "string" } }]) };
  if (!asked.connect && sentences.some(isOrder) && !sentences.flat().some(({ text }) => text === "?"))
    return { schema: ACKNOWLEDGEMENT, acknowledges: true };
  return { schema: objectOf([]) };
}

const NO_VERB =
  /^(?:what|which|who|whose|when|where|why|how|is|are|was|were|does|did|has|have|can|could|will|would|should|here|there|today|tomorrow|hello|dear|thanks|thank|not|and|but|also|let|see)$/;
const OBJECT = /^(?:the|a|an|my|our|his|her|its|their|this|that|these|those|all|every|everyone|everybody|it|them)$/;

/** "Reboot sensor gw-14", "please resend the invitation", "…, just archive all of it": a verb, whichever, and what it is done to. */
function isOrder(tokens: readonly Token[]): boolean {
  return tokens.some((verb, i) => {
    const before = tokens[i - 1];
    const [next, after] = tokens.slice(i + 1);
    const opens = before === undefined || /^(?:please|kindly|just|now|then)$/.test(before.lower);
    if (!opens || verb.kind !== "word" || next === undefined) return false;
    if (words.FETCH.has(verb.lower) || words.CUT.has(verb.lower) || OBJECT.test(verb.lower) || NO_VERB.test(verb.lower))
      return false;
    const isThing = (token: Token | undefined) =>
      (token?.kind === "entity" || token?.kind === "word") && /\d/.test(token.text);
    return next.kind === "word"
      ? OBJECT.test(next.lower) || (!isPlural(verb.lower) && !isThing(next) && isThing(after))
      : next.kind === "entity" && isThing(next);
  });
}

const MOST_MENTIONS = 20;

/** Ids with the noun before them, or the noun that they begin with. */
function mentionsOf(lines: readonly Line[]): Mention[] {
  const mentions: Mention[] = [];
  for (const { tokens } of lines) {
    for (const [i, token] of tokens.entries()) {
      if (
        token.kind !== "entity" ||
        token.quoted !== undefined ||
        token.text.length > 60 ||
        !/\d|@./.test(token.text) ||
        /^[$€£¥@]|%$|^https?:/.test(token.text)
      )
        continue;
      if (mentions.length >= MOST_MENTIONS) return mentions;
      const before = tokens[i - 1];
      const prefix = /^([a-z]+)_/.exec(token.text)?.[1];
      if (before?.kind === "word" && before.lower.length > 1 && !words.CUT.has(before.lower))
        mentions.push({ noun: singularOf(before.lower), text: token.text });
      else if (token.text.includes("@")) mentions.push({ noun: "email", text: token.text });
      if (prefix !== undefined) mentions.push({ noun: SHORT[prefix] ?? prefix, text: token.text });
    }
  }
  return mentions;
}

/** What the short beginnings of ids stand for. */
const SHORT: Readonly<Record<string, string>> = {
  cus: "customer",
  sub: "subscription",
  acc: "account",
  acct: "account",
  inv: "invoice",
  ord: "order",
  ch: "charge",
  cmp: "company",
  org: "organization",
  prod: "product",
};

/** Lines that only the width of a screen broke are one. */
function unwrapped(lines: readonly Line[]): Line[] {
  const out: Line[] = [];
  for (const line of lines) {
    const before = out.at(-1);
    const [first] = line.tokens;
    const last = before?.tokens.at(-1);
    const goesOn =
      before !== undefined &&
      last !== undefined &&
      first !== undefined &&
      !line.bullet &&
      !line.heading &&
      !before.heading &&
      before.tokens.length > 6 &&
      before.tokens.some((token) => token.kind !== "punct") &&
      !/^[.:!?]$/.test(last.text) &&
      first.kind !== "skeleton" &&
      first.text !== "|" &&
      (/^\p{Ll}/u.test(first.text) || last.text === ",") &&
      !line.tokens.slice(0, 4).some((token) => token.text === ":");
    if (goesOn) before.tokens.push(...line.tokens);
    else out.push({ ...line, tokens: [...line.tokens] });
  }
  return out;
}

const INPUT_WORDS =
  /\b(?:payload|body|input|submitted|received|params|parameters|arguments|create|update|send|post|add|given|with this|from this|here is|sample|currently|existing)\b/i;
const OUTPUT_WORDS =
  /\b(?:return|returns|respond|reply|output|answer|format|shape|schema|look like|looks like|result|results|like this|structure|match|matching|give|fill|give me|provide|validate|conform|follow|following|as)\b/i;

/** The answer that is spelled out as a skeleton. */
function findSkeletons(sentences: readonly (readonly Token[])[]): Schema | undefined {
  for (const [i, sentence] of sentences.entries()) {
    for (const [at, token] of sentence.entries()) {
      if (token.kind !== "skeleton" || token.schema === undefined || isPart(sentence, at)) continue;
      if (token.found?.inner) continue;
      const before = textOf(sentence.slice(0, at));
      const above = before.length > 3 ? before : textOf(sentences[i - 1] ?? []);
      const isInput =
        INPUT_WORDS.test(above) &&
        !OUTPUT_WORDS.test(above.replace(/\b(?:following|as|match|matching|validate)\b/gi, ""));
      if (isInput) continue;
      const list =
        /\b(?:top|first|last|latest|newest|next|best) \d{1,3}\W*$/i.test(before.slice(-30)) ||
        /\b(?:array|list) (?:of|with)(?: objects?)?(?: \w+){0,3}\W*$|\b(?:each|every)\b|\bper \w+\W*$|\bobjects\b[^.]{0,30}$/i.test(
          before.slice(-80),
        ) ||
        (before === "" &&
          !holdsMany(token.schema) &&
          /\b(?:for|one|each|every) (?:each|every|per|item|record|entry|element|row|result)\b|\barray of\b|\beach\b/i.test(
            above.slice(-90),
          ));
      const called = token.found?.name;
      const typed = sentences
        .flat()
        .flatMap(({ quoted, text }) => (quoted === "code" ? (/^(\w+): ?(\w+)\[\]$/.exec(text) ?? []) : []));
      if (called !== undefined && typed[2] === called)
        return objectOf([{ name: typed[1]!, schema: listOf(token.schema, countBeside(sentences, typed[0]!)) }]);
      if (called !== undefined && sentences.some((each) => each.some(({ text }) => text === `${called}[]`)))
        return listOf(token.schema);
      const key = sentence[at - 1]?.text === ":" ? sentence[at - 2] : sentence[at - 1];
      if (key?.kind === "name" && (key.quoted !== undefined || key === sentence[at - 1]))
        return objectOf([{ name: key.text, schema: token.schema }]);
      return list && token.schema.type === "object" ? listOf(token.schema) : token.schema;
    }
  }
  return undefined;
}

/** A map or a list in it: it is the whole answer, whatever is said of each. */
function holdsMany({ properties = {} }: Schema): boolean {
  return Object.values(properties).some((each) => each.additionalProperties || each.items?.properties);
}

/** "Fill `matches: Match[]` with the 3 next games": how many. */
function countBeside(sentences: readonly (readonly Token[])[], code: string): Count | undefined {
  const sentence = sentences.find((each) => each.some(({ text }) => text === code)) ?? [];
  const [size] = sentence.flatMap((_, i) => countAt(sentence, i)?.size ?? []);
  return size === undefined ? undefined : { exact: size };
}

/** SELECT a, b AS c FROM t … LIMIT n: the rows that it gives. */
function readSql(sentences: readonly (readonly Token[])[], asked: Asked): Schema | undefined {
  const at = sentences.findIndex((sentence) => sentence.some((token) => token.text === "SELECT"));
  if (at < 0) return undefined;
  const tokens = sentences.slice(at, at + 12).flat();
  const select = tokens.findIndex((token) => token.text === "SELECT");
  const from = tokens.findIndex((token, i) => i > select && token.text === "FROM");
  if (from < 0) return undefined;
  const fields: Field[] = [];
  let last: Token | undefined;
  for (const token of tokens.slice(select + 1, from + 1)) {
    if ((token.text === "," || token.text === "FROM") && last)
      fields.push({ name: last.text.replace(/^\w+\./, ""), schema: {} });
    last =
      token.kind === "word" || token.kind === "name" || token.kind === "entity"
        ? token
        : token.text === ","
          ? undefined
          : last;
  }
  if (fields.length === 0) return undefined;
  const limit = tokens.findIndex((token) => token.text === "LIMIT");
  const size = limit > 0 ? Number(tokens[limit + 1]?.text) : Number.NaN;
  const table = tokens[from + 1];
  return wrapped(
    objectOf(fields),
    asked.wrapper ?? (table ? pluralOf(table.text) : DEFAULT_WRAPPER),
    Number.isInteger(size) ? { most: size } : undefined,
  );
}

/** A prompt in another language: names in backticks are the fields, a number of things a list. */
function readNamesAlone(sentences: readonly (readonly Token[])[]): Schema | undefined {
  const tokens = sentences.flat();
  if (tokens.some((token) => token.kind === "word" && (words.FETCH.has(token.lower) || words.ACTION.has(token.lower))))
    return undefined;
  const names = tokens.filter((token) => token.quoted === "code" && token.kind === "name");
  return names.length > 1 ? objectOf(names.map((token) => ({ name: token.text, schema: {} }))) : undefined;
}

/** Is the skeleton the value of one of several fields? */
function isPart(sentence: readonly Token[], at: number): boolean {
  const before = sentence[at - 1];
  const after = sentence[at + 1];
  const name = before?.text === ":" || before?.lower === "as" ? sentence[at - 2] : before;
  const listed =
    sentence.slice(0, at).some((token) => token.text === ",") ||
    (after !== undefined && (after.text === "," || after.lower === "and"));
  return (
    listed &&
    (name?.kind === "name" ||
      (before?.kind === "word" &&
        !/^(?:like|as|this|shape|format|following)$/.test(before.lower) &&
        !words.CONTAINERS.has(before.lower) &&
        !words.OUTPUT.has(before.lower) &&
        sentence.slice(0, at).some((token) => token.text === ",")) ||
      (before?.text === ":" &&
        name?.kind === "word" &&
        !words.CONTAINERS.has(name.lower) &&
        (sentence.slice(0, at - 2).some((token) => token.text === ",") ||
          after?.lower === "and" ||
          after?.text === ",")) ||
      (before?.lower === "of" && sentence.slice(0, at).some((token) => token.text === ",") && after !== undefined))
  );
}

function withCount(schema: Schema, asked: Asked): Schema {
  const about = asked.about.find(({ item }) => item.plural || item.count)?.item;
  const count = about?.count ?? asked.page;
  if (schema.type === "array")
    return wrapped(
      schema.items ?? {},
      asked.wrapper ?? (about ? collectionKey(about) : (asked.collective ?? DEFAULT_WRAPPER)),
      count,
    );
  const entries = Object.entries(schema.properties ?? {});
  const lists = entries.filter(([, each]) => each.type === "array" && each.minItems === undefined);
  if (count && lists.length === 1) {
    const [name, list] = lists[0]!;
    return { ...schema, properties: { ...schema.properties, [name]: listOf(list.items ?? {}, count) } };
  }
  return schema;
}

function wrapped(items: Schema, wrapper: string, count: Count | undefined, siblings: readonly Field[] = []): Schema {
  return objectOf([{ name: wrapper, schema: listOf(items, count) }, ...siblings]);
}

/** The plural noun of what is listed: "invoices" of "the last 5 unpaid invoices", "pull_requests". */
function collectionKey(item: Item): string {
  if (item.exact) return item.name;
  const head = headOf(item.words);
  const at = item.words.indexOf(head);
  const before = item.words[at - 1];
  // A guest list is of guests.
  if (
    before !== undefined &&
    /^(?:list|lists|queue|roster|directory|register|log|history|catalog|catalogue|feed|backlog)$/.test(head) &&
    !words.ADJECTIVES.has(before)
  )
    return keyOf([pluralOf(before)]);
  const noun = pluralOf(head);
  const needs =
    (words.BARE_HEADS.has(noun) ||
      /^(?:purchase|work|sales|standing|delivery|credit|debit|service)$/.test(before ?? "")) &&
    before !== undefined &&
    !/[\d-]/.test(before) &&
    !words.ADJECTIVES.has(before) &&
    !isPlural(before) &&
    !/ed$|ly$/.test(before);
  return keyOf(needs ? [before, noun] : [noun]) || DEFAULT_WRAPPER;
}

/** The fields of the plainest announcement, as an object or a list of them. */
function assemble(asked: Asked): Schema | undefined {
  const first = asked.asks.filter((ask) => !ask.also && ask.items.length > 0);
  const ranks = [...new Set((first.length > 0 ? first : asked.asks).map((ask) => ask.rank))].sort();
  for (const rank of ranks) {
    if (rank >= RANK.fetched && asked.action && !(rank === RANK.question && asked.counts)) return undefined;
    const asks = asked.asks.filter((ask) => ask.rank === rank);
    if (rank === RANK.inside && asked.action && asks.every(isSpokenOf)) return undefined;
    const only = asks.find((ask) => ask.only && ask.items.length > 0);
    const main = asks.filter((ask) => !ask.also);
    const more = asked.asks.filter((ask) => ask.also && ask.rank <= RANK.given);
    const schema = compose(only ? [only] : main.length > 0 ? main : asks, asked, rank);
    if (schema && asked.makesBeside && schema.properties?.[asked.makes!] === undefined)
      return objectOf([
        { name: asked.makes!, schema: asked.makesType ?? { type: "string" } },
        ...Object.entries(schema.properties ?? {}).map(([name, each]) => ({ name, schema: each })),
      ]);
    if (schema) return without(main.length > 0 ? withMore(schema, more) : schema, asked.dropped);
    if (
      rank === RANK.inside &&
      asked.yesNo !== undefined &&
      !asked.asks.some((ask) => ask.rank <= RANK.inside && ask.items.length > 0)
    )
      break;
  }
  return undefined;
}

/** How many of a list, where that is said apart from it. */
function sizeOf(item: Item, asked: Asked, single: boolean): { count?: Count } {
  const same = asked.about.find(
    (each) => each.item !== item && each.item.count && headOf(each.item.words) === headOf(item.words),
  );
  const count = same?.item.count ?? (single ? asked.page : undefined);
  return count ? { count } : {};
}

/** "signups per day" alone is a map; among other fields it is a number. */
function inGroups(item: Item, listed: readonly Item[], rank: number): Item {
  if (item.by === undefined) return item;
  const rows = pluralOf(item.by);
  if (item.kids) return item.per ? { ...item, name: rows, words: [rows], plural: true, each: true } : item;
  const alone =
    (listed.length === 1 || !item.per) &&
    listed.every((each) => each.by !== undefined || words.AGGREGATE.test(each.name));
  if (isGrouped(item, rank) && (alone || item.asked)) return groupedBy(item, item.by);
  return item.per
    ? { ...item, name: `${item.name}_per_${item.by}`, words: [...item.words, "per", item.by], plural: false }
    : item;
}

/** Are so many, or so much, of each asked for, and not the things themselves? */
function isGrouped(item: Item, rank: number): boolean {
  if (item.kids || item.count) return false;
  const { schema } = meaningOf(item.name);
  const isNumeric =
    schema.type === "integer" ||
    schema.type === "number" ||
    /_?(?:counts?|totals?|breakdown|numbers|spending)$/.test(item.name);
  return item.asked === true || (isNumeric && rank > RANK.explicit - 1);
}

/** A name that is only listed, with what another sentence says that it holds: "(a) the talks, with title. Keys: talks". */
function explained(item: Item, asked: Asked): Item {
  const defined = asked.defined.find(({ name }) => name === item.name || (item.plural && name === collectionKey(item)));
  if (item.kids) return { ...item, kids: item.kids.map((kid) => explained(kid, asked)) };
  if (defined && !item.schema.properties)
    return { ...item, kids: defined.kids, each: defined.each || undefined, plural: defined.each, schema: {} };
  if (item.schema.type || item.schema.enum || !item.plural) return item;
  const told = asked.asks
    .flatMap((ask) => ask.items)
    .find(
      (other) =>
        other !== item &&
        other.kids &&
        !other.container &&
        (other.name === item.name || collectionKey(other) === item.name),
    );
  return told ? { ...item, kids: told.kids, each: true, ...(told.count && { count: told.count }) } : item;
}

/** "Besides the list I also want the currency." */
function withMore(schema: Schema, asks: readonly Ask[]): Schema {
  const fields = fieldsOf(asks.flatMap((ask) => ask.items)).filter(
    ({ name }) => schema.properties?.[name] === undefined,
  );
  if (fields.length === 0) return schema;
  const lists = Object.entries(schema.properties ?? {}).filter(
    ([, each]) => each.type === "array" && each.items?.properties,
  );
  const [wrapper, list] = lists[0] ?? [];
  // "Also return the email" of a list is said of its rows; a sum or what is told apart from "the list" is not.
  const isRow =
    wrapper !== undefined &&
    Object.keys(schema.properties ?? {}).length === 1 &&
    !asks.some((ask) => ask.beside || ask.items.every((item) => item.asked && item.schema.type === "integer")) &&
    !fields.every(({ name }) => words.AGGREGATE.test(name));
  if (!isRow)
    return {
      ...schema,
      ...objectOf([
        ...Object.entries(schema.properties ?? {}).map(([name, each]) => ({ name, schema: each })),
        ...fields,
      ]),
    };
  const rows = objectOf([
    ...Object.entries(list!.items!.properties!).map(([name, each]) => ({ name, schema: each })),
    ...fields,
  ]);
  return { ...schema, properties: { ...schema.properties, [wrapper]: { ...list!, items: rows } } };
}

/** What was taken back again. */
function without(schema: Schema, names: readonly string[]): Schema {
  if (names.length === 0) return schema;
  if (schema.items) return { ...schema, items: without(schema.items, names) };
  if (!schema.properties) return schema;
  const kept = Object.entries(schema.properties).filter(([name]) => !names.includes(name));
  if (kept.length === 0) return schema;
  return { ...schema, ...objectOf(kept.map(([name, child]) => ({ name, schema: without(child, names) }))) };
}

function compose(asks: readonly Ask[], asked: Asked, rank: number): Schema | undefined {
  const others = asks.filter(
    (ask) =>
      !(
        ask.items.length === 1 &&
        ask.items[0]!.plural &&
        !ask.items[0]!.kids &&
        !ask.items[0]!.exact &&
        ask.items[0]!.schema.type === undefined
      ),
  );
  const named = others.filter((ask) => !isThingAlone(ask));
  const telling = named.some((ask) => ask.items.length > 1)
    ? named
    : others.some((ask) => ask.items.length > 0)
      ? others
      : asks;
  const all = telling.flatMap((ask) => ask.items);
  const list =
    asks.some((ask) => ask.list) ||
    all.some((item) => item.container && item.words.some((word) => words.LISTS.has(word))) ||
    asked.prefersList;
  const rowsOf = all.find(
    (item) =>
      item.container &&
      item.kids &&
      item.count &&
      /^(?:rows|records|entries|lines|objects|elements)$/.test(item.words.at(-1) ?? ""),
  );
  if (rowsOf) asked.page ??= rowsOf.count!;
  const items = (rowsOf ? [rowsOf] : all)
    .flatMap((item) => (item.container ? (item.kids ?? []) : [item]))
    .filter((item) => item.name !== "")
    .map((item) => explained(item, asked))
    .map((item, _, listed) => inGroups(item, listed, rank));
  if (items.length === 0) {
    const skeleton = all.find(
      (item) => item.container && (item.schema.properties || item.schema.additionalProperties),
    )?.schema;
    return skeleton;
  }
  if (items.length > 1 && items.every((item) => item.exact && item.kids && !item.each))
    return objectOf(fieldsOf(items));
  const [head, rest] = items;
  // "readings of the last hour, at most 60 points, each with …": they are listed once.
  if (
    rank >= RANK.inside &&
    items.length === 2 &&
    head!.plural &&
    !head!.kids &&
    !head!.exact &&
    !head!.schema.type &&
    rest!.kids &&
    rest!.each &&
    rest!.plural
  )
    items.shift();
  const each = asks.some((ask) => ask.each);
  const sentence = telling[0]!.sentence;
  const about = aboutWhat(asked, sentence, items);
  const [first] = items;
  // "return up to 10 tickets with id and subject, plus the total": a list that names itself.
  const lists = items.filter(
    (item) =>
      (item.kids &&
        (item.plural || item.count || item.each) &&
        (item.count !== undefined || item.each || !NO_COLLECTION.test(headOf(item.words)))) ||
      item.schema.items?.properties !== undefined,
  );
  // "the books of the branch, quarter by quarter (…)": what is listed is of it, and it is no field.
  const [subject] = items;
  if (lists.length > 0 && subject !== lists[0] && isSubject(subject!, items)) items.shift();
  const isOwn = lists.some(
    (item) =>
      about !== undefined &&
      (item.schema.items?.properties || (item.kids && lists[0] === item)) &&
      collectionKey(about) === item.name,
  );
  if (
    lists.length > 0 &&
    (!each || isOwn) &&
    (lists.length === items.length || first === lists[0] || rank >= RANK.inside || !about)
  ) {
    const keys = lists.map(collectionKey);
    const isAmbiguous = (item: Item) => keys.filter((key) => key === collectionKey(item)).length > 1;
    const named = items.map((item) =>
      lists.includes(item)
        ? {
            ...withSelf(item),
            name:
              lists.length === 1 && asked.wrapper
                ? asked.wrapper
                : (item.plural || item.words.length === 0) && !isAmbiguous(item)
                  ? collectionKey(item)
                  : /^(?:each|every)$/.test(item.lead)
                    ? collectionKey(manyOf(item))
                    : item.name,
            each: true,
            ...(item.count ? {} : sizeOf(item, asked, lists.length === 1)),
          }
        : item,
    );
    return objectOf(fieldsOf(named));
  }
  if (items.length === 1 && !first!.kids) return single(first!, asked, about, each, list, rank);
  if (items.length === 1 && first!.kids && !first!.exact && about?.each)
    return wrapped(objectOf(fieldsOf(first!.kids)), asked.wrapper ?? collectionKey(about), about.count);
  if (
    items.length === 1 &&
    first!.kids &&
    !each &&
    (!first!.plural || NO_COLLECTION.test(headOf(first!.words))) &&
    !first!.exact
  )
    return objectOf(fieldsOf(first!.kids));
  if (
    rank >= RANK.fetched &&
    rank !== RANK.question &&
    items.every((item) => item.plural && !item.schema.type) &&
    !items.some((item) => item.of)
  ) {
    return objectOf(
      items.map((item) => ({
        name: collectionKey(item),
        schema: listOf(makesTexts(item) ? itemOf(item.name) : defaultRow(), item.count),
      })),
    );
  }
  const isSum = (item: Item) => words.AGGREGATE.test(keyOf(wordsOfKey(item.name)));
  const sums = items.filter(isSum).length;
  const isOne = items.some((item) => /^(?:name|title|id)$/.test(item.name));
  const isSummary = sums === items.length || (sums > 1 && sums >= items.length - 1 && !isOne);
  const many =
    each ||
    list ||
    (about !== undefined &&
      (!isSummary || about.count !== undefined || about.each === true) &&
      rank !== RANK.question) ||
    (rank !== RANK.question && items.length > 1 && (asked.page !== undefined || asked.named?.compared === true));
  if (!many) return objectOf(fieldsOf(items));
  const told = asks.some((ask) => ask.each && ask.noun !== undefined);
  const beside = items.filter((item, i) => i > 0 && isBeside(item, items.slice(0, i), isSum(item), told));
  const rows = items
    .filter((item) => !beside.includes(item))
    .map((item) =>
      (items.some((each) => each.owner) || (about !== undefined && items.length > 1 && items[0]!.lead === "their")) &&
      item.plural &&
      !item.exact &&
      !item.kids &&
      !item.count &&
      item.schema.type !== "array" &&
      !/^(?:tags|labels)$/.test(item.name) &&
      !isNumeric(item.name)
        ? singularItem(item)
        : item,
    );
  const noun = about ?? asks.find((ask) => ask.noun)?.noun;
  if (asked.wrappers.length > 1 && asked.wrappers.every((name) => items.some((item) => item.name === name)))
    return objectOf(fieldsOf(items));
  if (asked.wrappers.length > 1)
    return objectOf([
      ...asked.wrappers.map((name) => ({ name, schema: listOf(rowOf(rows, noun, asked), noun?.count) })),
      ...fieldsOf(beside),
    ]);
  const wrapper =
    asked.wrapper ??
    (noun
      ? collectionKey(noun)
      : (asked.rowWord ?? asked.collective ?? (asked.named?.compared ? "comparison" : guessWrapper(rows))));
  return wrapped(rowOf(rows, noun, asked), wrapper, noun?.count ?? asked.page ?? namedCount(asked), fieldsOf(beside));
}

/** "the principal has rung twice" before what is to be done: one thing, and nothing of it. */
function isSpokenOf({ items }: Ask): boolean {
  const [item] = items;
  return (
    items.length === 1 && !item!.exact && !item!.schema.type && !item!.schema.enum && (item!.kids?.length ?? 0) < 2
  );
}

/** "return an empty cart": beside a list of fields a thing of which they may be. */
function isThingAlone({ items, rank, made }: Ask): boolean {
  const [item] = items;
  if (made && items.length === 1 && !item!.exact && !item!.kids && !item!.plural) return true;
  return (
    rank === RANK.explicit &&
    items.length === 1 &&
    /^(?:the|a|an)$/.test(item!.lead) &&
    !item!.exact &&
    !item!.kids &&
    !item!.count &&
    item!.schema.type === undefined &&
    item!.schema.enum === undefined &&
    !item!.container &&
    !meaningOf(item!.name).known
  );
}

/** "the top 3 referrers with visit counts": of each its own name, and the count. */
function withSelf(item: Item): Item {
  const [kid] = item.kids ?? [];
  if (item.kids?.length !== 1 || !kid!.plural || kid!.exact || kid!.kids || kid!.words.length < 2 || item.exact)
    return item;
  const self = singularOf(headOf(item.words));
  const [name] = fieldsOf([singularItem(kid!)]);
  const own: Item = { ...kid!, name: self, words: [self], plural: false, schema: { type: "string" } };
  return { ...item, kids: [own, { ...kid!, name: name!.name, plural: false }] };
}

/** "the P&L of the subsidiary" before its quarters. */
function isSubject(item: Item, items: readonly Item[]): boolean {
  const isPlain =
    !item.exact && !item.kids && !item.count && !item.strong && item.schema.type === undefined && !item.asked;
  return (
    isPlain && item.of === true && items.length > 1 && !meaningOf(item.name).known && !words.AGGREGATE.test(item.name)
  );
}

function isNumeric(name: string): boolean {
  const { kind } = meaningOf(name);
  return kind === "count" || name === "credits" || !meaningOf(singularOf(name)).known;
}

/** Is it said of the whole list? `told`: the fields are plainly those of each ("for each branch, return …"). */
function isBeside(item: Item, before: readonly Item[], isSum: boolean, told: boolean): boolean {
  if (before.length > 1 && item.exact && PAGING.test(item.name)) return true;
  if (/^(?:grand_total|overall_|combined_)/.test(item.name) || item.overall) return true;
  // "…, plus the team lead's name": of one that is not in the list.
  if (item.strong && item.ofOne && !/^(?:its|their)$/.test(item.lead)) return true;
  if (!isSum) return false;
  if (item.strong) return true;
  const begins = told ? /^(?:overall|grand|combined)/ : /^(?:overall|grand|combined|total|sum|count|number)/;
  return /^(?:the|a|an)$/.test(item.lead) && begins.test(item.name) && before.every((other) => other.lead !== "the");
}

/** "names and emails of everyone": one of each in a row. */
function singularItem(item: Item): Item {
  const schema = item.schema.type === "array" ? {} : item.schema;
  const all = [...item.words.slice(0, -1), singularOf(item.words.at(-1) ?? "")];
  return { ...item, words: all, name: keyOf(all), schema, plural: false };
}

/** What a row may be called by: the city of one of several cities. */
const NAMING =
  /^(?:city|country|app|tool|product|plan|service|company|provider|model|team|region|store|option|vendor|item|phone|car|language|framework|account|user|customer|hotel|airline|month|quarter|year|week|period)$/;

function namedCount({ named }: Asked): Count | undefined {
  return named && { exact: named.count };
}

/** These are said of a whole list, never of its rows. */
const PAGING =
  /^(?:total_?[cC]ount|has_?[mM]ore|next_?[cC]ursor|next_?[pP]age|page|per_?[pP]age|total_?[pP]ages|total_?(?:[rR]esults|[iI]tems))$/;

/** "For each of the 3 regions (EMEA, AMER, APAC)": the region is one of them. */
function rowOf(rows: readonly Item[], noun: Item | undefined, asked: Asked): Schema {
  const named = asked.named;
  const isNamed = rows.some(
    (row) =>
      /(?:^|_)(?:name|title|symbol|ticker)$/.test(row.name) ||
      row.name === singularOf(noun ? headOf(noun.words) : "-") ||
      NAMING.test(row.name),
  );
  const name: Field[] =
    named?.compared && !isNamed
      ? [{ name: "name", schema: { type: "string", ...(named.names.length === named.count && { enum: named.names }) } }]
      : [];
  const fields = [...name, ...fieldsOf(rows)];
  const choices = noun?.schema.enum;
  if (choices === undefined) return objectOf(fields);
  const key = singularOf(headOf(noun!.words));
  return objectOf(
    fields.map((field) =>
      field.name === key && field.schema.type === undefined
        ? { ...field, schema: { type: "string", enum: choices } }
        : field,
    ),
  );
}

function guessWrapper(rows: readonly Item[]): string {
  const [first] = rows.flatMap(({ name }) => /^([a-z]+)_(?:name|id|number|title)$/.exec(name)?.[1] ?? []);
  return first === undefined || /^(?:first|last|full|user|file|display)$/.test(first)
    ? DEFAULT_WRAPPER
    : pluralOf(first);
}

/** What many of are fetched: in the sentence of the fields, else the last before it, else anywhere. Never one of the fields. */
function aboutWhat(asked: Asked, sentence: number, items: readonly Item[]): Item | undefined {
  const names = new Set(items.map((item) => item.name));
  const many = asked.about.filter(
    ({ item, sentence: from }) =>
      (!asked.skipped.has(from) ||
        asked.named === undefined ||
        !asked.named.names.some((name) => name.toLowerCase() === item.name)) &&
      (item.plural || (item.count && "exact" in item.count && item.count.exact > 1)) &&
      (!item.container || /^(?:rows|records|entries)$/.test(item.words.at(-1) ?? "")) &&
      !names.has(item.name || "-") &&
      !items.some(
        (field) =>
          (field.schema.type === "array" || field.schema.additionalProperties) && headOf(item.words) === field.name,
      ) &&
      item.words[0] !== "page" &&
      (item.count !== undefined || !NO_COLLECTION.test(headOf(item.words))) &&
      (item.each || item.count !== undefined || !words.SPANS.has(headOf(item.words))),
  );
  const opening = asked.opening.filter(({ item }) => !names.has(item.name) && !words.SPANS.has(headOf(item.words)));
  const chosen = (
    many.findLast((each) => each.sentence === sentence && each.item.each) ??
    many.findLast((each) => each.sentence === sentence) ??
    many.findLast((each) => each.sentence < sentence) ??
    many[0] ??
    opening.find((each) => each.sentence <= sentence || each.item.count !== undefined)
  )?.item;
  if (chosen === undefined || chosen.count) return chosen;
  const counted = many.find(({ item }) => item.count && headOf(item.words) === headOf(chosen.words))?.item.count;
  return counted ? { ...chosen, count: counted } : chosen;
}

/** Numbers about many things are one thing. */
const NO_COLLECTION =
  /^(?:numbers|stats|statistics|metrics|figures|totals|kpis|analytics|insights|details|figures|indicators|vitals|sales|telemetry|settings|specs|facts|basics|essentials|values|fields|things|bits|words|steps|counts|rates|averages|aggregates|readings|conditions)$/;

/** One thing alone: a scalar, a list of texts, or a list without named fields. */
function single(
  item: Item,
  asked: Asked,
  about: Item | undefined,
  each: boolean,
  list: boolean,
  rank: number,
): Schema | undefined {
  if (
    asked.wrapper !== undefined &&
    (!item.exact || item.asked) &&
    ((!item.plural && !each && !list) || item.schema.additionalProperties)
  )
    item = { ...item, name: asked.wrapper, exact: true };
  const { name } = fieldOf(item);
  if (rank === RANK.fetched && asked.makes !== undefined && !item.exact)
    return objectOf([{ name: asked.makes, schema: asked.makesType ?? { type: "string" } }]);
  if (item.schema.type === "array" && item.schema.items?.type === "string" && !each && !item.exact)
    return objectOf([
      {
        name: asked.wrapper ?? name,
        schema: item.schema.minItems
          ? item.schema
          : listOf(item.schema.items, item.count ?? about?.count ?? asked.page),
      },
    ]);
  if (item.schema.type || item.schema.enum) {
    if (each || (list && about))
      return wrapped(
        objectOf([fieldOf(item)]),
        asked.wrapper ?? (about ? collectionKey(about) : DEFAULT_WRAPPER),
        about?.count ?? asked.page,
      );
    return objectOf([
      item.schema.type === "array" && item.count === undefined && asked.wrapper
        ? { name: asked.wrapper, schema: item.schema }
        : fieldOf(item),
    ]);
  }
  if (rank === RANK.fetched && asked.makes !== undefined)
    return objectOf([{ name: asked.makes, schema: asked.makesType ?? { type: "string" } }]);
  const isText = meaningOf(singularOf(name)).known && !meaningOf(name).list;
  if (item.plural && rank <= RANK.given && (about || item.lead === "their" || item.ofMany || item.asked))
    return wrapped({}, asked.wrapper ?? name, item.count ?? item.owner?.count ?? about?.count ?? asked.page);
  if (item.plural && (item.ofMany || (isText && !item.exact && rank >= RANK.given)))
    return wrapped(
      itemOf(name),
      asked.wrapper ?? (item.told && /ed$/.test(name) ? collectionKey(item) : name),
      item.count ?? item.owner?.count ?? asked.page,
    );
  if (item.plural && !item.exact && asked.wrapper !== undefined && rank <= RANK.given)
    return wrapped(itemOf(asked.wrapper), asked.wrapper, item.count ?? asked.page);
  if (item.plural && (rank >= RANK.fetched || item.count || list) && !item.exact) {
    const key = asked.wrapper ?? collectionKey(item);
    const isThings = !asked.prefersList || !asked.wrapper;
    return wrapped(
      makesTexts(item) || (asked.wrapper !== undefined && isThings === false) ? itemOf(key) : defaultRow(),
      key,
      item.count ?? asked.page,
    );
  }
  if (about && (each || list))
    return wrapped(objectOf([fieldOf(item)]), asked.wrapper ?? collectionKey(about), about.count ?? asked.page);
  if (rank >= RANK.fetched && asked.yesNo !== undefined) return undefined;
  if (
    about &&
    rank <= RANK.given &&
    !item.of &&
    !/^(?:the|a|an)$/.test(item.lead) &&
    !item.exact &&
    rank === RANK.explicit
  )
    return wrapped(objectOf([fieldOf(item)]), asked.wrapper ?? collectionKey(about), about.count ?? asked.page);
  if (/^(?:calendar|agenda)$/.test(name) && !item.exact)
    return wrapped(objectOf(["title", "start", "end"].map((key) => ({ name: key, schema: {} }))), "events", asked.page);
  if (rank === RANK.fetched && words.WRITTEN.test(item.words.at(-1) ?? ""))
    return objectOf([{ name: item.words.at(-1)!, schema: { type: "string" } }]);
  if (rank === RANK.fetched && !item.of && !item.exact && !meaningOf(name).known) return objectOf(defaultFields());
  return objectOf([fieldOf(item)]);
}

function itemOf(name: string): Schema {
  const single = singularOf(name);
  const { schema } = meaningOf(single);
  // "parts replaced" counts them, a list of them does not.
  const isNumber = /^(?:number|integer)$/.test(schema.type ?? "");
  if (isNumber && (single === name || meaningOf(name).list)) return { type: "string" };
  return { ...schema, type: schema.type ?? "string" };
}

/** Names, ideas, lines: these are texts, not things with fields. */
function makesTexts(item: Item): boolean {
  return /^(?:names|titles|lines|ideas|tags|keywords|hashtags|ids|emails|addresses|urls|links|words|phrases|questions|topics|headlines|slogans|taglines|suggestions|usernames|numbers|dates|categories|labels|bullets|points|steps|options|languages|countries|cities|synonyms|quotes|facts|tips|domains|skills|takeaways|highlights|recommendations|alternatives|themes)$/.test(
    headOf(item.words),
  );
}

/** What a list of things without named fields holds. */
function defaultFields(): Field[] {
  return [
    { name: "id", schema: {} },
    { name: "name", schema: { type: "string" } },
  ];
}

function defaultRow(): Schema {
  return objectOf(defaultFields());
}

/** What names say only side by side: won beside drawn and lost are counts, open beside high and low a price. */
function besideOthers(properties: Readonly<Record<string, Schema>>, of: string): Record<string, Schema> {
  const isOpen = (schema: Schema | undefined) =>
    schema !== undefined && schema.type === undefined && !schema.enum && !schema.format;
  const given: Record<string, Schema> = { ...properties };
  const isQuote =
    given.open && given.close && (given.volume ?? given.date ?? given.symbol ?? given.ticker) !== undefined;
  const prices = isQuote || (given.high && given.low) ? ["open", "close"] : [];
  for (const key of prices) if (isOpen(given[key])) given[key] = { type: "number" };
  if (prices.length > 0 && given.close && isOpen(given.volume)) given.volume = { type: "integer" };
  const counted = Object.values(given).some(
    (each) => each.additionalProperties && each.additionalProperties.type === "integer",
  );
  // "available, pending, currency": of a balance.
  if (given.currency)
    for (const key of Object.keys(given))
      if (isOpen(given[key]) && BALANCES.test(key)) given[key] = { type: "number", "x-unit": "money" };
  if (counted)
    for (const key of Object.keys(given))
      if (isOpen(given[key]) && /^(?:grand_|overall_)?total$/.test(key)) given[key] = { type: "integer" };
  // "heading, page": on which page, and not which.
  if (given.heading ?? given.title ?? given.chapter) if (isOpen(given.page)) given.page = { type: "integer" };
  // At a match or a concert people attend, and no share of them.
  if (isOpen(given.attendance) && Object.keys(given).some((key) => OF_AN_EVENT.test(key)))
    given.attendance = { type: "integer" };
  if (given.file ?? given.path) if (isOpen(given.line)) given.line = { type: "integer" };
  const ends = rangeOf(given, of);
  if (ends) for (const key of ["from", "to"]) if (isOpen(given[key])) given[key] = ends;
  // "a severity_counts object with critical, high and low"
  if (/(?:^|_)counts?$|Counts?$/.test(of))
    for (const key of Object.keys(given)) if (isOpen(given[key])) given[key] = { type: "integer" };
  // "started, finished, succeeded": of one run.
  const isRun = given.started !== undefined && (given.finished ?? given.ended) !== undefined;
  const outcomes = Object.keys(given).filter(
    (key) => isOpen(given[key]) && OUTCOMES.test(key) && !(isRun && RUN.test(key)),
  );
  // "started, finished": when.
  if (outcomes.every((key) => /^(?:started|finished|ended|created|updated|opened|closed)$/.test(key))) return given;
  const counts = outcomes.length > 1 ? [...outcomes, "total", "all"] : [];
  for (const key of counts) if (isOpen(given[key])) given[key] = { type: "integer" };
  return given;
}

/** "from" and "to": of a time, of an amount, or of numbers that are counted; else they are people. */
function rangeOf(given: Readonly<Record<string, Schema>>, of: string): Schema | undefined {
  if (given.from === undefined || given.to === undefined) return undefined;
  const about = [of, ...Object.keys(given)].map((name) => wordsOfKey(name).join(" ")).join(", ");
  if (
    /\b(?:subject|body|message|snippet|amount|flight|airline|train|km|kilometres|kilometers|fare|distance)\b/.test(
      about,
    )
  )
    return undefined;
  if (/\b(?:salary|price range|budget|buckets?|histogram|bins?)\b/.test(about)) return { type: "number" };
  return /\b(?:warnings?|alerts?|leaves?|leave requests?|absences?|holidays|vacations?|shifts?|bookings?|reservations?|closures?|outages?|windows?|periods?|rentals?|stays?|reason|gusts?|availability|slots?)\b/.test(
    about,
  )
    ? { type: "string", format: "date-time" }
    : undefined;
}

const OF_AN_EVENT = /(?:^|_)(?:teams?|score|venue|stadium|opponent|artist|concert|match)$/;

const BALANCES =
  /^(?:available|pending|reserved|blocked|held|withheld|booked|total|settled|unsettled|instant|due|outstanding)$/;

const RUN = /^(?:started|finished|ended|succeeded)$/;

/** How each of many ended: as names of one object's fields they count. */
const OUTCOMES =
  /^(?:open|closed|pending|resolved|active|inactive|failed|passed|skipped|flaky|completed|overdue|paid|unpaid|won|lost|drawn|wins|losses|draws|ties|approved|rejected|succeeded|errored|queued|running|expired|cancelled|canceled|delivered|returned|shipped|bounced|opened|clicked|sent|unsubscribed|positive|negative|neutral|added|removed|updated|created|deleted|promoters|passives|detractors|accepted|declined|yes|no|maybe|snoozed|healthy|unhealthy|degraded|successful|blocked|merged|unread|read|archived|played|ok|answered|unanswered|started|finished|responded|excused|unexcused|critical|high|medium|low|refunded|voided|ignored|matched|unmatched)$/;

/** Gives a type to all that none was said of: by what the prompt says of several at once, else by their names. */
function settle(schema: Schema, name: string, kind: string, typing: Asked["typing"]): Schema {
  if (schema.properties) {
    const inside = name || kind;
    return {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(besideOthers(schema.properties, name)).map(([key, child]) => [
          key,
          settle(child, key, inside, typing),
        ]),
      ),
    };
  }
  if (schema.additionalProperties)
    return {
      ...schema,
      additionalProperties: settle(schema.additionalProperties, singularOf(name), kind, typing),
      minProperties: 2,
      "x-keys": schema["x-keys"] ?? /(?:_by_|_per_|(?<=[a-z])By(?=[A-Z]))(\w+)$/.exec(name)?.[1] ?? singularOf(name),
    };
  if (schema.type === "array") {
    const inner = schema.items ?? {};
    const isOpen =
      inner.type === undefined && !inner.enum && !inner.properties && !inner.format && !inner.additionalProperties;
    const one = inner.properties ? name : singularOf(name);
    const items = isOpen ? { ...itemOf(name), ...inner } : settle(inner, one, name, typing);
    return { ...schema, ...(schema.minItems === undefined && SOME), items };
  }
  const said = saidOf(name, schema, typing);
  const typed = { ...schema, ...said };
  const { schema: meant, list, known } = meaningOf(name, kind);
  if (typed.enum) return typed;
  // "merged_at, additions and deletions as integers": no moment is one, but as seconds.
  if (/^(?:integer|number)$/.test(typed.type ?? "") && typed["x-unit"] === undefined && /(?:_at|[a-z]At)$/.test(name))
    return { type: "string", format: "date-time" };
  if (typed.type === undefined && typed.format === undefined) {
    if (list) return { ...listOf(itemOf(name)), ...SOME };
    // "occurrences", "pageviews": so many of them.
    if (!known && isPlural(name) && typed["x-like"] === undefined) return { ...typed, type: "integer" };
    return { ...meant, ...typed, type: meant.type ?? "string" };
  }
  if (typed.format === "iso-code")
    return {
      type: "string",
      format:
        meant.format === "country" || meant.format === "country-code"
          ? "country-code"
          : meant.format === "language"
            ? "language-code"
            : "currency",
    };
  if (typed.type === "string" && typed.format === undefined && typed["x-like"] === undefined)
    return meant.type === "string" ? { ...meant, ...typed } : typed;
  if (typed.type === "string" && typed.format === undefined && meant.format === "currency")
    return { type: "string", format: "currency" };
  if ((typed.type === "number" || typed.type === "integer") && (meant.type === "number" || meant.type === "integer"))
    return { ...meant, ...typed, type: typed.type };
  return typed;
}

/** What the prompt says of this field among others: "dates as YYYY-MM-DD", "all numbers". */
function saidOf(name: string, schema: Schema, typing: Asked["typing"]): Schema {
  if (schema.type !== undefined && schema.type !== "string") return {};
  for (const { names, words: about, text } of typing) {
    const type = readType(text);
    if (type === undefined) continue;
    if (names.includes(name)) return type;
    if (names.length > 0 || schema.type !== undefined) continue;
    if (type.format === "date-time" && meaningOf(name).schema.format === "date" && !/time/i.test(text)) continue;
    if (about === "" && text === "number" && meaningOf(name).schema.type !== "boolean") return { type: "number" };
    const meant = meaningOf(name).schema;
    if (
      /\bdates?\b|\btimes?\b|\btimestamps?\b/.test(about) &&
      /^date/.test(meant.format ?? "") &&
      (type.format ?? "").startsWith("date")
    )
      return type;
    if (
      /\b(?:amounts?|prices?|totals?|money|values|figures|monetary)\b/.test(about) &&
      meant["x-unit"] === "money" &&
      type.type !== "string"
    )
      return type;
    if (
      about.split(/[,\s]+/).some((word) => word.length > 2 && word === name.replace(/_/g, " ")) &&
      about.split(/\s+/).length <= 3
    )
      return type;
  }
  return {};
}
