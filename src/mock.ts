// The composition root: options in, a listening mock with its accounts and fixtures out.

import { existsSync, readFileSync, statSync } from "node:fs";
import { ASSUMED } from "./contract/assumed.js";
import type { Mock } from "./control/core.js";
import type { OwnSecret } from "./data/form.js";
import { urlOfHost } from "./domain/address.js";
import { attemptsAllowed, nextAttemptAt } from "./domain/delivery.js";
import { formatInstant, parseTime } from "./domain/duration.js";
import { MockError } from "./domain/errors.js";
import { madeOnce } from "./domain/lazy.js";
import type { AccountSettings } from "./engine/account.js";
import { type Accounts, createAccounts, type Said } from "./engine/accounts.js";
import { hasUnread, type KeptAccount, MAIN } from "./engine/accounts-state.js";
import type { Diagnose } from "./engine/attempt.js";
import { realTime } from "./engine/clock.js";
import type { Level } from "./engine/journal.js";
import { ACCOUNT_CAPS } from "./engine/retention.js";
import { type Library, openLibrary } from "./fixtures/library.js";
import { loadMakers } from "./fixtures/makers.js";
import { readResult } from "./fixtures/plan.js";
import { createApp } from "./http/app.js";
import { createGuard } from "./http/guard.js";
import { type Certificate, type Listening, listen } from "./http/listen.js";
import { createPlotonApi } from "./http/ploton-api.js";
import { createSender } from "./http/post-webhook.js";
import { OPTIONS, type OptionName, type Options } from "./options.js";
import { createScenarios, type Say } from "./scenarios.js";
import { shippedFixtures, version } from "./version.js";

/** The folder that is read when no other is named. */
export const FIXTURES_FOLDER = "ploton-fixtures";

/** How long after it listens what is not needed for a start is loaded, in real milliseconds. */
const SETTLED_MS = 300;

/** What the mock should know of where it runs: `proxy`, a variable of the environment that names one, which webhooks do not take. */
export type Surroundings = { proxy?: string };

/** Opens a mock. Throws `MockError`: `bad_fixtures` with every problem, `port_taken`, `cannot_listen`. */
export async function openMock(options: Options, surroundings: Surroundings = {}): Promise<Mock> {
  const notes = createNotes();
  const isGiven = options.given.includes("webhookSecret");
  const secret: OwnSecret = { text: options.webhookSecret, isGiven, isWithheld: false };
  const data = await openKept(options, secret, notes.say);
  try {
    return await openWith(options, surroundings, notes, secret, data);
  } catch (error) {
    await data.kept?.close();
    throw error;
  }
}

type Past = Awaited<ReturnType<typeof openKept>>;

/** What the mock begins with, from the files of --data and --from; nothing of it is loaded where there are none. */
async function openKept(options: Options, secret: OwnSecret, tell: Say) {
  const { data: file, from } = options;
  if (file === null && from === null) return {};
  const { openData, readData } = await import("./data/log.js");
  const kept = file === null ? undefined : await openData({ file, secret, real: realTime, tell });
  try {
    if (kept?.state && from !== null)
      throw new MockError(
        400,
        "bad_option",
        `--from ${from} says where to start, and so does --data ${file}, which has a past of its own. Leave one of them out, or name a new file for --data.`,
      );
    const moment = from === null ? undefined : readData(from, secret);
    const past = kept?.state ?? moment?.state;
    const withheld = (kept?.state ? kept.withheld : moment?.withheld) ?? false;
    if (past) tellOfPast(options, past.accounts.get(MAIN)!, withheld, tell);
    return { kept, moment };
  } catch (error) {
    await kept?.close();
    throw error;
  }
}

/** What there is to tell before anybody listens to the journal waits until it is opened. */
function createNotes() {
  const waiting: [level: Level, text: string][] = [];
  let tell: Say = (level, text) => void waiting.push([level, text]);
  const say: Say = (level, text) => tell(level, text);
  const open = (write: Say) => {
    tell = write;
    for (const [level, text] of waiting.splice(0)) write(level, text);
  };
  return { say, open };
}

async function openWith(
  options: Options,
  { proxy }: Surroundings,
  notes: ReturnType<typeof createNotes>,
  secret: OwnSecret,
  { kept, moment }: Past,
): Promise<Mock> {
  const certificate = certificateIn(options);
  const library = await openFixtures(options, notes.say);
  const place = { url: "", baseUrl: "", told: options.publicUrl ?? "" };
  const send = createSender({ insecure: options.webhookInsecure, proxy });
  const consentUrl = (token: string) => `${place.told}/_mock/consent/${token}`;
  const past = { state: kept?.state, log: kept?.log, from: moment?.state, said: saidIn(options) };
  const accounts = createAccounts(
    settingsOf(options),
    { real: realTime, send, diagnose, consentUrl, inferred: readResult },
    { only: options.apiKey, ...past },
  );
  const note = (level: Level, text: string) => void accounts.main().journal.write({ kind: "note", level, text });
  const scenarios = createScenarios(library, note);
  let callOff = () => {};
  const mock: Mock = Object.assign(place, {
    version: version(),
    options,
    secret,
    accounts,
    library,
    fixturesFolder: folderAmong(options.fixtures ?? [FIXTURES_FOLDER]),
    scenarios,
    real: realTime,
    problem: () => kept?.problem(),
    ...closingOnce((why) => {
      callOff();
      note("info", why === undefined ? "the mock stops." : `the mock stops: ${why}.`);
      return stopAll(listening, accounts, library, kept);
    }),
  });
  // What nobody has read yet of a past is made when somebody does, and somebody may at once.
  if ([kept?.state, moment?.state].some((its) => its && hasUnread(its))) await loadMakers(["infer"]);
  const listening = await serve(mock, note, certificate);
  // Neither the start nor the first answers wait for what reads prompts, unless they need it: then it is loaded there and then.
  callOff = realTime.after(SETTLED_MS, () => void loadMakers(library.list().flatMap((fixture) => fixture.needs)));
  const url = urlOfHost(options.host, listening.port, certificate !== undefined);
  Object.assign(place, { url, baseUrl: `${url}/v1`, told: options.publicUrl ?? url });
  // Once whoever opens the mock listens to its journal, which is as soon as it is given away: from here on nothing is waited for.
  realTime.soon(() => {
    scenarios.tell();
    notes.open(note);
  });
  // Not before: a mock whose port is taken must not send what is overdue.
  accounts.goOn();
  kept?.begin(place.told, accounts.lines);
  return mock;
}

/** The shipped scenarios and those of the user, where options name them or where they lie by themselves. */
async function openFixtures(options: Options, say: Say): Promise<Library> {
  const { builtinFixtures: builtin, unmatched } = options;
  const isThere = existsSync(FIXTURES_FOLDER);
  return openLibrary({
    paths: options.fixtures ?? (isThere ? [FIXTURES_FOLDER] : []),
    shipped: await shippedFixtures(),
    builtin,
    unmatched,
    attempts: attemptsAllowed(options.retry),
    ...(options.watch && { watch: realTime.after }),
    poll: options.watch === "poll",
    trouble: (text) => say("warning", text),
    ...(!isThere && options.fixtures === null && { awaited: FIXTURES_FOLDER }),
  });
}

function serve(mock: Mock, note: Say, certificate: Certificate | undefined): Promise<Listening> {
  const { options, accounts, library, scenarios } = mock;
  const api = createPlotonApi({ admit: accounts.admit, findScenario: scenarios.find, real: realTime });
  const openControl = () => import("./http/control-api.js").then(({ createControlApi }) => createControlApi(mock));
  const tell = (text: string) => note("warning", text);
  const app = createApp({ guard: createGuard(options), api, openRest: openControl, tell, version: version() });
  return listen(app, options.host, options.port, certificate).catch(async (error: unknown) => {
    await library.close();
    throw error;
  });
}

/** `close` stops the mock, once however often it is called; `closed` tells that it was. */
function closingOnce(stop: (why?: string) => Promise<void>): Pick<Mock, "close" | "closed"> {
  let closing: Promise<void> | undefined;
  let tellClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    tellClosed = resolve;
  });
  const close = (why?: string) => {
    closing ??= stop(why);
    tellClosed();
    return closing;
  };
  return { close, closed };
}

/** Takes no request any more; then whoever waits is told; then what was answered is kept. */
async function stopAll(listening: Listening, accounts: Accounts, library: Library, kept: Past["kept"]): Promise<void> {
  listening.stop();
  await Promise.all([accounts.close(), library.close()]);
  await listening.close();
  const lost = await kept?.close();
  if (lost !== undefined) throw new MockError(500, "data_not_kept", `${lost} The mock has stopped.`);
}

/** What --tls-cert and --tls-key name, read; undefined for plain http. Throws `bad_option` naming the file. */
function certificateIn({ tlsCert, tlsKey }: Options): Certificate | undefined {
  if (tlsCert === null || tlsKey === null) return undefined;
  const read = (option: string, file: string) => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new MockError(400, "bad_option", `${option} ${file} cannot be read: ${(error as Error).message}.`);
    }
  };
  return { cert: read("--tls-cert", tlsCert), key: read("--tls-key", tlsKey) };
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

/** The options that settings come from. */
const OPTION_OF = {
  account: { seed: "seed", consent: "consent", rateLimit: "rateLimit", faults: "fault" },
  clock: { mode: "clock", speed: "speed", now: "now" },
  endpoint: { url: "webhookUrl", secret: "webhookSecret", timeoutMs: "webhookTimeout", retry: "retry" },
} as const satisfies Record<string, Record<string, OptionName>>;

/** The settings that somebody gave: these count against a past, and what is at its default does not. */
function saidIn(options: Options): Said {
  const settings = settingsOf(options);
  const given = <T extends object>(values: T, names: { [K in keyof T]?: OptionName }): Partial<T> =>
    Object.fromEntries(
      Object.entries(values).filter(([key]) => options.given.includes(names[key as keyof T]!)),
    ) as Partial<T>;
  return {
    ...given(settings, OPTION_OF.account),
    clock: given(settings.clock, OPTION_OF.clock),
    endpoint: given(settings.endpoint, OPTION_OF.endpoint),
  };
}

/** Says what a start makes otherwise than it was, and what could not go on. `withheld`: the file does not hold the webhook's secret. */
function tellOfPast(options: Options, { own, state, now }: KeptAccount, withheld: boolean, tell: Say): void {
  const file = options.from === null ? `--data ${options.data}` : `--from ${options.from}`;
  const { clock, endpoint, ...account } = saidIn(options);
  const begins = clock?.now ?? now;
  const otherwise = (said: object = {}, was: object, names: Record<string, OptionName>) =>
    Object.entries(said)
      .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key as keyof typeof was]))
      .map(([key]) => OPTIONS.find((one) => one.key === names[key])!.flag);
  const flags = [
    ...otherwise(account, own, OPTION_OF.account),
    ...otherwise(clock, { ...state.clock, now: Math.max(now, begins) }, OPTION_OF.clock),
    ...otherwise(endpoint, state.endpoint, OPTION_OF.endpoint),
  ];
  const but =
    flags.length === 0
      ? ""
      : `, but for what this start says otherwise: ${flags.map((flag) => `--${flag}`).join(", ")}`;
  const due = [...state.deliveries.values()].filter((one) => nextAttemptAt(one) !== null).length;
  tell("info", `${file} goes on with ${counted(state.tasks.size, "task")}, ${counted(due, "event")} due${but}.`);
  if (begins < now)
    tell(
      "warning",
      `${file} stands at ${formatInstant(now)}, and time does not go back: --now ${formatInstant(begins)} only counts after a reset.`,
    );
  if (withheld && !options.given.includes("webhookSecret"))
    tell(
      "warning",
      `${file} holds no webhook secret (it is given anew by each start), so webhooks are signed with ${options.webhookSecret}: give --webhook-secret, as before.`,
    );
}

function counted(count: number, word: string): string {
  return `${count} ${count === 1 ? word : `${word}s`}`;
}

/** Looking for a mistake in a larger body, in bytes, would hold up everything else. */
const MOST_DIAGNOSED = 262_144;

/** Asked for once each: to be given again what is loaded takes Node as long as a diagnosis. */
const loadDiagnosis = madeOnce(() => import("./handler-check/diagnose-refusal.js"));
const loadVerdicts = madeOnce(() => import("./handler-check/verdict.js"));

/** What an answer other than 200 points to; the knowledge is loaded when the first one comes. */
const diagnose: Diagnose = async ({ status, body, secret, answer, headers }) => {
  if (status !== 401 && status !== 400 && status !== 403) return hintFor(status, headers);
  if (body.length > MOST_DIAGNOSED) return null;
  const { diagnoseRefusal } = await loadDiagnosis();
  return diagnoseRefusal({ body, secret, responseBody: answer, responseHeaders: headers });
};

/** What `check` says to such a status. */
async function hintFor(status: number, headers: Record<string, string>): Promise<string | null> {
  const { mendOf } = await loadVerdicts();
  return mendOf({ status, headers }) ?? null;
}
