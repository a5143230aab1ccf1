// Every option once: its name, its default, its environment variable, its check and its help. All four skins read this.

import { ASSUMED } from "./contract/assumed.js";
import { DURATION_FORM, parseDuration, parseTime, TIME_FORM } from "./domain/duration.js";
import { didYouMean, MockError } from "./domain/errors.js";
import { type Fault, readFault, refuseBeyond } from "./domain/fault.js";
import { CONSENTS, type Consent } from "./domain/task.js";

export const CLOCKS = ["live", "frozen", "instant"] as const;
export const LOGS = ["pretty", "json", "silent"] as const;
export const UNMATCHED = ["infer", "error"] as const;

/** The options of a mock, checked. Durations in milliseconds, `now` in epoch milliseconds or null for the default. */
export type Options = {
  port: number;
  host: string;
  webhookUrl: string | null;
  webhookSecret: string;
  webhookTimeout: number;
  webhookInsecure: boolean;
  retry: number[];
  fixtures: string[] | null;
  builtinFixtures: boolean;
  watch: boolean;
  unmatched: (typeof UNMATCHED)[number];
  clock: (typeof CLOCKS)[number];
  speed: number;
  now: number | null;
  seed: string;
  consent: Consent;
  apiKey: string[];
  rateLimit: { calls: number; windowMs: number } | null;
  fault: Fault[];
  data: string | null;
  controlToken: string | null;
  log: (typeof LOGS)[number];
  open: boolean;
};

export type OptionName = keyof Options;

/** `value`: the word for the value in help; absent for a switch. `read` checks a value from any source, or throws its complaint. */
export type OptionSpec = {
  key: OptionName;
  flag: string;
  env: string;
  alias?: string;
  value?: string;
  list?: true;
  fallback: string;
  help: string;
  read: (value: unknown) => unknown;
};

type Kind = Pick<OptionSpec, "read"> & { value?: string; list?: true };
type Extra = { alias?: string; env?: string };

const option = (key: OptionName, fallback: string, help: string, kind: Kind, extra: Extra = {}): OptionSpec => {
  const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    key,
    flag,
    env: `PLOTON_MOCK_${flag.toUpperCase().replaceAll("-", "_")}`,
    fallback,
    help,
    ...kind,
    ...extra,
  };
};

export const OPTIONS: readonly OptionSpec[] = [
  option("port", "7568", "where to listen; 0: any free port", whole(0, 65_535), { alias: "p" }),
  option("host", "localhost", "the name or address to listen on; localhost is both loopback addresses", text("NAME")),
  option("webhookUrl", "none", "your handler; with none, events are recorded and can be redelivered later", url(), {
    alias: "w",
  }),
  option("webhookSecret", ASSUMED.defaultWebhookSecret, "the key of the webhook signatures", text("SECRET"), {
    env: "PLOTON_WEBHOOK_SECRET",
  }),
  option("webhookTimeout", "30s", "how long a handler may take to answer", duration()),
  option("webhookInsecure", "off", "accept any certificate of an https handler", toggle()),
  option("retry", "1m,11m,2h,21h48m", "waits before attempts 2, 3, …; none: a single attempt", {
    value: "LIST",
    read: readRetry,
  }),
  option(
    "fixtures",
    "ploton-fixtures/ if it is there",
    "your scenarios: files and folders, YAML or JSON",
    texts("PATH"),
    { alias: "f" },
  ),
  option("builtinFixtures", "on", "the shipped scenarios", toggle()),
  option("watch", "on", "reload fixtures when they change", toggle()),
  option("unmatched", "infer", "what a prompt gets that no fixture answers", choice(UNMATCHED)),
  option("clock", "live", "how time moves", choice(CLOCKS)),
  option("speed", "1", "live only: how many times faster than real time", { value: "N", read: readSpeed }),
  option("now", "the real time when live, else 2025-06-15T14:22:00Z", "where the clock starts", {
    value: "TIME",
    read: readNow,
  }),
  option("seed", "1", "what ids, drawn results and random faults are made from", { value: "S", read: readSeed }),
  option("consent", "auto", "what happens on a consent page that nobody clicks", choice(CONSENTS)),
  option("apiKey", "any well-formed key", "accept only these keys", { value: "KEY", list: true, read: readKeys }),
  option("rateLimit", "off", "so many calls in so long, such as 100/1m", { value: "N/D", read: readRateLimit }),
  option("fault", "none", 'arm a fault, such as "webhook lost-ack attempt=1"', {
    value: "SPEC",
    list: true,
    read: readFaults,
  }),
  option("data", "none", "keep tasks and undelivered events across restarts in this file", text("FILE")),
  option("controlToken", "none", "the control API asks for this token in X-Ploton-Mock-Token", text("TOKEN")),
  option("log", "pretty", "pretty, json (one object a line) or silent", choice(LOGS)),
  option("open", "off", "open the inspector in the browser", toggle()),
];

/** What an option is when nobody sets it. */
export const DEFAULTS: Readonly<Options> = {
  port: 7568,
  host: "localhost",
  webhookUrl: null,
  webhookSecret: ASSUMED.defaultWebhookSecret,
  webhookTimeout: ASSUMED.webhookTimeoutMs,
  webhookInsecure: false,
  retry: [...ASSUMED.retryWaits],
  fixtures: null,
  builtinFixtures: true,
  watch: true,
  unmatched: "infer",
  clock: "live",
  speed: 1,
  now: null,
  seed: "1",
  consent: "auto",
  apiKey: [],
  rateLimit: null,
  fault: [],
  data: null,
  controlToken: null,
  log: "pretty",
  open: false,
};

/** Where a value came from, for messages: "--port", "PLOTON_MOCK_PORT", "port in ploton-mock.config.yaml". */
type Source = {
  values: Record<string, unknown>;
  nameOf: (spec: OptionSpec) => string;
  keyOf: (spec: OptionSpec) => string;
};

/** Values by camelCase key, from a program or a command line; `say` makes the name in messages. Undefined values are absent. */
export function fromKeys(
  values: Record<string, unknown>,
  say: (spec: OptionSpec) => string = ({ key }) => key,
): Source {
  return { values, nameOf: say, keyOf: ({ key }) => key };
}

/** The environment as a source of values. Empty variables are absent. */
export function fromEnvironment(environment: Record<string, string | undefined>): Source {
  const filled = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  return { values: filled, nameOf: ({ env }) => env, keyOf: ({ env }) => env };
}

/** A config file's content; keys as on the command line, with hyphens, underscores or in camelCase. Refuses unknown keys. */
export function fromFile(content: Record<string, unknown>, file: string): Source {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) {
    const key = camelCase(name);
    const spec = OPTIONS.find((one) => one.key === key);
    if (!spec)
      throw bad(
        `${file}: there is no option "${name}".${didYouMean(
          name,
          OPTIONS.map(({ flag }) => flag),
        )} Allowed: ${OPTIONS.map(({ flag }) => flag).join(", ")}.`,
      );
    if (Object.hasOwn(values, key)) throw bad(`${file}: "${name}" is there twice.`);
    values[key] = value;
  }
  return { values, nameOf: ({ flag }) => `${file}: ${flag}`, keyOf: ({ key }) => key };
}

/** The options from several sources, the first that has a value winning. Throws `MockError` 400 `bad_option` naming the place. */
export function readOptions(sources: readonly Source[], defaults: Readonly<Options> = DEFAULTS): Options {
  const options: Record<string, unknown> = { ...defaults };
  for (const spec of OPTIONS) {
    const source = sources.find(
      ({ values, keyOf }) => Object.hasOwn(values, keyOf(spec)) && values[keyOf(spec)] !== undefined,
    );
    if (source) options[spec.key] = readOne(spec, source);
  }
  return withinSchedule(options as Options);
}

/** A fault for an attempt that the retry schedule never makes would wait in vain. */
function withinSchedule(options: Options): Options {
  for (const { where } of options.fault) refuseBeyond(options.retry.length + 1, where);
  return options;
}

function readOne(spec: OptionSpec, { values, nameOf, keyOf }: Source): unknown {
  try {
    return spec.read(values[keyOf(spec)]);
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    throw bad(`${nameOf(spec)}${/^[A-Z"]/.test(complaint) ? ":" : ""} ${complaint}`);
  }
}

function camelCase(name: string): string {
  return name.replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function bad(message: string): MockError {
  return new MockError(400, "bad_option", message);
}

function must(form: string, value: unknown): Error {
  return new Error(`must be ${form}, not ${JSON.stringify(value)}.`);
}

function whole(least: number, most: number): Kind {
  const read = (value: unknown) => {
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    if (Number.isInteger(number) && (number as number) >= least && (number as number) <= most) return number;
    throw must(`a whole number from ${least} to ${most}`, value);
  };
  return { value: "N", read };
}

function text(value: string): Kind {
  return { value, read: readText };
}

function readText(value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw must("a text", value);
}

function texts(value: string): Kind {
  return { value, list: true, read: readTexts };
}

/** A list, or a text with commas. */
function readTexts(value: unknown): string[] {
  const list = typeof value === "string" ? value.split(",").map((part) => part.trim()) : value;
  if (!Array.isArray(list)) throw must("a text or a list of texts", value);
  return list.map(readText);
}

function toggle(): Kind {
  const words: Record<string, boolean> = {
    true: true,
    on: true,
    yes: true,
    1: true,
    false: false,
    off: false,
    no: false,
    0: false,
  };
  const read = (value: unknown) => {
    const word = String(value).toLowerCase();
    if (Object.hasOwn(words, word)) return words[word];
    throw must("true or false", value);
  };
  return { read };
}

function choice(allowed: readonly string[]): Kind {
  const read = (value: unknown) => {
    if (allowed.includes(value as string)) return value;
    throw new Error(
      `must be one of ${allowed.join(", ")}, not ${JSON.stringify(value)}.${didYouMean(String(value), allowed)}`,
    );
  };
  return { value: allowed.join("|"), read };
}

function duration(): Kind {
  const read = (value: unknown) => {
    const ms = typeof value === "string" ? parseDuration(value) : undefined;
    if (ms !== undefined && ms > 0 && ms <= 86_400_000) return ms;
    throw must(`${DURATION_FORM}, at most 24h`, value);
  };
  return { value: "D", read };
}

function url(): Kind {
  return { value: "URL", read: readUrl };
}

/** An http or https URL of a handler; null is none. */
export function readUrl(value: unknown): string | null {
  if (value === null || value === "none") return null;
  const form = "a URL such as http://localhost:3000/webhook";
  if (typeof value !== "string" || !URL.canParse(value)) throw must(form, value);
  const { protocol, username, password } = new URL(value);
  if (protocol !== "http:" && protocol !== "https:") throw must(`${form} (http or https)`, value);
  if (username || password) throw new Error("must not carry a user name or password: Ploton's webhooks send none.");
  return value;
}

/** "1m,11m", ["1m", "11m"] or "none" → milliseconds. */
export function readRetry(value: unknown): number[] {
  if (value === "none" || (Array.isArray(value) && value.length === 0)) return [];
  const waits = readTexts(value).map(parseDuration);
  if (waits.length <= 100 && waits.every((wait) => wait !== undefined)) return waits as number[];
  throw must('waits such as "1m,11m,2h", or "none"', value);
}

function readSpeed(value: unknown): number {
  const speed = typeof value === "string" ? Number(value) : value;
  if (typeof speed === "number" && speed > 0 && speed <= 1_000_000) return speed;
  throw must("a number over 0 and at most 1000000", value);
}

function readNow(value: unknown): number {
  const now = value instanceof Date ? value.getTime() : typeof value === "string" ? parseTime(value) : undefined;
  if (now !== undefined && !Number.isNaN(now)) return now;
  throw must(TIME_FORM, value);
}

function readSeed(value: unknown): string {
  if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
  throw must("a text or a number", value);
}

function readKeys(value: unknown): string[] {
  const keys = readTexts(value);
  const odd = keys.find((key) => !ASSUMED.keyForm.test(key));
  if (odd === undefined) return keys;
  throw must("a key that begins with pk_test_ or pk_live_", odd);
}

function readRateLimit(value: unknown): Options["rateLimit"] {
  if (value === "off" || value === null) return null;
  const [, calls, window] = /^(\d{1,9})\/(.+)$/.exec(String(value)) ?? [];
  const windowMs = window === undefined ? undefined : parseDuration(/^\d/.test(window) ? window : `1${window}`);
  if (calls !== undefined && Number(calls) > 0 && windowMs) return { calls: Number(calls), windowMs };
  throw must('calls in a time, such as "100/1m"', value);
}

function readFaults(value: unknown): Fault[] {
  const specs = typeof value === "string" ? value.split(";") : Array.isArray(value) ? value : [value];
  return specs.map((spec) => readFault(typeof spec === "string" ? spec.trim() : spec));
}
