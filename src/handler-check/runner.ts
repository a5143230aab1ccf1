// `check`: plays the cases against a handler, one after the other, and gives each its verdict.

import { signBody } from "../contract/signature.js";
import { MockError } from "../domain/errors.js";
import type { Case, CaseResult, CheckReport, Kit } from "./case.js";
import { chooseCases } from "./cases.js";
import { EffectWatch, type Patience } from "./effects.js";
import { freshIds } from "./fresh-ids.js";
import { playCase, type Stage } from "./play-case.js";
import { makeProbe, refuseBadProbe } from "./probe.js";
import { NOT_THE_HANDLER } from "./report-text.js";
import { time } from "./verdict.js";

/**
 * What `checkHandler` takes. `now` (milliseconds) and `wait` are the caller's clock. `probe`: a URL or a shell command.
 * `timeoutMs`: contract 4.1.6, 30 s. `slowMs`: over this an answer is worth a warning, 5 s. `insecure`: take any
 * certificate of an https handler. `patience`: how long to
 * watch the probe. `seed` chooses the task ids; by default it is the time, so that no run repeats another's ids.
 */
export type CheckOptions = {
  url: string;
  secret: string;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  only?: readonly string[];
  skip?: readonly string[];
  probe?: string;
  timeoutMs?: number;
  slowMs?: number;
  insecure?: boolean;
  patience?: Partial<Patience>;
  seed?: string;
  onStart?: (start: { id: string; title: string; number: number; total: number }) => void;
  onCase?: (result: CaseResult) => void;
};

const PATIENCE: Patience = { comeMs: 2_000, quietMs: 250 };
/** A 404 (or 405, or 501) in so many cases, and nothing else, is another URL than the handler's. */
const STRANGE_CASES = 3;
/** After so many cases in a row without any answer, the rest is not worth waiting for. */
const SILENT_CASES = 2;

/**
 * Checks the handler at `url`. The report's `unreachable` says that nobody listens there; `passed` is then false and
 * there are no cases; so it is when something else than the handler answers. Throws MockError 400 for a bad URL, an
 * unknown case, an empty secret, or a probe command that fails.
 */
export async function checkHandler(options: CheckOptions): Promise<CheckReport> {
  const url = readUrl(options.url);
  const cases = chooseCases(options.only, options.skip);
  const stage = makeStage(options, url);
  if (options.probe !== undefined)
    await refuseBadProbe(options.probe, makeProbe(options.probe, options.now, options.insecure));
  const results: CaseResult[] = [];
  let told = 0;
  const tell = () => {
    for (const result of results.slice(told)) options.onCase?.(result);
    told = results.length;
  };
  for (const [i, one] of cases.entries()) {
    options.onStart?.({ id: one.id, title: one.title, number: i + 1, total: cases.length });
    const result = await runCase(one, stage);
    results.push(result);
    const unreachable = stage.heardIn === undefined ? stage.gone : strangeAnswer(results);
    if (unreachable !== undefined) return { handler: options.url, passed: false, cases: [], unreachable };
    // Cases that may yet show that this is not the handler are told once it is known that it is.
    if (!results.every(isStrange)) tell();
  }
  tell();
  return { handler: options.url, passed: results.every(({ verdict }) => verdict !== "fail"), cases: results };
}

function isStrange({ received, verdict }: CaseResult): boolean {
  return verdict === "fail" && /^(404|405|501) in /.test(received);
}

/** What to say when so many cases were answered like a wrong path, and none otherwise. */
function strangeAnswer(results: readonly CaseResult[]): string | undefined {
  if (results.length !== STRANGE_CASES || !results.every(isStrange)) return undefined;
  return `${NOT_THE_HANDLER} ${results[0]!.received.slice(0, 3)} to every event`;
}

async function runCase(one: Case, stage: Stage): Promise<CaseResult> {
  const [wasGone, heardIn] = [stage.gone !== undefined, stage.heardIn];
  const reason = reasonToSkip(one, stage);
  if (reason !== undefined) return skipped(one, reason);
  const result = await playCase(one, stage);
  if (one.id === "probe-moves" && result.verdict === "fail") stage.isProbeBroken = true;
  if (stage.gone !== undefined && heardIn !== undefined) return withoutHandler(result, one, wasGone, heardIn);
  return one.reviews && result.verdict === "pass" ? reviewed(result, stage) : result;
}

/** The handler stopped: a failure in the case that notices it and in the last one, in between nothing can be said. */
function withoutHandler(result: CaseResult, one: Case, wasGone: boolean, heardIn: string): CaseResult {
  const received = `${result.received} (it last listened in ${heardIn})`;
  return { ...result, received, verdict: wasGone && !one.last ? "skipped" : "fail" };
}

function reasonToSkip(one: Case, stage: Stage): string | undefined {
  if (one.needsProbe && stage.watch === undefined)
    return "skipped: give --probe URL|CMD, a value that changes once for each event that is handled";
  if (one.needsProbe && stage.isProbeBroken) return "skipped: the probe did not show the effect of a single event";
  if (!one.last && stage.silentCases >= SILENT_CASES)
    return `skipped: the handler gave no answer in ${SILENT_CASES} cases before`;
  return undefined;
}

function skipped({ id, title, why, mend }: Case, received: string): CaseResult {
  return { id, title, verdict: "skipped", sent: "nothing", received, why, mend, ms: null };
}

/** The slowest answer to any event so far decides. */
function reviewed(result: CaseResult, { slowest, slowMs }: Stage): CaseResult {
  const received = `the slowest answer took ${time(slowest.ms)}, in ${slowest.id}`;
  return { ...result, verdict: slowest.ms > slowMs ? "warning" : "pass", received };
}

function makeStage(options: CheckOptions, url: URL): Stage {
  const { secret, now, wait, probe } = options;
  if (secret === "") throw new MockError(400, "bad_secret", "The webhook secret is empty. Give --secret whsec_….");
  const kit: Kit = { task: freshIds(options.seed ?? String(now())), sign: (body) => signBody(body, secret), secret };
  const tools = { ...PATIENCE, ...options.patience, now, wait };
  return {
    url,
    kit,
    now,
    timeoutMs: options.timeoutMs ?? 30_000,
    slowMs: options.slowMs ?? 5_000,
    insecure: options.insecure ?? false,
    watch:
      probe === undefined ? undefined : new EffectWatch({ ...tools, probe: makeProbe(probe, now, options.insecure) }),
    isProbeBroken: false,
    heardIn: undefined,
    gone: undefined,
    silentCases: 0,
    slowest: { ms: 0, id: "" },
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new MockError(
    400,
    "bad_url",
    `"${text}" is no URL of a handler. Give one such as http://localhost:3000/webhook`,
  );
}
