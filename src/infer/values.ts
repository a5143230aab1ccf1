// A value for each kind of thing that a name may mean, by faker, from one seeded stream. What belongs to one row fits together.

import type { Faker } from "@faker-js/faker";
import { faker as english } from "@faker-js/faker/locale/en";
import { DAY_MS as DAY, formatTime } from "../domain/duration.js";
import type { Json } from "../domain/json.js";
import type { Draw } from "../domain/scenario.js";
import { type Kind, meaningOf } from "./names.js";
import { singularOf, wordsOfKey } from "./nouns.js";
import type { Mention } from "./read.js";
import { windowOf } from "./said.js";

/** Where values come from. `start`: the instant (epoch milliseconds) that dates count from. `words`: the prompt, for its tense. */
export type Source = { draw: Draw; start: number; mentions: readonly Mention[]; words: string };

type Person = { first: string; last: string };
/** What one object of a result is about. */
export type Row = {
  people: Map<string, Person>;
  company: string;
  city: string;
  country: string;
  at: number;
  currency: string;
  paths: number;
};
/** One name in one row: `kind` is the list that the row stands in, `single` that there is no list. */
export type Asked = { name: string; kind: string; single: boolean; row: Row; schema: Limits };
export type Limits = {
  type?: unknown;
  format?: unknown;
  "x-unit"?: unknown;
  "x-like"?: unknown;
  minimum?: unknown;
  maximum?: unknown;
};

const MINUTE = 60_000;
/** The first and last instants that a four-digit year can show; dates stay within them. */
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9998, 0, 1);

/** The one source that faker draws from while a result is made. */
let current: Draw = () => 0;
/** English alone: the package's front door would load seventy languages. */
const faker = new (english.constructor as typeof Faker)({
  locale: english.rawDefinitions,
  randomizer: { next: () => current(), seed: () => {} },
});

/** Makes the values of one result. */
export class ValueMaker {
  readonly #source: Source;
  readonly #taken = new Set<string>();
  readonly #currency: string;
  readonly #start: number;
  /** The days that the prompt speaks of. */
  readonly window: readonly [number, number] | undefined;
  #rows = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#start = Math.min(Math.max(source.start, EARLIEST), LATEST);
    this.window = windowOf(source.words, this.#start);
    const said = /\b(USD|EUR|GBP|CHF|CAD|AUD|JPY)\b|([$€£])/.exec(source.words);
    this.#currency = said
      ? (said[1] ?? { $: "USD", "€": "EUR", "£": "GBP" }[said[2]!]!)
      : this.pick(["USD", "USD", "EUR", "GBP"]);
  }

  newRow(): Row {
    current = this.#source.draw;
    const row = {
      people: new Map(),
      company: faker.company.name(),
      city: faker.location.city(),
      country: faker.location.country(),
      currency: this.#currency,
      at: this.#startOfRow(),
      paths: this.#rows,
    };
    this.#rows += 1;
    return row;
  }

  /** A value for a name; undefined when the name says nothing that fits the schema's type. */
  make(asked: Asked): Json | undefined {
    current = this.#source.draw;
    const kind = this.#kindOf(asked);
    if (kind === undefined) return undefined;
    let value = likeExample(asked, this) ?? MAKERS[kind](asked, this);
    if (DISTINCT.has(kind)) {
      for (let tries = 0; tries < 8 && this.#taken.has(`${asked.name}:${value}`); tries += 1)
        value = MAKERS[kind](asked, this, true);
      this.#taken.add(`${asked.name}:${value}`);
    }
    return value;
  }

  #kindOf({ name, kind, schema }: Asked): Kind | undefined {
    const { kind: meant } = meaningOf(name, kind);
    const { type, format } = schema;
    if (typeof format === "string")
      return Object.hasOwn(BY_FORMAT, format)
        ? type === undefined || type === "string"
          ? fitting(BY_FORMAT[format]!, meant)
          : undefined
        : undefined;
    if (type === "integer" && schema["x-unit"] === "epoch") return undefined;
    if (type === "integer" || type === "number")
      return NUMERIC.has(meant)
        ? meant
        : type === "integer" && (meant === "id" || meant === "reference")
          ? "number"
          : "count";
    if (type === "boolean") return "boolean";
    if (type !== "string") return undefined;
    return NUMERIC.has(meant) || meant === "boolean"
      ? meant === "money" || meant === "percent" || meant === "temperature"
        ? meant
        : "text"
      : meant === "number"
        ? "reference"
        : meant;
  }

  /** Keys of a map, by what they are said to be: days end with today, what is named is drawn, each once. */
  keys(said: string, size: number): string[] {
    const words = wordsOfKey(said).filter((word) => word !== "name");
    const last = words.at(-1) ?? "";
    if (/^(?:day|date)$/.test(last))
      return Array.from({ length: size }, (_, i) => formatTime(this.#start - (size - 1 - i) * DAY).slice(0, 10));
    if (last === "month")
      return Array.from({ length: size }, (_, i) => formatTime(monthBefore(this.#start, size - 1 - i)).slice(0, 7));
    if (last === "year")
      return Array.from({ length: size }, (_, i) => String(new Date(this.#start).getUTCFullYear() - (size - 1 - i)));
    const keys = new Set<string>();
    const name = words.length === 0 ? "category" : words.join("_");
    const code = last === "code" ? `${words.at(-2)}-code`.replace(/^currency-code$/, "currency") : "";
    if (last === "currency" || code === "currency") return CURRENCIES.slice(0, size);
    const schema = Object.hasOwn(BY_FORMAT, code) ? { type: "string", format: code } : { type: "string" };
    for (let tries = 0; tries < size * 8 && keys.size < size; tries += 1) {
      const key = this.make({ name, kind: "", single: false, row: this.newRow(), schema });
      if (typeof key === "string") keys.add(key.slice(0, 40));
    }
    return [...keys];
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#source.draw() * choices.length)]!;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.#source.draw() * (high - low + 1));
  }

  get start(): number {
    return this.#start;
  }

  get words(): string {
    return this.#source.words;
  }

  mention(nouns: readonly string[]): string | undefined {
    return this.#source.mentions.find(({ noun }) => nouns.includes(noun))?.text;
  }

  mail(): string | undefined {
    const mails = this.#source.mentions.filter(({ text }) => text.includes("@"));
    return mails.length === 1 ? mails[0]!.text : undefined;
  }

  draw(): number {
    return this.#source.draw();
  }

  /** The person that a name is about: the owner is not the contact. */
  person(words: readonly string[], row: Row, other = false): Person {
    const role = words.find((word) => ROLES.has(word)) ?? "";
    let person = row.people.get(role);
    if (person === undefined || other) {
      person = { first: faker.person.firstName(), last: faker.person.lastName() };
      row.people.set(role, person);
    }
    return person;
  }

  #startOfRow(): number {
    const day = Math.floor(this.#start / DAY) * DAY;
    const offset = this.window
      ? this.between(...this.window)
      : this.isPast()
        ? -this.between(1, 14)
        : this.between(1, 14);
    return day + offset * DAY + this.between(16, 36) * 30 * MINUTE;
  }

  /** Does the prompt speak of what is over? */
  isPast(): boolean {
    return (
      /\b(?:last|past|previous|yesterday|ago|history|historical|recent|latest)\b/i.test(this.words) &&
      !/\b(?:next|upcoming|tomorrow|coming|future|scheduled)\b/i.test(this.words)
    );
  }
}

function monthBefore(instant: number, months: number): number {
  const at = new Date(instant);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1);
}

/** People with a part of their own beside the one whom a row is about. */
const ROLES = new Set(
  "owner author sender assignee organiser organizer manager reporter requester reviewer approver creator recipient agent doctor teacher driver host interviewer recruiter supervisor rep lead coach captain parent guardian prescriber from to assigned created updated opened closed approved merged committer maintainer engineer from_name cc".split(
    " ",
  ),
);

/** A format that the name can say more of: a date that is a birthday, an address that is a photo's. */
function fitting(kind: Kind, meant: Kind): Kind {
  return kind === "url" && meant === "image" ? meant : kind;
}

const BY_FORMAT: Readonly<Record<string, Kind>> = {
  email: "email",
  "idn-email": "email",
  uri: "url",
  url: "url",
  "uri-reference": "url",
  iri: "url",
  hostname: "host",
  ipv4: "ip",
  uuid: "uuid",
  date: "date",
  "date-time": "dateTime",
  "clock-time": "clock",
  phone: "phone",
  currency: "currency",
  country: "country",
  "country-code": "countryCode",
  language: "language",
  "language-code": "language",
  month: "month",
  percentage: "percent",
};

const NUMERIC: ReadonlySet<Kind> = new Set<Kind>([
  "number",
  "year",
  "money",
  "cents",
  "count",
  "percent",
  "ratio",
  "score",
  "rating",
  "rank",
  "age",
  "temperature",
  "speed",
  "measure",
  "rate",
  "bytes",
  "span",
  "duration",
  "latitude",
  "longitude",
]);
const DISTINCT: ReadonlySet<Kind> = new Set<Kind>([
  "id",
  "reference",
  "number",
  "email",
  "person",
  "uuid",
  "sku",
  "hash",
  "tracking",
  "company",
  "username",
  "title",
  "subject",
  "product",
  "file",
  "city",
  "repository",
  "branch",
  "category",
  "firstName",
  "lastName",
  "flight",
  "symbol",
  "team",
  "drug",
  "device",
  "room",
  "phone",
  "url",
  "food",
  "song",
  "course",
  "channel",
  "sentence",
  "paragraph",
  "image",
  "country",
  "host",
]);

type Make = (asked: Asked, make: ValueMaker, other?: boolean) => Json;

function words(...list: string[]): Make {
  return (_, make) => make.pick(list);
}

/** A part of a name such as an address is made of: lower case, no accents. */
function slug(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

function domainOf(row: Row): string {
  return `${slug(row.company) || "company"}.example`;
}

function mailOf({ first, last }: Person, row: Row): string {
  return `${slug(first)}.${slug(last)}@${domainOf(row)}`;
}

const BEHIND =
  /\b(?:last|created|updated|modified|sent|received|paid|shipped|placed|ordered|published|joined|signed|since|hired|issued|opened|resolved|completed|registered|previous|added|posted|merged|committed|deployed|closed|seen|birth|started|failed|refunded|logged|booked|cancelled|captured)\b/;
const AHEAD =
  /\b(?:next|renew\w*|expir\w*|exp|close|closing|start|starts|end|ends|arrival|arrives|departure|departs|eta|until|scheduled|estimated|expected|event|delivery|trial|upcoming|valid|check|return|renewal|release|launch|appointment|meeting|ship by|due|slot)\b/;

/** Whether a name's date lies ahead of the start, or behind it; undefined when its words do not say. */
function sideOf({ name }: Asked, make: ValueMaker): "ahead" | "behind" | undefined {
  const said = wordsOfKey(name).join(" ");
  if (BEHIND.test(said)) return "behind";
  if (/\bdue\b|\bdeadline\b/.test(said))
    return /\b(?:overdue|past[- ]due|late)\b/i.test(make.words) ? "behind" : "ahead";
  return AHEAD.test(said) && !make.isPast() ? "ahead" : undefined;
}

/** A day of those that the prompt speaks of, from today on or up to it as the name has it; undefined when none of them is on that side. */
function dayIn(make: ValueMaker, side: "ahead" | "behind" | undefined): number | undefined {
  const { window } = make;
  if (window === undefined) return undefined;
  const from = side === "ahead" ? Math.max(window[0], 0) : window[0];
  const to = side === "behind" ? Math.min(window[1], 0) : window[1];
  return from > to ? undefined : make.between(from, to);
}

function instantOf(asked: Asked, make: ValueMaker): number {
  const said = wordsOfKey(asked.name);
  const { row } = asked;
  if (said.some((word) => /^(?:birth|birthday|dob|born)$/.test(word)))
    return make.start - make.between(20 * 365, 65 * 365) * DAY;
  if (
    /^(?:starts?|begins?|departs?|departure)$/.test(
      said.find((word) => /^(?:starts?|begins?|departs?|departure)$/.test(word)) ?? "",
    )
  )
    return row.at;
  if (
    said.some((word) => /^(?:ends?|finish|arrives?|arrival)$/.test(word)) &&
    !said.some((word) => /^(?:trial|contract|period|subscription|term|billing)$/.test(word))
  )
    return row.at + make.between(1, 4) * 30 * MINUTE;
  const side = sideOf(asked, make);
  const today = Math.floor(make.start / DAY) * DAY;
  const day = dayIn(make, side);
  if (day !== undefined) {
    const at = today + day * DAY + make.between(16, 36) * 30 * MINUTE;
    // What is over today was over before now.
    return side === "behind" || make.window![1] <= 0 ? Math.min(at, make.start - make.between(1, 60) * MINUTE) : at;
  }
  if (side === "ahead") return today + make.between(1, 45) * DAY + make.between(16, 36) * 30 * MINUTE;
  return make.start - make.between(1, 30 * 24 * 60 + 1) * MINUTE;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Of a journey there are hardly ever more. */
const FEW = /(?:^|[ _])(?:stops|layovers|transfers|changes)$/i;
const LONG_AGO = /found|establish|built|birth|born|construct/i;
/** What is written in a language of its own. */
const OF_CODE = /\b(?:repos?|repositor(?:y|ies)|codebases?|gists?|snippets?)\b/i;

/** A number from `low` to `high`, as far as the schema allows; else anywhere within its bounds. */
function number(low: number, high: number, digits: number): Make {
  return ({ schema }, make) => {
    const least = typeof schema.minimum === "number" ? schema.minimum : Number.NEGATIVE_INFINITY;
    const most = typeof schema.maximum === "number" ? schema.maximum : Number.POSITIVE_INFINITY;
    let [from, to] = [Math.max(low, least), Math.min(high, most)];
    if (from > to)
      [from, to] = [
        Math.max(least, Math.min(most, low) - (high - low)),
        Math.min(most, Math.max(least, high) + (high - low)),
      ];
    const isWhole = schema.type === "integer" || digits === 0;
    return isWhole ? make.between(Math.ceil(from), Math.floor(to)) : round(from + make.draw() * (to - from), digits);
  };
}

/** What a number is counted in says more of its size than its name does. */
const SPANS: Readonly<Record<string, readonly [number, number]>> = {
  ms: [20, 900],
  seconds: [5, 3_600],
  minutes: [5, 120],
  hours: [1, 48],
  days: [1, 60],
  weeks: [1, 12],
  months: [1, 36],
  years: [1, 12],
};

function span(asked: Asked, make: ValueMaker): Json {
  const said = wordsOfKey(asked.name).join(" ");
  const unit =
    typeof asked.schema["x-unit"] === "string"
      ? asked.schema["x-unit"]
      : (/\b(ms|millis|milliseconds|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\b/.exec(
          said,
        )?.[1] ?? "minutes");
  const known =
    Object.keys(SPANS).find((each) => unit.startsWith(each.slice(0, 3))) ??
    (/^(?:ms|mil)/.test(unit) ? "ms" : /^h/.test(unit) ? "hours" : "minutes");
  return number(...SPANS[known]!, 1)(asked, make);
}

/** contact_id → "contact_4821"; id in a list of deals → "deal_5570"; of the form of the id that the prompt speaks of. */
function id(asked: Asked, make: ValueMaker): Json {
  const said = wordsOfKey(asked.name);
  const own = said.slice(0, -1).filter((word) => !/^(?:external|internal|id)$/.test(word));
  const listed = singularOf(wordsOfKey(asked.kind).at(-1) ?? "");
  const noun = own.at(-1) ?? listed;
  const spoken = make.mention([noun, own.join(" "), own.length === 0 ? "" : "-"].filter(Boolean));
  if (spoken !== undefined && !spoken.includes("@"))
    return asked.single || noun !== listed || asked.kind === "" ? spoken : likeOf(spoken, make);
  const prefix = (own.join("_") || listed || "id").replace(/[^a-z0-9_]/g, "");
  return `${prefix || "id"}_${make.between(1_000, 9_999)}`;
}

/** Another of the same form: its digits are others. */
function likeOf(text: string, make: ValueMaker): string {
  return text.replace(/\d/g, (digit, at: number) =>
    at > 0 && /\d/.test(text[at - 1] ?? "")
      ? String(make.between(0, 9))
      : digit === "0"
        ? "0"
        : String(make.between(1, 9)),
  );
}

function reference(asked: Asked, make: ValueMaker): Json {
  const said = wordsOfKey(asked.name);
  const noun =
    said.find((word) => !/^(?:number|no|num|reference|ref|code|confirmation)$/.test(word)) ??
    singularOf(wordsOfKey(asked.kind).at(-1) ?? "");
  const spoken = make.mention([noun]);
  if (spoken !== undefined) return asked.single ? spoken : likeOf(spoken, make);
  const prefix = noun === "" ? "REF" : noun.slice(0, 3).toUpperCase();
  return `${prefix}-${make.between(10_000, 99_999)}`;
}

const SUBJECTS = [
  "Quarterly review",
  "Office move",
  "Onboarding call",
  "Annual renewal",
  "Website redesign",
  "Budget approval",
  "Release checklist",
  "Security training",
  "Supplier contract",
  "Customer survey",
  "Travel booking",
  "Data migration",
  "Team offsite",
  "Pricing update",
  "Support handover",
  "Product demo",
  "Hiring plan",
  "Invoice question",
  "Roadmap session",
  "Login problem",
];
const SENTENCES = [
  "Agreed on the next steps.",
  "Waiting for a reply from the customer.",
  "All items were checked.",
  "To be reviewed this week.",
  "The contract was sent for signature.",
  "A follow-up call is planned.",
  "The export finished without errors.",
  "Asked for an updated quote.",
  "The delivery address was confirmed.",
  "The team will report back on Monday.",
  "Shared the figures with finance.",
  "No further action is needed.",
];

function hex(make: ValueMaker, length: number): string {
  return Array.from({ length }, () => make.pick([..."0123456789abcdef"])).join("");
}

/** Person, unless it's the email that the prompt speaks of. */
/** Those that a map is kept by. */
const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "JPY", "SEK"];

const MAKERS: Readonly<Record<Kind, Make>> = {
  address: ({ row }, make) => `${make.between(1, 198)} ${faker.location.street()}, ${row.city}`,
  age: number(18, 80, 0),
  airline: () => faker.airline.airline().name,
  airport: () => faker.airline.airport().iataCode,
  allergy: words("Penicillin", "Peanuts", "Latex", "Pollen", "Shellfish"),
  bloodType: words("A+", "0+", "B+", "AB-", "0-"),
  boolean: (_, make) => make.draw() < 0.5,
  branch: words("main", "develop", "feature/login", "fix/export", "release/2.4"),
  brand: ({ row }) => row.company,
  bytes: number(2_000, 4_000_000, 0),
  card: words("visa", "mastercard", "amex"),
  carrier: words("DHL", "UPS", "FedEx", "DPD"),
  category: (_, make) =>
    make.pick([
      "billing",
      "onboarding",
      "renewal",
      "support",
      "hardware",
      "marketing",
      "logistics",
      "research",
      "training",
      "security",
      "beta",
      "follow-up",
    ]),
  cents: number(1_000, 250_000, 0),
  channel: words("#general", "#support", "#releases", "#sales", "#engineering"),
  city: ({ row }, _, other) => (other ? faker.location.city() : row.city),
  clock: (_, make) => `${String(make.between(7, 19)).padStart(2, "0")}:${make.pick(["00", "15", "30", "45"])}`,
  color: () => faker.color.human(),
  company: ({ row }, _, other) => {
    if (other) row.company = faker.company.name();
    return row.company;
  },
  conditions: words("Partly cloudy", "Sunny", "Light rain", "Overcast", "Clear"),
  count: (asked, make) => (FEW.test(asked.name) ? number(0, 2, 0) : number(1, 60, 0))(asked, make),
  country: ({ row }) => row.country,
  countryCode: () => faker.location.countryCode("alpha-2"),
  course: words("Mathematics", "Biology", "History", "Physics", "Literature", "Chemistry", "Geography"),
  currency: ({ row, name }, make) =>
    /^(?:target|to|quote)/.test(name)
      ? make.pick(["EUR", "GBP", "USD"].filter((code) => code !== row.currency))
      : row.currency,
  date: (asked, make) => formatTime(instantOf(asked, make)).slice(0, 10),
  dateTime: (asked, make) => formatTime(instantOf(asked, make)),
  department: words("Sales", "Support", "Engineering", "Finance", "Operations", "Marketing"),
  device: words("Thermostat A2", "Door sensor 4", "Meter 12", "Camera North", "Pump 3", "Gateway 1"),
  diagnosis: words("Hypertension", "Asthma", "Type 2 diabetes", "Migraine"),
  direction: words("N", "SE", "W", "NW", "S", "NE"),
  dosage: words("5 mg", "10 mg", "20 mg", "250 mg", "500 mg"),
  drug: words("Lisinopril", "Metformin", "Amoxicillin", "Atorvastatin", "Ibuprofen", "Omeprazole", "Amlodipine"),
  duration: span,
  email: (asked, make, other) =>
    (asked.single ? make.mail() : undefined) ??
    mailOf(make.person(wordsOfKey(asked.name), asked.row, other), asked.row),
  environment: words("production", "staging", "development"),
  event: words("invoice.paid", "task.created", "order.shipped", "user.updated", "file.uploaded"),
  file: (_, make) =>
    `${make.pick(["report", "summary", "notes", "contract", "invoice", "export", "agenda"])}-${make.between(1, 99)}.${make.pick(["pdf", "csv", "docx", "xlsx"])}`,
  firstName: ({ name, row }, make, other) => make.person(wordsOfKey(name), row, other).first,
  flight: (_, make) => `${faker.airline.airline().iataCode}${make.between(100, 1_999)}`,
  food: () => faker.food.dish(),
  frequency: words("monthly", "weekly", "daily", "yearly", "quarterly"),
  gender: words("female", "male", "nonbinary"),
  genre: words("Rock", "Jazz", "Drama", "Thriller", "Documentary", "Fantasy"),
  grade: words("A", "A-", "B+", "B", "C+"),
  handle: (asked, make) => `@${slug(make.person(wordsOfKey(asked.name), asked.row).first)}`,
  hash: (_, make) => hex(make, 40),
  host: ({ row }, make) => `${make.pick(["www", "api", "app", "mail", "db"])}.${domainOf(row)}`,
  hours: words("09:00-17:00", "Mon-Fri 08:30-18:00", "10:00-19:00", "Mon-Sat 10:00-20:00"),
  hotel: (_, make) => `${make.pick(["Hotel", "The", "Casa", "Grand"])} ${faker.person.lastName()}`,
  id,
  image: ({ row }, make) => `https://${domainOf(row)}/images/${make.between(1_000, 9_999)}.png`,
  industry: words("Logistics", "Software", "Retail", "Healthcare", "Manufacturing"),
  ip: (_, make) => `192.0.2.${make.between(1, 254)}`,
  jobTitle: () => faker.person.jobTitle(),
  label: words("bug", "feature", "docs", "urgent", "question"),
  language: ({ schema, name, kind }, make) =>
    OF_CODE.test(kind)
      ? make.pick(["TypeScript", "Python", "Go", "Rust", "Java"])
      : schema.format === "language-code" || /locale|code/.test(name)
        ? make.pick(["en", "es", "fr", "de"])
        : make.pick(["English", "Spanish", "French", "German"]),
  lastName: ({ name, row }, make, other) => make.person(wordsOfKey(name), row, other).last,
  latitude: number(-55, 65, 4),
  license: words("MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0"),
  longitude: number(-170, 170, 4),
  measure: number(1, 120, 1),
  method: words("GET", "POST", "PUT"),
  money: (asked, make) => {
    if (asked.schema.type === "string")
      return `${{ USD: "$", EUR: "€", GBP: "£" }[asked.row.currency] ?? "$"}${round(make.between(1_000, 250_000) / 100, 2).toFixed(2)}`;
    if (asked.schema["x-unit"] === "cents") return number(1_000, 250_000, 0)(asked, make);
    return number(10, 2_500, 2)(asked, make);
  },
  month: ({ schema }, make) =>
    schema.format === "month"
      ? formatTime(make.start - make.between(0, 11) * 30 * DAY).slice(0, 7)
      : faker.date.month(),
  number: (asked, make) => {
    const said = wordsOfKey(asked.name).join(" ");
    const [low, high] = NUMBERS.find(([name]) => name.test(said))?.[1] ?? [1, 999];
    return number(low, high, 0)(asked, make);
  },
  paragraph: (_, make) => `${make.pick(SENTENCES)} ${make.pick(SENTENCES)}`,
  path: (_, make) =>
    `/${make.pick(["reports", "shared", "projects", "archive"])}/${make.pick(["2025", "drafts", "final", "team"])}`,
  paymentMethod: words("card", "bank_transfer", "paypal", "direct_debit"),
  percent: (asked, make) =>
    asked.schema.type === "string" ? `${make.between(5, 95)}%` : number(2, 98, 1)(asked, make),
  person: ({ name, row }, make, other) => {
    const { first, last } = make.person(wordsOfKey(name), row, other);
    return `${first} ${last}`;
  },
  phone: (_, make) => `+1-202-555-01${String(make.between(0, 99)).padStart(2, "0")}`,
  plan: words("Starter", "Team", "Business", "Enterprise"),
  postcode: () => faker.location.zipCode(),
  priority: words("low", "medium", "high"),
  product: () => faker.commerce.productName(),
  protocol: words("https", "mqtt", "ssh"),
  range: (_, make) => {
    const low = make.between(2, 6) * 10;
    return `${low}-${low + make.between(1, 4) * 5}`;
  },
  rank: number(1, 10, 0),
  rate: number(0.5, 1.8, 4),
  rating: number(3, 5, 1),
  ratio: number(0, 1, 2),
  reason: words("Card declined", "Requested by the customer", "Out of stock", "Address not found", "Duplicate entry"),
  reference,
  repository: ({ row }, make) =>
    `${slug(row.company)}/${make.pick(["web", "api", "docs", "mobile", "billing", "infra", "sdk"])}`,
  role: words("admin", "member", "viewer", "editor"),
  room: (_, make) => `${make.pick(["Room", "Hall", "Studio"])} ${make.between(1, 40)}`,
  score: number(1, 100, 1),
  seat: (_, make) => `${make.between(1, 32)}${make.pick([..."ABCDEF"])}`,
  sentence: (_, make) => make.pick(SENTENCES),
  sentiment: words("positive", "neutral", "negative"),
  size: words("S", "M", "L", "XL"),
  sku: (_, make) => `${make.pick(["AB", "CX", "LM", "QT", "ZK"])}-${make.between(1_000, 9_999)}`,
  song: () => faker.music.songName(),
  source: words("website", "referral", "event", "partner"),
  span,
  speed: number(2, 40, 1),
  stage: words("Qualification", "Proposal", "Negotiation", "Closed Won"),
  state: () => faker.location.state(),
  status: ({ name, kind }, make) => make.pick(statesOf(`${kind} ${name}`)),
  street: (_, make) => `${make.between(1, 198)} ${faker.location.street()}`,
  subject: (_, make) => make.pick(SUBJECTS),
  symbol: (_, make) => Array.from({ length: 4 }, () => make.pick([..."ABCDEFGHKLMNPRSTUVW"])).join(""),
  team: ({ row }, make) => `${row.city} ${make.pick(["Rovers", "United", "Hawks", "Tigers", "Wolves"])}`,
  temperature: (asked, make) =>
    asked.schema.type === "string" ? `${make.between(40, 85)}°F` : number(8, 29, 1)(asked, make),
  text: (_, make) => make.pick(SUBJECTS),
  timezone: words("UTC", "Europe/Lisbon", "America/Toronto", "Asia/Tokyo"),
  title: (_, make) => make.pick(SUBJECTS),
  tracking: (_, make) => `1Z${make.between(100_000_000, 999_999_999)}`,
  type: words("standard", "premium", "trial", "internal"),
  unit: words("pcs", "kg", "l", "box"),
  url: ({ row, name }, make) =>
    `https://${domainOf(row)}/${slug(wordsOfKey(name).join(" ")) || "page"}/${make.between(1_000, 9_999)}`,
  username: ({ name, row }, make, other) =>
    `${slug(make.person(wordsOfKey(name), row, other).first)}${make.between(1, 99)}`,
  uuid: (_, make) =>
    `${hex(make, 8)}-${hex(make, 4)}-4${hex(make, 3)}-${make.pick(["8", "9", "a", "b"])}${hex(make, 3)}-${hex(make, 12)}`,
  vehicle: () => `${faker.vehicle.manufacturer()} ${faker.vehicle.model()}`,
  version: (_, make) => `${make.between(1, 6)}.${make.between(0, 20)}.${make.between(0, 9)}`,
  weekday: () => faker.date.weekday(),
  year: ({ schema, name }, make) =>
    typeof schema.minimum === "number"
      ? number(1990, 2030, 0)({ schema } as Asked, make)
      : Number(formatTime(make.start).slice(0, 4)) - (LONG_AGO.test(name) ? make.between(6, 90) : make.between(0, 5)),
};

/** From where to where a number goes that tells one of several, or is measured in whole ones; the first name that fits decides. */
const NUMBERS: readonly (readonly [RegExp, readonly [number, number]])[] = [
  [/\b(?:exit|exit code)$/, [0, 2]],
  [/\bindex$/, [0, 3]],
  [/\b(?:status|status code|http code|response code)$/, [200, 204]],
  [/\bport$/, [1_024, 9_999]],
  [/\bweek\b/, [1, 52]],
  [/\bmonth\b/, [1, 12]],
  [/\bsystolic$/, [105, 145]],
  [/\bdiastolic$/, [60, 95]],
  [/\b(?:pulse|bpm|heart rate)$/, [55, 140]],
  [/\brating$/, [900, 2_300]],
  [/\b(?:round|seed|placing|lane|floor|table|lap|try|slide|lesson)\b/, [1, 20]],
  [/\bpriority$/, [1, 20]],
];

/** "INV-2024-0917" as an example in the prompt: another of its form. */
function likeExample({ schema, single }: Asked, make: ValueMaker): string | undefined {
  const like = schema["x-like"];
  return typeof like === "string" && /\d/.test(like) ? (single ? like : likeOf(like, make)) : undefined;
}

/** Invoices have other states than the rest. */
const STATES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/invoice|payment|charge|bill/, ["paid", "open", "overdue"]],
  [/order|shipment|parcel|delivery/, ["processing", "shipped", "delivered"]],
  [/ticket|issue|task|deal|case|incident/, ["open", "in_progress", "closed"]],
  [/attendee|response|rsvp|invit/, ["accepted", "tentative", "declined"]],
  [/build|pipeline|run|job|deploy|check/, ["succeeded", "failed", "running"]],
  [/device|sensor|server|service/, ["online", "offline", "degraded"]],
];

function statesOf(about: string): readonly string[] {
  return STATES.find(([pattern]) => pattern.test(about.toLowerCase()))?.[1] ?? ["active", "pending", "complete"];
}
