// What a few words say about a value: "integer, cents", "YYYY-MM-DD", "open | closed", "array of strings", "0 to 100".

import { singularOf } from "./nouns.js";
import { listOf, type Schema } from "./shape.js";

const LONGEST = 240;
const MOST_CHOICES = 40;

/** Words that say what kind of value it is, by themselves or among others. The first that is found counts. */
const KINDS: readonly (readonly [RegExp, Schema])[] = [
  [/^(?:an? )?(?:boolean )?flag$/, { type: "boolean" }],
  [/\b(?:bool(?:ean)?s?|true ?(?:\/|or|\|) ?false|yes ?(?:\/|or|\|) ?no|y\/n|true|false)\b/, { type: "boolean" }],
  [/\b(?:unix|epoch)\b/, { type: "integer", "x-unit": "epoch" }],
  [
    /\byyyy-mm-dd[t ]|\bdate-?time\b|\bdate and time\b|\btime ?stamps?\b|\brfc ?3339\b/,
    { type: "string", format: "date-time" },
  ],
  [/\byyyy-mm\b(?!-)/, { type: "string", format: "month" }],
  [
    /\byyyy-mm-dd\b|\b(?:iso|iso[ -]?8601)(?: formatted| format)? dates?\b|\bdates? only\b|\bdd[/.-]mm|\bmm[/.-]dd/,
    { type: "string", format: "date" },
  ],
  [/\biso[ -]?8601\b|\biso (?:format|string|time)|\butc\b|\bz\b$/, { type: "string", format: "date-time" }],
  [/\bdates?\b/, { type: "string", format: "date" }],
  [/\bhh:mm|\bmm:ss|\b24-?hour\b|\btime of day\b/, { type: "string", format: "clock-time" }],
  [/\buuids?\b|\bguids?\b/, { type: "string", format: "uuid" }],
  [/\be-?mail(?: address(?:es)?)?s?\b/, { type: "string", format: "email" }],
  [/\b(?:urls?|uris?|links?)\b|^https?:/, { type: "string", format: "uri" }],
  [/\biso[ -]?4217\b|\bcurrency code\b|\b(?:3|three)[ -]letter\b(?!.*countr)/, { type: "string", format: "currency" }],
  [/\biso[ -]?3166\b|\bcountry code\b|\b(?:2|two)[ -]letter\b/, { type: "string", format: "country-code" }],
  [/\biso[ -]?639\b|\blanguage code\b/, { type: "string", format: "language-code" }],
  [/\biso code\b/, { type: "string", format: "iso-code" }],
  [/\be\.?164\b|\bphone number\b/, { type: "string", format: "phone" }],
  [
    /\bint(?:eger)?s?\b|\bwhole numbers?\b|\bcounts?\b(?! down)|\b(?:how many|number of)\b(?! (?:hours|percent))/,
    { type: "integer" },
  ],
  [/\b(?:number|numeric|float|decimal|double|numbers|floats|decimals|fractions?|ratio)\b/, { type: "number" }],
  [
    /\b(?:string|text|str|strings|texts|sentences?|paragraphs?|markdown|prose|words?|free-?text|html|varchar)\b/,
    { type: "string" },
  ],
  [/\b(?:object|dict|dictionary|json)\b/, { type: "object" }],
];

/** What numbers are counted in. `whole`: only whole ones make sense. */
const UNITS: readonly (readonly [RegExp, string, boolean])[] = [
  [/\b(?:in )?(?:cents|pence|minor units?|smallest (?:currency )?unit)\b/, "cents", true],
  [/(?:\bpercent(?:age)?\b|%|\bpct\b)/, "percent", false],
  [/\b(?:milliseconds?|millis|ms)\b/, "ms", true],
  [/\b(?:seconds?|secs?)\b/, "seconds", true],
  [/\b(?:minutes?|mins?)\b/, "minutes", true],
  [/\b(?:hours?|hrs?)\b/, "hours", false],
  [/\bdays?\b/, "days", true],
  [/\bweeks?\b/, "weeks", true],
  [/\bmonths?\b/, "months", true],
  [/\byears?\b/, "years", true],
  [/(?:°|\bdegrees? )?(?:celsius|fahrenheit|kelvin)\b|°[cf]\b|^[cf]$/, "degrees", false],
  [/\b(?:bytes|kb|mb|gb|tb|kib|mib|gib|kilobytes|megabytes|gigabytes)\b/, "bytes", false],
  [/\b(?:km\/?h|kph|mph|m\/s|knots|kmh)\b/, "speed", false],
  [
    /\b(?:m2|m²|sqm|sq\.? ?m|sq\.? ?ft|square (?:met(?:er|re)s|feet)|hectares?|acres?|kcal|calories|ppb|knots|nm|lumens|khz|ghz|kj|mwh|mw)\b|m²/,
    "measure",
    false,
  ],
  [/\b(?:km|kms|kilomet(?:er|re)s?|miles?|mi|met(?:er|re)s?|m|cm|mm|feet|ft|inches)\b/, "distance", false],
  [/\b(?:kg|kgs|kilos?|kilograms?|grams?|g|lbs?|pounds|oz|tonnes?|tons?|mg|mcg|µg)\b/, "weight", false],
  [
    /\b(?:kwh|kw|watts?|w|volts?|v|amps?|ma|mah|hpa|mbar|lux|ppm|db|dbm|bpm|rpm|psi|bar|mg\/dl|mmhg|lit(?:er|re)s?|ml|fps|hz|mhz)\b/,
    "measure",
    false,
  ],
  [/\b(?:usd|eur|gbp|chf|jpy|cad|aud|dollars?|euros?|pounds sterling)\b|^[$€£]$/, "money", false],
];

const OPTIONAL =
  /\b(?:or|\|) ?(?:null|none|undefined|nil|empty|missing|n\/a)\b|\b(?:nullable|optional|if (?:available|any|known|present|set|there is one)|may be null|can be null)\b/g;

/** The schema that a text speaks of; undefined when it says nothing about a type. Only its beginning is read. */
export function readType(written: string, depth = 0): Schema | undefined {
  const text = written
    .slice(0, LONGEST)
    .trim()
    .replace(/^(?:which|that)\s+(?=(?:is|are|must|should|can|may)\b)/i, "")
    .replace(/^each (?=an? (?:list|array)\b)/i, "")
    .replace(/^(?:as|in|is|are|must be|should be|can be|may be|being|formatted as)\s+(?:always |only )?/i, "")
    .replace(/\s+,/g, ",");
  const lower = text
    .toLowerCase()
    .replace(OPTIONAL, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^[,;:\s]+|[,;:\s]+$/g, "");
  if (lower === "" || depth > 4) return undefined;
  const example = /^(?:e\.g\.,?|eg,?|for example,?|for instance,?) +["'`]?([^"'`,;]+?)["'`]?$/i.exec(text)?.[1];
  // "(e.g. t3.medium)": the g is no gram.
  if (example !== undefined && /\d/.test(example) && !example.includes(" ")) return readSample(example);
  if (/\bbool(?:ean)?\b/.test(lower) && !/^(?:array|list|map|object|dict)\b/.test(lower)) return { type: "boolean" };
  return readArray(lower, depth + 1) ?? readMap(lower, depth + 1) ?? readChoices(text, depth + 1) ?? readScalar(lower);
}

const NAMES =
  /^(?:the |all |their |its )?(?:(?!first|last|given|family|full|both|display)[a-z]+ )?names(?: (?:of|that|which|who) .*)?$/;
const SEVERAL = /^(?:(?:there )?(?:can|may|could|might) be )?(?:several|multiple|more than one)(?: possible)?$/;

function readArray(lower: string, depth: number): Schema | undefined {
  const brackets =
    /^(?:readonly )?([\w'| ()]{1,60}?)\[\](?: of [\w ]{1,60})?$/.exec(lower) ?? /^array<([^<>]{1,60})>$/.exec(lower);
  if (brackets) return listOf(readType(brackets[1]!, depth) ?? {});
  const typed = /^(string|text|integer|number|boolean|date|url|email|id|uuid|object)s? (?:array|list)s?$/.exec(
    lower,
  )?.[1];
  if (typed !== undefined) return listOf(readType(typed, depth) ?? {});
  const named =
    /^(?:an? |the )?(?:(?:json|plain|flat|short|sorted|ordered|comma[- ]separated|possibly empty) )?(?:array|list|set|collection)s?\b(?: of (.*))?/s.exec(
      lower,
    );
  if (named) {
    return named[1] === undefined
      ? listOf({})
      : { ...listOf(readItems(named[1], depth) ?? {}), ...readRange(named[1], "Items") };
  }
  // "names of people", "can be several", "any subset of eu, us, ap"
  if (NAMES.test(lower)) return listOf({ type: "string" });
  if (SEVERAL.test(lower)) return listOf({});
  const subset = /^(?:\w{1,3} )?subset of (.+)$/.exec(lower)?.[1];
  if (subset !== undefined) return listOf(readChoices(`one of ${subset}`, depth) ?? { type: "string" });
  const plural =
    /^(?:the |all )?(?:\d+ (?:(?:to|-|–) \d+ )?|up to \d+ |max(?:imum)? \d+ )?(strings|texts|urls|uris|emails|email addresses|ids|dates|uuids)(?: (?:you|we|they|it|that|which|of) .*)?$/.exec(
      lower,
    );
  return plural ? { ...listOf(readItems(plural[1]!, depth) ?? {}), ...readRange(lower, "Items") } : undefined;
}

/** What the things of a list are: "strings", "email addresses", "user ids". */
function readItems(words: string, depth: number): Schema | undefined {
  const inner = words
    .toLowerCase()
    .replace(/[,;].*$/s, "")
    .trim();
  if (/^objects?\b/.test(inner)) return { type: "object" };
  const type = readType(
    inner.replace(/\S+$/, (last) => singularOf(last)),
    depth,
  );
  if (type) return type;
  const word = singularOf(inner.split(/\s+/).at(-1) ?? "");
  return /^(?:id|name|title|tag|label|word|username|handle|path|file|code|skill|topic|item|step)$/.test(word)
    ? { type: "string" }
    : undefined;
}

/** "max 3", "up to 5", "at least 2": how many of them. */
function readRange(text: string, what: "Items"): Schema {
  const pair = /^(\d{1,2}) (?:to|-|–) (\d{1,2}) /.exec(text);
  const [few, many] = [Number(pair?.[1]), Number(pair?.[2])];
  if (few <= many) return { [`min${what}`]: few, [`max${what}`]: many };
  const most = /\b(?:max(?:imum)?|up to|at most|no more than)(?: of)? (\d{1,3})\b/.exec(text);
  const exact = /\b(?:exactly) (\d{1,3})\b|^(\d{1,3}) /.exec(text);
  if (most) return { [`min${what}`]: Math.min(1, Number(most[1])), [`max${what}`]: Number(most[1]) };
  const size = exact?.[1] ?? exact?.[2];
  return size === undefined ? {} : { [`min${what}`]: Number(size), [`max${what}`]: Number(size) };
}

/** The ways in which what stands for what is said. */
const PAIRED: readonly RegExp[] = [
  /\bkeys? ?(?:=|:|is|are|being) ?(?:the |an? |each )?(?<key>.{1,60}?)(?: ?,| and| ?;)* (?:(?:each|the|every|its|whose) )?values? ?(?:=|:|is|are|being|contains|holds) ?(?<value>.{1,60})$/,
  /\bmaps? (?:each |every |the )?(?<key>.{1,60}?) to (?:its |their |the |an? )?(?<value>.{1,80})$/,
  /\bwith (?:the |each |every |its )?(?<key>.{1,60}?) as (?:the |its |a )?keys?\b(?: and (?:the |its )?(?<value>.{1,60}?) as (?:the |its |a )?values?)?/,
  /\bkeyed (?:by|on) (?:the |an? |each )?(?<key>.{1,40}?)(?:,| to| with| and) (?:the |an? )?(?:values? )?(?<value>.{1,80})$/,
  /^(?:object )?(?<key>[\w ']{1,40}?) ?→ ?(?<value>.{1,80})$/,
];

/** What the keys of a map are, and its values: "weekday" and "opening hours" of "keyed by weekday with the opening hours". */
export function pairOf(text: string): { key: string; value?: string } | undefined {
  const lower = text.toLowerCase();
  for (const way of PAIRED) {
    const { key, value } = way.exec(lower)?.groups ?? {};
    if (key !== undefined) return { key, ...(value !== undefined && { value }) };
  }
  return undefined;
}

function readMap(lower: string, depth: number): Schema | undefined {
  if (/^(?:an? )?(?:list of )?key[ /-]?values?(?: pairs?)?$/.test(lower))
    return { type: "object", additionalProperties: { type: "string" } };
  const pair = pairOf(lower);
  const keys = pair ? { "x-keys": keyWords(pair.key) } : keysIn(lower);
  if (pair) return { type: "object", additionalProperties: valuesOf(pair.value, depth), ...keys };
  if (!/^(?:an? |the )?(?:json )?(?:map|mapping|dict(?:ionary)?|hash|lookup|record|object|keyed)\b/.test(lower))
    return undefined;
  const generic = /^record ?< ?[^,<>]{1,40}, ?([^<>]{1,60})>$/.exec(lower);
  const value =
    generic?.[1] ??
    /\bvalues?(?: of| are| is|:| being)? (.{1,80})$/.exec(lower)?.[1] ??
    /\b(?:from|of|mapping|maps) .{1,60}?(?: to | -> |: ?)(.{1,80})$/.exec(lower)?.[1] ??
    /\b(?:keys? (?:are|is|being)|by) .{1,40}?(?:,| to | with | and )(.{1,80})$/.exec(lower)?.[1];
  const isMap =
    value !== undefined ||
    /\bkeyed (?:by|on)\b|\bmapping\b|\bwhose keys\b|^(?:an? )?(?:map|mapping|dict(?:ionary)?)\b/.test(lower);
  return isMap ? { type: "object", additionalProperties: valuesOf(value, depth), ...keys } : undefined;
}

function valuesOf(words: string | undefined, depth: number): Schema {
  return (words === undefined ? undefined : (readType(words, depth) ?? mapValue(words))) ?? {};
}

function keyWords(said: string): string {
  return said.trim().replace(/\S+$/, singularOf);
}

/** What the keys of a map are: "from country code to name", "keyed by weekday". */
function keysIn(lower: string): Schema {
  const said =
    /\b(?:keyed (?:by|on)|keys? (?:are|is|being)|each key is) (?:the |an? |each )?([a-z][a-z _-]{1,30}?)(?=,| to | with | and |\(|$)/.exec(
      lower,
    )?.[1] ??
    /\b(?:from|maps? each|maps|mapping|with (?:the|each)) (?:the |an? |each )?([a-z][a-z _-]{1,30}?) (?:to|as)\b/.exec(
      lower,
    )?.[1];
  return said === undefined ? {} : { "x-keys": keyWords(said) };
}

function mapValue(words: string): Schema | undefined {
  if (
    /\b(?:revenue|amounts?|sums?|prices?|costs?|spend|spent|spending|sales|balances?|scores?|rates?|turnover|budgets?)$/.test(
      words,
    )
  )
    return { type: "number" };
  return /\b(?:counts?|totals?|quantit(?:y|ies)|number)\b/.test(words)
    ? { type: "integer" }
    : /\b(?:name|translation|text|description|label)s?\b/.test(words)
      ? { type: "string" }
      : undefined;
}

const NO_CHOICE =
  /^(?:string|number|integer|int|boolean|bool|null|undefined|none|text|float|array|object|date|datetime|timestamp|any|url|or|and|optional|required)$/i;

/** "open | closed", "kyc/limit/bank_error", "one of: a, b or c", "low, medium or high". */
function readChoices(text: string, depth: number): Schema | undefined {
  const announced =
    /^(?:string[,:;]?\s*|enum[,:;]?\s*)?\(?(?:(?:is |must be |should be |can be |being |always )?(?:exactly |strictly )?(?:one of|any of|either|literal|enum(?: of)?|values?|choose from|allowed|possible values)(?: the following| these)?(?: are| is)?:?)\s*(.+)$/is.exec(
      text,
    );
  const body = (announced?.[1] ?? text)
    .replace(/^(?:string|enum)\s*[,:;]\s*(?=.*[|/])/i, "")
    .replace(/[[\](){}]/g, "")
    .trim();
  const splitters = announced
    ? [/\s*\|\s*/, /\s*\/\s*/, /\s*,\s*(?:or |and )?|\s+or\s+|\s+and\s+/]
    : [/\s*\|\s*/, /(?<=[^\s/])\/(?=[^\s/])|\s+\/\s+/, body.match(/\bor\b/i) ? /\s*,\s*(?:or\s+)?|\s+or\s+/i : /(?!)/];
  for (const splitter of splitters) {
    const parts = body.split(splitter).slice(0, MOST_CHOICES).map(bare).filter(Boolean);
    if (parts.length < 2) continue;
    const choices = parts.filter((part) => !NO_CHOICE.test(part));
    if (choices.length < 2) {
      const rest = parts.filter((part) => !/^(?:null|undefined|none)$/i.test(part));
      return rest.length === 1 && rest[0] !== body ? readType(rest[0]!, depth) : undefined;
    }
    const untyped = parts.filter(
      (part) => !/^(?:string|number|integer|int|text|enum)$/i.test(part.split(/[,;]\s*/).at(-1)!) || !/[,;]/.test(part),
    );
    if (untyped.length < parts.length)
      return readChoices(body.replace(/[,;]\s*(?:string|number|integer|int|text|enum)$/i, ""), depth);
    // "two or three sentences"
    if (/ (?:sentences|words|lines|paragraphs|characters|bullets|pages)$/i.test(choices.at(-1)!))
      return { type: "string" };
    if (choices.length < parts.length || choices.some((part) => part.split(/\s+/).length > 3)) return undefined;
    if (choices.every((part) => /^(?:true|false|yes|no|y|n)$/i.test(part))) return { type: "boolean" };
    if (body.includes("/") && choices.some(isPattern)) return undefined;
    if (choices.every((part) => /^-?\d+(?:\.\d+)?$/.test(part))) return { enum: choices.map(Number) };
    return { type: "string", enum: choices };
  }
  return undefined;
}

function bare(part: string): string {
  return part.replace(/^["'`\s]+|["'`\s.,;]+$/g, "").replace(/^(?:or|and) /i, "");
}

/** "km/h", "dd/mm/yyyy", "req/s": a slash that parts no choices. */
function isPattern(part: string): boolean {
  return (
    /^(?:[a-z]{1,2}|yyyy|yy|sec|min|hour|day|month|week|year|and)$/i.test(part) &&
    !/^(?:ok|no|up|on|in|us|uk|eu)$/i.test(part)
  );
}

function readScalar(lower: string): Schema | undefined {
  const kind = KINDS.find(([words]) => words.test(lower))?.[1];
  const unit = UNITS.find(([words]) => words.test(lower));
  const range = readBounds(lower);
  if (kind === undefined && unit === undefined) {
    if (/\b(?:characters?|chars?|letters?|lines?)\b/.test(lower)) return { type: "string" };
    const isStep =
      range !== undefined && Number.isInteger(range.minimum) && range.maximum! > 1 && !/[./]|\bof\b|scale/.test(lower);
    return range && { type: isStep ? "integer" : "number", ...range };
  }
  if (
    kind?.format === "date-time" &&
    /\bdate\b/.test(lower) &&
    /^iso[ -]?8601$/.test(lower.replace(/\bdate\b/, "").trim())
  )
    return { type: "string", format: "date" };
  if (kind === undefined || kind.type === "integer" || kind.type === "number") {
    const type = kind?.type ?? (unit?.[2] ? "integer" : "number");
    return { type, ...range, ...(unit && { "x-unit": unit[1] }), ...(kind?.["x-unit"] && kind) };
  }
  if (unit?.[1] === "percent" && kind.type === "string") return { type: "string", format: "percentage" };
  return { ...kind };
}

/** "0-100", "1 to 5", "out of 10", "between 0 and 1", ">= 0". */
function readBounds(lower: string): Schema | undefined {
  const pair = /(?<![\d-])(-?\d{1,6}(?:\.\d+)?) ?(?:-|–|to|through|\.\.\.?|and) ?(\d{1,6}(?:\.\d+)?)(?![\d-])/.exec(
    lower,
  );
  if (pair && Number(pair[1]) < Number(pair[2])) return { minimum: Number(pair[1]), maximum: Number(pair[2]) };
  const of = /\b(?:out of|scale of|max(?:imum)?|at most|up to) (\d{1,6})\b|^\/ ?(\d{1,4})$/.exec(lower);
  return of ? { minimum: 0, maximum: Number(of[1] ?? of[2]) } : undefined;
}

/** An example in a skeleton ("2025-01-31", "a@b.c", 12.5) or a type in its place ("string", "a|b"). */
export function readSample(text: string): Schema {
  const sample = text.trim();
  if (sample === "") return {};
  if (/^-?\d+$/.test(sample) || /^[A-Z]{3}$/.test(sample)) return { type: "string", "x-like": sample };
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?$/.test(sample)) return { type: "string", format: "date-time" };
  if (/^\d{4}-\d\d-\d\d$/.test(sample)) return { type: "string", format: "date" };
  if (/^[\w.+-]+@[\w-]+\.[\w.]+$/.test(sample)) return { type: "string", format: "email" };
  if (/^https?:\/\//.test(sample)) return { type: "string", format: "uri" };
  if (/^<.*>$|^\.\.\.$|^…$/.test(sample)) return readType(sample.replace(/[<>]/g, "")) ?? {};
  const type = sample.split(/\s+/).length <= 8 ? readType(sample) : undefined;
  if (type && (type.enum || /^[a-z0-9 ,|[\]<>()'/:.8-]+$/i.test(sample)) && !isExampleText(sample, type)) return type;
  return { type: "string", "x-like": sample };
}

/** "Link to the past", "INV-2024": a text that only happens to hold a word for a type. */
function isExampleText(sample: string, type: Schema): boolean {
  if (type.enum) return !/[|]/.test(sample) && !/^\w+(?:\/\w+)+$/.test(sample) && !/\bor\b|one of/.test(sample);
  // "ml-771" is no volume, and "C" no number.
  if (/^(?:[a-z]+-\d\S*|[A-Z])$/.test(sample)) return true;
  return /^\d|[A-Z]{2,}-\d/.test(sample) && !/8601/.test(sample);
}
