// Every option once: its name, its default, its environment variable, its check and its help. All four skins read this.

import { ASSUMED } from "./contract/assumed.js";
import { LENGTHS } from "./domain/bounds.js";
import { formatDuration } from "./domain/duration.js";
import { guessAmong, MockError } from "./domain/errors.js";
import { refuseBeyond } from "./domain/read-fault.js";
import { CONSENTS } from "./domain/task.js";
import {
  choice,
  duration,
  type Kind,
  optional,
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
  toggleOr,
  url,
  whole,
} from "./option-values.js";

export { SWITCH_WORDS, switchForm } from "./option-values.js";

export const CLOCKS = ["live", "frozen", "instant"] as const;
const LOGS = ["pretty", "json", "silent"] as const;
const UNMATCHED = ["infer", "error"] as const;

/** The headings under which help and reference list the options. */
type Group = "Where it is reached" | "Webhooks" | "Scenarios" | "Time" | "Running it" | "Bounds";

/** An option, whole: how its value is read and written, what it is when nobody sets it, and what help and reference say. */
type Row<T> = Kind<T> & {
  /** What it is when nobody sets it, in the form that `read` gives. */
  fallback: T;
  /** The default in words, where it is none that could be written. */
  otherwise?: string;
  help: string;
  group: Group;
  alias?: string;
  /** The environment variable, where it is not PLOTON_MOCK_ and the name. */
  env?: string;
  /** An option of the command line only: `startPlotonMock` does not know it. */
  cliOnly?: true;
};

const row = <T>(group: Group, kind: Kind<T>, fallback: T, help: string, more: Partial<Row<T>> = {}): Row<T> => ({
  group,
  fallback,
  help,
  ...kind,
  ...more,
});

const ROWS = {
  port: row("Where it is reached", whole(0, 65_535), 7568, "where to listen; 0: any free port", { alias: "p" }),
  host: row(
    "Where it is reached",
    text("NAME"),
    "localhost",
    "the name or address to listen on; localhost is both loopback addresses",
  ),
  webhookUrl: row(
    "Webhooks",
    url(),
    null,
    "your handler; with none, events are recorded and can be redelivered later",
    { alias: "w" },
  ),
  webhookSecret: row("Webhooks", text("SECRET"), ASSUMED.defaultWebhookSecret, "the key of the webhook signatures", {
    env: "PLOTON_WEBHOOK_SECRET",
  }),
  webhookTimeout: row(
    "Webhooks",
    duration(LENGTHS.webhookTimeout),
    ASSUMED.webhookTimeoutMs,
    "how long a handler may take to answer",
  ),
  webhookInsecure: row("Webhooks", toggle(), false, "accept any certificate of an https handler"),
  retry: row(
    "Webhooks",
    { value: "LIST", read: readRetry, write: (waits) => waits.map(formatDuration).join(",") },
    [...ASSUMED.retryWaits],
    "waits before attempts 2, 3, …; none: a single attempt",
  ),
  fixtures: row("Scenarios", optional(texts("PATH")), null, "your scenarios: files and folders, YAML or JSON", {
    alias: "f",
    otherwise: "ploton-fixtures/ if it is there",
  }),
  builtinFixtures: row("Scenarios", toggle(), true, "the shipped scenarios"),
  watch: row(
    "Scenarios",
    toggleOr("poll"),
    true,
    "reload fixtures when they change; poll: look for changes again and again, as Docker volumes and network drives need",
  ),
  unmatched: row("Scenarios", choice(UNMATCHED), "infer", "what a prompt gets that no fixture answers"),
  clock: row("Time", choice(CLOCKS), "live", "how time moves"),
  speed: row("Time", { value: "N", read: readSpeed }, 1, "live only: how many times faster than real time"),
  now: row("Time", optional({ value: "TIME", read: readNow }), null, "where the clock starts", {
    otherwise: `the real time when live, else ${ASSUMED.defaultNow}`,
  }),
  seed: row(
    "Scenarios",
    { value: "S", read: readSeed },
    "1",
    "what ids, drawn results and random faults are made from",
  ),
  consent: row("Scenarios", choice(CONSENTS), "auto", "what happens on a consent page that nobody clicks"),
  apiKey: row("Where it is reached", { value: "KEY", list: true, read: readKeys }, [], "accept only these keys", {
    otherwise: "any well-formed key",
  }),
  rateLimit: row(
    "Where it is reached",
    { value: "N/D", read: readRateLimit },
    null,
    "so many calls in so long, such as 100/1m",
    { otherwise: "off" },
  ),
  fault: row(
    "Scenarios",
    { value: "SPEC", list: true, read: readFaults },
    [],
    'arm a fault, such as "webhook lost-ack attempt=1"',
  ),
  data: row(
    "Running it",
    optional(text("FILE")),
    null,
    "keep tasks and undelivered events across restarts in this file",
  ),
  from: row(
    "Running it",
    optional(text("FILE")),
    null,
    "start from a moment that was kept (ploton-mock checkpoint FILE)",
  ),
  controlToken: row(
    "Where it is reached",
    optional(text("TOKEN")),
    null,
    "the control API asks for this token in X-Ploton-Mock-Token",
  ),
  allowedHost: row(
    "Where it is reached",
    { value: "NAME", list: true, read: readHosts },
    [],
    "answer for this name too; .example.com: for every name below it",
  ),
  allowedOrigin: row(
    "Where it is reached",
    { value: "ORIGIN", list: true, read: readOrigins },
    [],
    "let pages of this origin, such as http://localhost:3000, call the mock from a browser",
  ),
  publicUrl: row(
    "Where it is reached",
    { value: "URL", read: readPublicUrl },
    null,
    "where others reach the mock, such as a tunnel: what banner, env and auth_url say",
  ),
  tlsCert: row(
    "Where it is reached",
    optional(text("FILE")),
    null,
    "serve https with this certificate (PEM), for clients that insist on it; with --tls-key",
  ),
  tlsKey: row("Where it is reached", optional(text("FILE")), null, "the private key (PEM) of --tls-cert"),
  log: row("Running it", choice(LOGS), "pretty", "pretty, json (one object a line) or silent"),
  logFile: row(
    "Running it",
    optional(text("FILE")),
    null,
    "write the log there, at its end, in place of standard output",
    {
      cliOnly: true,
    },
  ),
  readyFile: row(
    "Running it",
    optional(text("FILE")),
    null,
    "write {url, pid, env} there once the mock listens, and take it away when it stops",
    { cliOnly: true },
  ),
  detach: row("Running it", toggle(), false, "run in the background; the command ends once the mock listens", {
    cliOnly: true,
  }),
  exitWithParent: row("Running it", optional(toggle()), null, "stop when the program that started the mock has ended", {
    cliOnly: true,
    otherwise: "on under npx and in exec, else off",
  }),
  open: row("Running it", toggle(), false, "open the inspector in the browser", { cliOnly: true }),
  maxSteps: row("Bounds", whole(1, 100_000_000), 100_000, "how many steps one advance or run until idle plays"),
  maxStreams: row("Bounds", whole(0, 10_000), 64, "how many event streams are open at once"),
  maxWaits: row("Bounds", whole(0, 10_000), 256, "how many waits are open at once"),
  maxAccounts: row("Bounds", whole(0, 1_000_000), 10_000, "how many accounts there are at once"),
};

type Rows = typeof ROWS;
export type OptionName = keyof Rows;

/**
 * The options of a mock, checked. Durations in milliseconds, `now` in epoch milliseconds or null for the default. `given`: those that
 * somebody gave; the others are at their default.
 */
export type Options = { [Name in OptionName]: Rows[Name] extends Row<infer T> ? T : never } & {
  given: readonly OptionName[];
};

/** A row with the names that it has on the command line and in the environment, and its default as help shows it. */
export type OptionSpec = Omit<Row<unknown>, "fallback" | "otherwise" | "env" | "read" | "write"> & {
  key: OptionName;
  flag: string;
  env: string;
  fallback: string;
  read: (value: unknown) => unknown;
};

export const OPTIONS: readonly OptionSpec[] = Object.entries(ROWS as unknown as Record<OptionName, Row<unknown>>).map(
  ([name, { fallback, otherwise, write = String, env, ...rest }]) => {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const isNone = fallback === null || (Array.isArray(fallback) && fallback.length === 0);
    return {
      ...rest,
      key: name as OptionName,
      flag,
      env: env ?? `PLOTON_MOCK_${flag.toUpperCase().replaceAll("-", "_")}`,
      fallback: otherwise ?? (isNone ? "none" : write(fallback)),
    };
  },
);

/** What an option is when nobody sets it. */
export const DEFAULTS: Readonly<Options> = Object.assign(
  Object.fromEntries(Object.entries(ROWS).map(([name, { fallback }]) => [name, fallback])),
  { given: [] },
) as unknown as Options;

/** Where a value came from, for messages: "--port", "PLOTON_MOCK_PORT", "port in ploton-mock.config.yaml". */
type OptionSource = {
  values: Record<string, unknown>;
  nameOf: (spec: OptionSpec) => string;
  keyOf: (spec: OptionSpec) => string;
};

/** Values by camelCase key, from a program or a command line; `say` makes the name in messages. Undefined values are absent. */
export function fromKeys(
  values: Record<string, unknown>,
  say: (spec: OptionSpec) => string = ({ key }) => key,
): OptionSource {
  return { values, nameOf: say, keyOf: ({ key }) => key };
}

/** The environment as a source of values. Empty variables are absent. */
export function fromEnvironment(environment: Record<string, string | undefined>): OptionSource {
  const filled = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  return { values: filled, nameOf: ({ env }) => env, keyOf: ({ env }) => env };
}

/** A config file's content; keys as on the command line, with hyphens, underscores or in camelCase. Refuses unknown keys. */
export function fromFile(content: Record<string, unknown>, file: string): OptionSource {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(content)) {
    const key = camelCase(name);
    const spec = OPTIONS.find((one) => one.key === key);
    if (!spec)
      throw bad(
        `${file}: there is no option "${name}".${guessAmong(
          name,
          OPTIONS.map(({ flag }) => flag),
          "ploton-mock start --help",
        )}`,
      );
    if (Object.hasOwn(values, key)) throw bad(`${file}: "${name}" is there twice.`);
    values[key] = value;
  }
  return { values, nameOf: ({ flag }) => `${file}: ${flag}`, keyOf: ({ key }) => key };
}

/** The options from several sources, the first that has a value winning. Throws `MockError` 400 `bad_option` naming the place. */
export function readOptions(sources: readonly OptionSource[], defaults: Readonly<Options> = DEFAULTS): Options {
  const options: Record<string, unknown> = { ...defaults };
  const given = new Set(defaults.given);
  for (const spec of OPTIONS) {
    const source = sources.find(
      ({ values, keyOf }) => Object.hasOwn(values, keyOf(spec)) && values[keyOf(spec)] !== undefined,
    );
    if (!source) continue;
    options[spec.key] = readOne(spec, source);
    given.add(spec.key);
  }
  return bothOrNone(withinSchedule({ ...options, given: [...given] } as unknown as Options));
}

/** A certificate without its key, or a key alone, serves nothing. */
function bothOrNone(options: Options): Options {
  const { tlsCert, tlsKey } = options;
  if ((tlsCert === null) === (tlsKey === null)) return options;
  throw bad("--tls-cert and --tls-key go together: give both, the certificate and its private key.");
}

/** A fault for an attempt that the retry schedule never makes would wait in vain. */
function withinSchedule(options: Options): Options {
  for (const { where } of options.fault) refuseBeyond(options.retry.length + 1, where);
  return options;
}

function readOne(spec: OptionSpec, { values, nameOf, keyOf }: OptionSource): unknown {
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
