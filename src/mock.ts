// The composition root: options in, a listening mock with its accounts and fixtures out.

import { existsSync, statSync } from "node:fs";
import { ASSUMED } from "./contract/assumed.js";
import type { Awaitable, FoundScenario, Mock } from "./control/core.js";
import { urlOfHost } from "./domain/address.js";
import { attemptsAllowed } from "./domain/delivery.js";
import { parseTime } from "./domain/duration.js";
import type { PlotonError } from "./domain/errors.js";
import type { Scenario } from "./domain/scenario.js";
import type { TaskRequest } from "./domain/task.js";
import type { Account, AccountSettings } from "./engine/account.js";
import { type Accounts, createAccounts } from "./engine/accounts.js";
import { realTime } from "./engine/clock.js";
import { ACCOUNT_CAPS } from "./engine/keeper.js";
import { createRandom } from "./engine/random.js";
import type { Diagnose } from "./engine/trip.js";
import type { ScenarioTask } from "./fixtures/apart.js";
import { doubtOf, isDoubtful } from "./fixtures/doubt.js";
import { whoAnswers } from "./fixtures/explain.js";
import type { Fixture } from "./fixtures/fixture.js";
import { type Found, type Library, openLibrary } from "./fixtures/library.js";
import { areLoaded, loadMakers } from "./fixtures/makers.js";
import { makeScenario } from "./fixtures/plan.js";
import { formatProblem } from "./fixtures/problem.js";
import { createApp } from "./http/app.js";
import { createGuard } from "./http/guard.js";
import { listen } from "./http/listen.js";
import { createPlotonApi } from "./http/ploton-api.js";
import { createSender } from "./http/post-webhook.js";
import type { Options } from "./options.js";
import { openStore, readState } from "./store.js";
import { shippedFixtures, version } from "./version.js";

/** The folder that is read when no other is named. */
export const FIXTURES_FOLDER = "ploton-fixtures";

/** Opens a mock. Throws `MockError`: `bad_fixtures` with every problem, `port_taken`, `cannot_listen`. */
export async function openMock(options: Options): Promise<Mock> {
  const isThere = existsSync(FIXTURES_FOLDER);
  const paths = options.fixtures ?? (isThere ? [FIXTURES_FOLDER] : []);
  const { builtinFixtures: builtin, unmatched } = options;
  const past = options.data === null ? undefined : readState(options.data);
  const library = await openLibrary({
    paths,
    shipped: await shippedFixtures(),
    builtin,
    unmatched,
    attempts: attemptsAllowed(options.retry),
    ...(options.watch && { watch: realTime.after }),
    ...(!isThere && options.fixtures === null && { awaited: FIXTURES_FOLDER }),
  });
  const used = new WeakMap<Account, readonly Fixture[]>();
  let told = options.publicUrl ?? "";
  const send = createSender({ insecure: options.webhookInsecure });
  const consentUrl = (token: string) => `${told}/_mock/consent/${token}`;
  const accounts = createAccounts(settingsOf(options), { real: realTime, send, diagnose, consentUrl }, options.apiKey);
  tellOfReloads(library, accounts);
  // Once whoever opens the mock listens to its journal.
  realTime.soon(() => tellOfDoubts(library.list(), accounts));
  const usedBy = (account: Account) => used.get(account) ?? [];
  const findScenario = (request: TaskRequest, account: Account) => findIn(library, usedBy(account), request, account);
  const api = createPlotonApi({ admit: accounts.admit, findScenario, real: realTime });
  const mock: Mock = {
    url: "",
    baseUrl: "",
    told,
    version: version(),
    options,
    accounts,
    library,
    fixturesFolder: folderAmong(options.fixtures ?? [FIXTURES_FOLDER]),
    usedBy,
    use: (account, fixtures) => void used.set(account, fixtures),
    findScenario,
    foresee: (found, request, account) => foundScenario(found, request, account).foresee(),
    real: realTime,
    close,
  };
  const openControl = () => import("./http/control-app.js").then(({ createControlApp }) => createControlApp(mock));
  const tell = (text: string) => void accounts.main().journal.write({ kind: "note", level: "warning", text });
  const app = createApp({ guard: createGuard(options), api, openRest: openControl, tell, version: version() });
  const listening = await listen(app, options.host, options.port).catch(async (error: unknown) => {
    await library.close();
    throw error;
  });
  const url = urlOfHost(options.host, listening.port);
  // Not before it listens: a start need not wait for what reads prompts.
  void loadMakers(library.list().flatMap((fixture) => fixture.needs));
  told = options.publicUrl ?? url;
  // Not before: a mock whose port is taken must not send what is overdue.
  if (past) accounts.main().restore(past);
  const store = options.data === null ? undefined : openStore(options.data, realTime, accounts.main);
  store?.follow(accounts.main());

  async function close(): Promise<void> {
    await Promise.all([accounts.close(), library.close()]);
    await store?.close();
    await listening.close();
  }
  return Object.assign(mock, { url, baseUrl: `${url}/v1`, told });
}

/** The first of these that is a folder, or can become one. */
function folderAmong(paths: readonly string[]): string | null {
  return (
    paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? path === FIXTURES_FOLDER) ?? null
  );
}

/** Where an account's clock starts, in epoch milliseconds; null: at the real time. */
export function startOf({ now, clock }: Pick<Options, "now" | "clock">): number | null {
  return now ?? (clock === "live" ? null : parseTime(ASSUMED.defaultNow)!);
}

function settingsOf(options: Options): AccountSettings {
  const { clock: mode, speed, webhookUrl: url, webhookSecret: secret, webhookTimeout: timeoutMs, retry } = options;
  const now = startOf(options);
  return {
    key: null,
    seed: options.seed,
    clock: { mode, speed, now },
    endpoint: { url, secret, timeoutMs, retry },
    consent: options.consent,
    rateLimit: options.rateLimit,
    faults: options.fault,
    caps: ACCOUNT_CAPS,
  };
}

/** The fixture that answers, ready to be played; with none, 501 (product: --unmatched error). At once where nothing may take long. */
function findIn(
  library: Library,
  first: readonly Fixture[],
  request: TaskRequest,
  account: Account,
): Awaitable<FoundScenario | { error: PlotonError }> {
  const ready = (found: Found | undefined): Awaitable<FoundScenario | { error: PlotonError }> =>
    found ? foundScenario(found, request, account) : noFixture(library, request, first);
  const found = library.find(request, first);
  return found instanceof Promise ? found.then(ready) : ready(found);
}

function foundScenario(found: Found, request: TaskRequest, account: Account): FoundScenario {
  const { fixture } = found;
  const name = `${request.mode} ${fixture.name}\n${request.prompt}`;
  const draw = (occurrence: number) =>
    drawScenario(found, request, { seed: account.settings.seed, now: account.startedAt, occurrence }, account.random);
  const make = () => {
    const occurrence = account.prompts.up(name);
    const made = (scenario: Scenario) => ({ scenario, occurrence });
    const scenario = draw(occurrence);
    return scenario instanceof Promise ? scenario.then(made) : made(scenario);
  };
  return { fixture: fixture.name, foresee: () => draw(account.prompts.of(name)), make };
}

/** Whose scenario, and which: the seed, where the clock started (epoch milliseconds), how often the prompt came before. */
export type Turn = { seed: string; now: number; occurrence: number };

/** The scenario of a fixture for a request: a function of these and nothing else. */
export function drawScenario(
  { fixture, match }: Found,
  request: TaskRequest,
  { seed, now, occurrence }: Turn,
  random = createRandom(seed),
): Awaitable<Scenario> {
  const names = ["scenario", fixture.name, request.prompt, occurrence];
  if (isDoubtful(fixture)) return makeApart({ fixture, match, request, seed, names, occurrence, now });
  const made = () =>
    makeScenario(fixture, match, request, random.stream(...names), occurrence, now, (own) =>
      random.stream("fixture", fixture.name, own),
    );
  return areLoaded(fixture.needs) ? made() : loadMakers(fixture.needs).then(made);
}

async function makeApart(task: ScenarioTask): Promise<Scenario> {
  const { apart } = await import("./fixtures/apart.js");
  return apart("scenario", task, `Making the result of fixture ${task.fixture.name}`);
}

/** The three nearest fixtures and why each does not answer (product: --unmatched error). */
async function noFixture(
  library: Library,
  request: TaskRequest,
  first: readonly Fixture[],
): Promise<{ error: PlotonError }> {
  const nearest = (await whoAnswers(library, request, first)).losers.slice(0, 3);
  const why = nearest.map(({ name, failed }) => `${name}: ${failed}`).join("; ");
  const message = `No fixture answers the prompt ${JSON.stringify(request.prompt.slice(0, 200))}.${why && ` Nearest: ${why}.`} POST /_mock/fixtures/explain gives one ready to paste.`;
  return { error: { status: 501, code: "mock_no_fixture", message } };
}

/** Which fixtures may take long. */
function tellOfDoubts(fixtures: readonly Fixture[], accounts: Accounts): void {
  for (const text of fixtures.map(doubtOf))
    if (text !== undefined) accounts.main().journal.write({ kind: "note", level: "warning", text });
}

/** A path, and each folder that it lies in. */
function withFolders(path: string): string[] {
  return [...[...path.matchAll(/[\\/]/g)].map(({ index }) => path.slice(0, index)), path];
}

/** Reloads and what is wrong with files, in the journal: a problem when it is new, or its file was written again. */
function tellOfReloads(library: Library, accounts: Accounts): void {
  let told = new Set<string>();
  library.onChange(({ changed, removed, problems }) => {
    const say = (level: "info" | "warning", text: string) =>
      accounts.main().journal.write({ kind: "note", level, text });
    const sayFiles = (what: string, files: readonly string[]) => {
      if (files.length > 0) say("info", `fixtures ${what}: ${files.join(", ")}`);
    };
    const inUse = new Set(library.list().flatMap(({ file }) => (file === undefined ? [] : withFolders(file))));
    const broken = new Set(problems.map(({ file }) => file));
    const gone = new Set(removed);
    const isInUse = (path: string) => inUse.has(path);
    const isBroken = (path: string) => broken.has(path);
    sayFiles(
      "removed",
      removed.filter((path) => !isInUse(path) && !isBroken(path)),
    );
    sayFiles(
      "reloaded",
      changed.filter((path) => !gone.has(path) && !isBroken(path)),
    );
    const anew = new Set(changed);
    tellOfDoubts(
      library.list().filter(({ file = "" }) => anew.has(file)),
      accounts,
    );
    const lines = problems.map((problem) => {
      const fate = isInUse(problem.file) ? "its last good version stays in use" : "it is not used until it is mended";
      return { file: problem.file, text: `${formatProblem(problem)} (${fate})` };
    });
    for (const { file, text } of lines) if (anew.has(file) || !told.has(text)) say("warning", text);
    told = new Set(lines.map(({ text }) => text));
  });
}

/** Looking for a mistake in a larger body, in bytes, would hold up everything else. */
const MOST_DIAGNOSED = 262_144;

/** What a 401 points to; the knowledge is loaded when the first one comes. */
const diagnose: Diagnose = async ({ body, secret, answer, headers }) => {
  if (body.length > MOST_DIAGNOSED) return null;
  const { diagnoseRefusal } = await import("./handler-check/diagnose-refusal.js");
  return diagnoseRefusal({ body, secret, responseBody: answer, responseHeaders: headers });
};
