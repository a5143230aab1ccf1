// Every option once: its name, its default, its environment variable, its check and its help. All four skins read this.

import { ASSUMED } from "./contract/assumed.js";
import { LENGTHS } from "./domain/bounds.js";
import { didYouMean, MockError } from "./domain/errors.js";
import type { Fault } from "./domain/fault.js";
import { refuseBeyond } from "./domain/read-fault.js";
import { CONSENTS, type Consent } from "./domain/task.js";
import {
  choice,
  duration,
  type Kind,
  readFaults,
  readHosts,
  readKeys,
  readNow,
  readOrigins,
  readPublicUrl,
  readRateLimit,
  readRetry,
  readSeed,
  readSpeed,
  text,
  texts,
  toggle,
  url,
  whole,
} from "./option-values.js";

export { SWITCH_WORDS } from "./option-values.js";

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
  allowedHost: string[];
  allowedOrigin: string[];
  publicUrl: string | null;
  log: (typeof LOGS)[number];
  open: boolean;
  maxSteps: number;
  maxStreams: number;
  maxWaits: number;
  maxAccounts: number;
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
  option("webhookTimeout", "30s", "how long a handler may take to answer", duration(LENGTHS.webhookTimeout)),
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
  option("allowedHost", "none", "answer for this name too; .example.com: for every name below it", {
    value: "NAME",
    list: true,
    read: readHosts,
  }),
  option(
    "allowedOrigin",
    "none",
    "let pages of this origin, such as http://localhost:3000, call the mock from a browser",
    {
      value: "ORIGIN",
      list: true,
      read: readOrigins,
    },
  ),
  option("publicUrl", "none", "where others reach the mock, such as a tunnel: what banner, env and auth_url say", {
    value: "URL",
    read: readPublicUrl,
  }),
  option("log", "pretty", "pretty, json (one object a line) or silent", choice(LOGS)),
  option("open", "off", "open the inspector in the browser", toggle()),
  option("maxSteps", "100000", "how many steps one advance or run until idle plays", whole(1, 100_000_000)),
  option("maxStreams", "64", "how many event streams are open at once", whole(0, 10_000)),
  option("maxWaits", "256", "how many waits are open at once", whole(0, 10_000)),
  option("maxAccounts", "10000", "how many accounts there are at once", whole(0, 1_000_000)),
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
  allowedHost: [],
  allowedOrigin: [],
  publicUrl: null,
  log: "pretty",
  open: false,
  maxSteps: 100_000,
  maxStreams: 64,
  maxWaits: 256,
  maxAccounts: 10_000,
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
