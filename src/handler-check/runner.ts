// `check`: plays the cases against a handler, side by side where it is slow, gives each its verdict, and finds what is one cause.

import { signBody } from "../contract/signature.js";
import { MockError } from "../domain/errors.js";
import type { Asking } from "./ask.js";
import type { Case, CaseResult, CheckReport, Kit } from "./case.js";
import { chooseCases } from "./cases.js";
import { causeOfAll, foldCauses, type Known, sideOfCase, type ToldCase } from "./causes.js";
import { EffectWatch, type ProbePatience } from "./effects.js";
import { freshIds } from "./fresh-ids.js";
import { createPace, type Pace } from "./pace.js";
import { playCase, post, SILENT_CASES, type Stage, type Trouble } from "./play-case.js";
import { makeProbe, refuseBadProbe } from "./probe.js";
import type { Exchange } from "./send.js";
import { time } from "./verdict.js";

/**
 * What `checkHandler` takes. `now` (milliseconds) and `wait` are the caller's clock, `wall` that of the calendar (`now` where it is the same), `exchange` sends. `probe`: a URL or a shell command.
 * `timeoutMs`: contract 4.1.6, 30 s. `budgetMs`: the whole is over by then, 3 min. `slowMs`: over this an answer is worth a warning, 3 s.
 * `insecure`: take any certificate of a probe. `patience`: how long to watch the probe. `otherSecrets`: what the handler may have in place of the secret. `seed` chooses the task
 * ids; by default it is the time, so that no run repeats another's ids. `onSlow`: told once, what an answer of a slow handler takes.
 */
export type CheckOptions = {
  url: string;
  secret: string;
  now: () => number;
  wall?: () => number;
  wait: (ms: number) => Promise<void>;
  exchange: Exchange;
  only?: readonly string[];
  skip?: readonly string[];
  probe?: string;
  timeoutMs?: number;
  budgetMs?: number;
  slowMs?: number;
  insecure?: boolean;
  patience?: Partial<ProbePatience>;
  otherSecrets?: readonly string[];
  seed?: string;
  onStart?: (start: { id: string; title: string; number: number; total: number }) => void;
  onSlow?: (ms: number) => void;
};

const DEFAULT_BUDGET_MS = 180_000;
const DEFAULT_TIMEOUT_MS = 30_000;
const SLOW_MS = 3_000;
const PATIENCE: ProbePatience = { comeMs: 2_000, quietMs: 250 };

/**
 * Checks the handler at `url`. The report's `unreachable` says that nobody listens there; `passed` is then false and there are no
 * cases. `incomplete` says that the budget was used up before all was judged. Throws MockError 400 for a bad URL, an unknown case,
 * no case at all, an empty secret, or a probe that cannot be read.
 */
export async function checkHandler(options: CheckOptions): Promise<CheckReport> {
  const url = readHandlerUrl(options.url);
  const cases = chooseCases(options.only, options.skip);
  const stage = makeStage(options, url);
  await refuseProbe(options, stage);
  const asking: Asking = {
    post: (message) => post(message, stage),
    secret: options.secret,
    others: options.otherSecrets ?? [],
    wall: options.wall ?? options.now,
  };
  const { timeoutMs } = stage;
  const pace = createPace({ wait: options.wait, timeoutMs, onSlow: (ms) => options.onSlow?.(ms) });
  const told = new Map<Case, ToldCase>();
  let all: Known | undefined;
  const play = async (one: Case) => {
    options.onStart?.({ id: one.id, title: one.title, number: told.size + 1, total: cases.length });
    told.set(one, await runCase(one, stage, all, pace));
  };

  const [first, ...rest] = cases as [Case, ...Case[]];
  await play(first);
  if (stage.heardIn === undefined && stage.gone !== undefined)
    return { handler: options.url, passed: false, causes: [], cases: [], unreachable: stage.gone };
  const { trouble } = told.get(first)!;
  if (trouble?.side === "genuine" && trouble.key !== "cut") all = await causeOfAll(trouble, stage, asking);
  await pace.play(
    rest.filter(({ alone }) => !alone),
    play,
  );
  for (const one of rest.filter(({ alone }) => alone)) await play(one);
  const inOrder = cases.map((one) => told.get(one)!);
  const causes = await foldCauses(inOrder, all, asking);
  const results = inOrder.map(({ result }) => result);
  const cut = inOrder.filter(({ trouble, isCut }) => isCut || trouble?.key === "cut").length;
  return {
    handler: options.url,
    passed: cut === 0 && results.every(({ verdict }) => verdict !== "fail"),
    causes,
    cases: results,
    ...(cut > 0 && {
      incomplete: `the budget of ${time(options.budgetMs ?? DEFAULT_BUDGET_MS)} was used up before ${cut} of ${cases.length} cases could be judged`,
    }),
  };
}

/** A probe that cannot be read is the caller's mistake, unless the handler is down itself. */
async function refuseProbe(options: CheckOptions, stage: Stage): Promise<void> {
  const { probe } = options;
  if (probe === undefined) return;
  const unread = await refuseBadProbe(probe, makeProbe(probe, probeTools(options, stage)));
  if (unread !== undefined && (await goneTrouble(stage)) === undefined) throw unread;
}

async function runCase(one: Case, stage: Stage, all: Known | undefined, pace: Pace): Promise<ToldCase> {
  const { heardIn } = stage;
  const notPlayed = reasonToSkip(one, stage, all);
  if (notPlayed) return notPlayed;
  const played = await playCase(one, stage);
  const { result } = played;
  if (result.ms !== null) pace.answered(result.ms);
  const trouble =
    played.trouble ?? (result.verdict === "fail" && result.ms === null ? await goneTrouble(stage) : undefined);
  if (trouble?.key === "broken") await goneTrouble(stage);
  if (one.id === "probe-moves" && result.verdict === "fail") stage.isProbeBroken = true;
  if (trouble?.key === "unreachable" && heardIn !== undefined)
    return { trouble, one, result: { ...result, received: `${result.received} (it last listened in ${heardIn})` } };
  const isReviewed = one.reviews && result.verdict === "pass";
  return { ...played, one, result: isReviewed ? await reviewed(result, stage) : result };
}

/** An answer that breaks off may be the last that the handler gives, and a probe that cannot be read may be the handler's. */
async function goneTrouble(stage: Stage): Promise<Trouble | undefined> {
  const message = { what: "is it there?", body: Buffer.alloc(0), signatures: [] };
  const answer = await post(message, stage);
  if (answer.kind !== "unreachable") return undefined;
  stage.gone = answer.error;
  return { key: answer.kind, side: "genuine", message, answer };
}

/** A case that is not worth playing, with the reason. */
function reasonToSkip(one: Case, stage: Stage, all: Known | undefined): ToldCase | undefined {
  const because = (received: string, more: Partial<ToldCase> = {}): ToldCase => ({
    one,
    result: skipped(one, received),
    ...more,
  });
  const side = sideOfCase(one, stage);
  if (all && (all.reach === "all" || side === "genuine")) return because(`skipped: ${all.text}`, { spared: "genuine" });
  if (stage.now() >= stage.endAt) return because("skipped: the budget was used up", { isCut: true });
  if (one.needsProbe && stage.gone !== undefined) return because(`skipped: the handler has stopped: ${stage.gone}`);
  if (one.needsProbe && stage.watch === undefined)
    return because("skipped: give --probe URL|CMD, a value that changes once for each event that is handled");
  if (one.needsProbe && stage.isProbeBroken)
    return because("skipped: the probe did not show the effect of a single event");
  if (!one.last && stage.silentCases[side] >= SILENT_CASES)
    return because(`skipped: the handler gave no answer in ${SILENT_CASES} cases before`, { spared: side });
  return undefined;
}

function skipped({ id, title, why, mend }: Case, received: string): CaseResult {
  return { id, title, verdict: "skipped", sent: "nothing", received, why, mend, ms: null };
}

/** The slowest answer to any event so far decides; where others were on their way with it, the event is sent again, alone. */
async function reviewed(result: CaseResult, stage: Stage): Promise<CaseResult> {
  const { slowest, slowMs } = stage;
  if (slowest.ms <= slowMs) return { ...result, received: tellSlowest(slowest) };
  if (result.ms! > slowMs)
    return { ...result, verdict: "warning", received: tellSlowest({ ms: result.ms!, id: result.id }) };
  const again = slowest.message ? await post(slowest.message, stage) : undefined;
  const ms = again?.kind === "answered" ? Math.min(again.ms, slowest.ms) : slowest.ms;
  return { ...result, verdict: ms > slowMs ? "warning" : "pass", received: tellSlowest({ ...slowest, ms }) };
}

function tellSlowest({ ms, id }: Stage["slowest"]): string {
  return `the slowest answer took ${time(ms)}, in ${id}`;
}

function makeStage(options: CheckOptions, url: URL): Stage {
  const { secret, now, wait, probe, exchange } = options;
  if (secret === "") throw new MockError(400, "bad_secret", "The webhook secret is empty. Give --secret whsec_….");
  const kit: Kit = { task: freshIds(options.seed ?? String(now())), sign: (body) => signBody(body, secret), secret };
  const endAt = now() + (options.budgetMs ?? DEFAULT_BUDGET_MS);
  const tools = { ...PATIENCE, ...options.patience, now, wait, endAt };
  const reading = probeTools(options, { endAt });
  return {
    url,
    kit,
    now,
    exchange,
    endAt,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    slowMs: options.slowMs ?? SLOW_MS,
    watch: probe === undefined ? undefined : new EffectWatch({ ...tools, probe: makeProbe(probe, reading) }),
    isProbeBroken: false,
    heardIn: undefined,
    gone: undefined,
    silentCases: { genuine: 0, forged: 0 },
    slowest: { ms: 0, id: "" },
  };
}

function probeTools({ now, insecure }: CheckOptions, { endAt }: Pick<Stage, "endAt">) {
  return { now, insecure, leftMs: () => endAt - now() };
}

/** A handler's URL. Throws `MockError` 400 `bad_url` for anything else. */
export function readHandlerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new MockError(
    400,
    "bad_url",
    `"${text}" is no URL of a handler. Give one such as http://localhost:3000/webhook`,
  );
}
