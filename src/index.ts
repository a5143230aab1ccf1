// The public door: start a mock in this process or connect to one, and the signature functions.

import { createClient, WEBHOOK_PATH } from "./control/client.js";
import { ANY_KEY, type Mock } from "./control/core.js";
import type { Handler, PlotonMock } from "./control/ploton-mock.js";
import { inProcess, overHttp } from "./control/transports.js";
import type { FaultInput } from "./control/types.js";
import { isLoopback, isRoot, ROOT_FORM, rootOf, urlOfHost } from "./domain/address.js";
import { guessAmong, MockError } from "./domain/errors.js";
import { shown } from "./domain/json.js";
import { realTime } from "./engine/clock.js";
import { serveWebhook } from "./http/serve-webhook.js";
import { createVolley } from "./http/volley.js";
import { openMock } from "./mock.js";
import { DEFAULTS, fromKeys, OPTIONS, type Options, readOptions } from "./options.js";
import type { SimulationReport } from "./simulate/report.js";
import type { Showing, SimulationSettings } from "./simulate/simulate.js";

export { signBody, verifySignature } from "./contract/signature.js";
export { ANY_KEY } from "./control/core.js";
export type { Handler, PlotonMock } from "./control/ploton-mock.js";
export type * from "./control/types.js";
export { MockError } from "./domain/errors.js";
export type { FailureRecord, ShrunkRecord, SimulationReport } from "./simulate/report.js";
export type { SimulationSettings } from "./simulate/simulate.js";
export type { Story, StoryStep } from "./simulate/story.js";

/** The options of `ploton-mock start` in camelCase, and `webhook`. Durations as text ("30s"). */
export type StartOptions = {
  /**
   * Your handler: an express app or any (req, res) listener, which gets a server of its own; or its URL.
   * @example app
   */
  webhook?: string | Handler | null;
  /**
   * Where a listener is asked; "/webhook" by default.
   * @example "/hooks/ploton"
   */
  webhookPath?: string;
  /**
   * Your handler; with none, events are recorded and can be redelivered later. The same as `webhook`.
   * @example "http://localhost:3000/webhook"
   */
  webhookUrl?: string | null;
  /**
   * The key of the webhook signatures.
   * @example "whsec_test_secret"
   */
  webhookSecret?: string;
  /**
   * How long a handler may take to answer.
   * @example "5s"
   */
  webhookTimeout?: string;
  /**
   * Accept any certificate of an https handler.
   * @example true
   */
  webhookInsecure?: boolean;
  /**
   * Waits before attempts 2, 3, …; none: a single attempt.
   * @example ["1m", "10m"]
   */
  retry?: string | string[];
  /**
   * Where to listen; 0: any free port. 0 by default in a program.
   * @example 7568
   */
  port?: number;
  /**
   * The name or address to listen on; localhost is both loopback addresses.
   * @example "0.0.0.0"
   */
  host?: string;
  /**
   * Your scenarios: files and folders, YAML or JSON.
   * @example "my-fixtures"
   */
  fixtures?: string | string[];
  /**
   * The shipped scenarios.
   * @example false
   */
  builtinFixtures?: boolean;
  /**
   * Reload fixtures when they change; poll: look for changes again and again, as Docker volumes and network drives
   * need. Off by default in a program.
   * @example true
   */
  watch?: boolean | "poll";
  /**
   * What a prompt gets that no fixture answers.
   * @example "error"
   */
  unmatched?: Options["unmatched"];
  /**
   * How time moves. "frozen" by default in a program.
   * @example "instant"
   */
  clock?: Options["clock"];
  /**
   * Live only: how many times faster than real time.
   * @example 60
   */
  speed?: number;
  /**
   * Where the clock starts.
   * @example "2025-06-15T14:22:00Z"
   */
  now?: string | Date;
  /**
   * What ids, drawn results and random faults are made from.
   * @example "invoices"
   */
  seed?: string | number;
  /**
   * What happens on a consent page that nobody clicks.
   * @example "ask"
   */
  consent?: Options["consent"];
  /**
   * Accept only these keys.
   * @example ["pk_test_invoices"]
   */
  apiKey?: string | string[];
  /**
   * So many calls in so long, such as 100/1m.
   * @example "100/1m"
   */
  rateLimit?: string | null;
  /**
   * Arm a fault, such as "webhook lost-ack attempt=1".
   * @example "webhook lost-ack event=task.complete"
   */
  fault?: FaultInput | FaultInput[];
  /**
   * Keep tasks and undelivered events across restarts in this file.
   * @example "ploton-mock.log"
   */
  data?: string;
  /**
   * Start from a moment that was kept (ploton-mock checkpoint FILE).
   * @example "before-the-retry.log"
   */
  from?: string;
  /**
   * The control API asks for this token in X-Ploton-Mock-Token.
   * @example process.env.CONTROL_TOKEN
   */
  controlToken?: string;
  /**
   * Answer for this name too; .example.com: for every name below it.
   * @example ".example.com"
   */
  allowedHost?: string | string[];
  /**
   * Let pages of this origin, such as http://localhost:3000, call the mock from a browser.
   * @example "http://localhost:3000"
   */
  allowedOrigin?: string | string[];
  /**
   * Where others reach the mock, such as a tunnel: what banner, env and auth_url say.
   * @example "https://mock.example.com"
   */
  publicUrl?: string | null;
  /**
   * Serve https with this certificate (PEM), for clients that insist on it; with --tls-key.
   * @example "localhost.pem"
   */
  tlsCert?: string;
  /**
   * The private key (PEM) of --tls-cert.
   * @example "localhost-key.pem"
   */
  tlsKey?: string;
  /**
   * Pretty, json (one object a line) or silent. "silent" by default in a program.
   * @example "pretty"
   */
  log?: Options["log"];
  /**
   * How many steps one advance or run until idle plays.
   * @example 1_000
   */
  maxSteps?: number;
  /**
   * How many event streams are open at once.
   * @example 8
   */
  maxStreams?: number;
  /**
   * How many waits are open at once.
   * @example 16
   */
  maxWaits?: number;
  /**
   * How many accounts there are at once.
   * @example 100
   */
  maxAccounts?: number;
};

const TEST_DEFAULTS: Options = { ...DEFAULTS, port: 0, clock: "frozen", watch: false, log: "silent" };
const OWN_OPTIONS = ["webhook", "webhookPath"];

/**
 * Starts a mock in this process, on a free port, with a frozen clock. Throws `MockError`: `bad_option` naming it,
 * `bad_fixtures` with every problem, `port_taken`.
 * @example
 * const mock = await startPlotonMock({ webhook: app, fixtures: "my-fixtures" });
 * process.env.PLOTON_BASE_URL = mock.baseUrl;
 * await mock.close();
 */
export async function startPlotonMock(given: StartOptions = {}): Promise<PlotonMock> {
  refuseUnknown(given);
  const { webhook = null, webhookPath = WEBHOOK_PATH, ...rest } = given;
  const named = readOptions([fromKeys(rest)], TEST_DEFAULTS);
  refuseOddWebhook(webhook);
  if (webhook !== null && rest.webhookUrl != null)
    throw new MockError(400, "bad_option", "Give webhook or webhookUrl, not both: either says where webhooks go.");
  const handler = typeof webhook === "function" ? await serveWebhook(webhook, webhookPath) : undefined;
  const url = typeof webhook === "string" ? webhook : handler?.url;
  const options = readOptions([fromKeys({ webhookUrl: url }, () => "webhook")], named);
  const mock = await openMock(options).catch(async (error: unknown) => {
    await handler?.close();
    throw error;
  });
  const identity = {
    url: mock.url,
    told: mock.told,
    apiKey: options.apiKey[0] ?? ANY_KEY,
    webhookSecret: mock.accounts.main().endpoint.secret,
  };
  const stopLog = await logOf(mock, options.log);
  const close = async () => {
    await mock.close();
    await handler?.close();
    stopLog();
  };
  // Somebody else may stop it, by POST /_mock/stop.
  void mock.closed.then(close).catch(() => {});
  return createClient(identity, inProcess(mock, null), {
    as: (key) => inProcess(mock, key),
    serve: serveWebhook,
    close,
  });
}

/** What happens, on standard output, where a program asks for it: loaded then only, as it is the command line's. */
async function logOf(mock: Mock, log: Options["log"]): Promise<() => void> {
  if (log === "silent") return () => {};
  const { startLog } = await import("./cli/log.js");
  return startLog(mock, log);
}

/**
 * The same object for a mock that another process runs. `apiKey`: the account; absent: the default one. Throws `MockError`:
 * `bad_option`, `unreachable` where nothing answers, `not_a_mock`, `connection_broken` and `broken_answer` where something answered
 * and not to the end.
 * @example const mock = await connectPlotonMock(process.env.PLOTON_MOCK_URL);
 */
export async function connectPlotonMock(
  url = urlOfHost(DEFAULTS.host, DEFAULTS.port),
  { apiKey, token }: { apiKey?: string; token?: string } = {},
): Promise<PlotonMock> {
  const root = rootOf(url);
  if (!isRoot(root)) throw new MockError(400, "bad_option", `url must be ${ROOT_FORM}, not ${shown(url)}.`);
  const call = overHttp(root, apiKey ?? null, token);
  const known = await call("getEnvironment");
  const identity = {
    url: root,
    // A mock that knows itself by such a name only is told to others by the name that it was reached by.
    told: isLoopback(new URL(known.PLOTON_MOCK_URL).hostname) ? root : known.PLOTON_MOCK_URL,
    apiKey: apiKey ?? known.PLOTON_API_KEY,
    webhookSecret: known.PLOTON_WEBHOOK_SECRET,
  };
  return createClient(identity, call, {
    as: (key) => overHttp(root, key, token),
    serve: serveWebhook,
    close: async () => {},
  });
}

/** What `simulate` takes: the handler, as `startPlotonMock` takes it, and how its app is read and judged. */
export type SimulateOptions = SimulationSettings & {
  /**
   * Your handler: an express app or any (req, res) listener, which is asked without a network in between; or its URL.
   * @example "http://localhost:3000/webhook"
   */
  webhook: string | Handler;
  /**
   * Where a listener is asked; "/webhook" by default.
   * @example "/hooks/ploton"
   */
  webhookPath?: string;
  /**
   * Accept any certificate of an https handler.
   * @example true
   */
  webhookInsecure?: boolean;
};

/**
 * Plays a thousand bad days against a handler, with real requests in virtual time, and gives what did not hold, each failure with
 * the shortest story that shows it. Throws `MockError`: `bad_option`, `bad_story`, `unreachable`, `bad_probe`; with `throws`, `simulation_failed`.
 * @example
 * const { passed, failures } = await simulate({ webhook: app, secret: "whsec_test_secret" });
 * expect(failures.map(({ what, replay }) => `${what}: ${replay}`)).toEqual([]);
 */
export async function simulate(given: SimulateOptions, showing?: Showing): Promise<SimulationReport> {
  const { webhook, webhookPath = WEBHOOK_PATH, webhookInsecure = false, ...settings } = given;
  refuseOddWebhook(webhook ?? undefined);
  refuseUnknownSettings(settings);
  const { simulateHandler } = await import("./simulate/simulate.js");
  const handler = typeof webhook === "string" ? undefined : await serveWebhook(webhook, webhookPath);
  const url = handler?.url ?? readHandlerUrl(webhook as string);
  const volley = createVolley({ insecure: webhookInsecure, within: handler?.connect });
  const outside = { real: realTime, ...volley, isServed: handler !== undefined };
  return simulateHandler(url, settings, outside, showing).finally(() => handler?.close());
}

const SIMULATE_OPTIONS = [
  "webhook",
  "webhookPath",
  "webhookInsecure",
  ...([
    "secret",
    "effects",
    "state",
    "seeds",
    "seed",
    "shard",
    "time",
    "story",
    "skip",
    "timeout",
    "settle",
    "restart",
    "throws",
  ] satisfies (keyof SimulationSettings)[]),
];

function refuseUnknownSettings(settings: object): void {
  const unknown = Object.keys(settings).find((key) => !SIMULATE_OPTIONS.includes(key));
  if (unknown === undefined) return;
  throw new MockError(
    400,
    "bad_option",
    `There is no option ${unknown}.${guessAmong(unknown, SIMULATE_OPTIONS, "the type SimulateOptions")}`,
  );
}

function readHandlerUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new MockError(
    400,
    "bad_option",
    `webhook must be a (req, res) listener or a URL such as http://localhost:3000/webhook, not ${JSON.stringify(text)}.`,
  );
}

/** An object such as an http.Server is no handler, and no webhooks at all would be a long search. */
function refuseOddWebhook(webhook: unknown): void {
  if (webhook === null || typeof webhook === "string" || typeof webhook === "function") return;
  throw new MockError(
    400,
    "bad_option",
    `webhook must be a (req, res) listener such as an express app, or a URL, not ${typeof webhook === "object" ? "an object" : JSON.stringify(webhook)}.`,
  );
}

function refuseUnknown(given: object): void {
  const known = [...OWN_OPTIONS, ...OPTIONS.filter(({ cliOnly }) => !cliOnly).map(({ key }) => key)];
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new MockError(
      400,
      "bad_option",
      `There is no option ${unknown}.${guessAmong(unknown, known, "the type StartOptions")}`,
    );
}
