// Plays one case: sends its requests, judges the answers and the effect, and puts it all in words.

import type { Case, CaseResult, CaseStep, Kit, Message, Side, Verdict } from "./case.js";
import { CUT, type EffectWatch, type Sight } from "./effects.js";
import { type Answer, type Exchange, sendWebhook } from "./send.js";
import { judge, sideOf, tell, tellSent, time, worstOf } from "./verdict.js";

/** What the cases of one check share, and what they have seen of the handler so far. */
export type Stage = {
  readonly url: URL;
  readonly kit: Kit;
  readonly now: () => number;
  readonly exchange: Exchange;
  readonly timeoutMs: number;
  readonly slowMs: number;
  /** By the clock of `now`: when the whole must be over. */
  readonly endAt: number;
  readonly watch: EffectWatch | undefined;
  isProbeBroken: boolean;
  /** The case in which a request last found somebody who listens; undefined before the first. */
  heardIn: string | undefined;
  /** Why nobody could be reached; undefined once somebody listens (again). */
  gone: string | undefined;
  /** How many cases in a row went by without any answer to requests of a side. */
  silentCases: Record<Side, number>;
  /** The slowest answer to an event, and the event. */
  slowest: { ms: number; id: string; message?: Message };
};

/** After so many cases in a row without any answer, the rest is not worth waiting for. */
export const SILENT_CASES = 2;

/** A request that was answered otherwise than it should have been: what is wrong in a word, see `Judgement`. */
export type Trouble = { key: string; side: Side; message: Message; answer: Answer };

/**
 * A case that was played, and what went wrong in it, if something did that more than one case can have. `isCut`: the time was over
 * before its effect could be judged.
 */
export type PlayedCase = { result: CaseResult; trouble?: Trouble; isCut?: true };

/** What a step came to, in words. `value`: what the probe showed afterwards. */
type PlayedStep = {
  verdict: Verdict;
  sent: string;
  received: string;
  answers: Answer[];
  trouble?: Trouble;
  mend?: string;
  value?: string;
  isCut?: true;
};

/** Plays the steps in turn, up to the first that neither passes nor is only worth a warning. */
export async function playCase(one: Case, stage: Stage): Promise<PlayedCase> {
  const played: PlayedStep[] = [];
  const steps = one.steps(stage.kit);
  let value = steps.some(({ effect }) => effect) ? await firstValue(stage) : undefined;
  for (const [i, step] of steps.entries()) {
    // Who has let strangers wait for ever will do so again.
    if (i > 0 && stage.silentCases[sideOf(step.expect)] >= SILENT_CASES) break;
    // Requests that don't depend on each other go together where each takes long.
    if (i === 1 && isSlow(played[0]!) && (one.apart || steps.every(isStrangers))) {
      played.push(
        ...(await Promise.all(steps.slice(1).map((other) => playStep(other, value as undefined, one, stage)))),
      );
      break;
    }
    const outcome =
      value instanceof Error && one.needsProbe
        ? brokenProbe(value, stage)
        : await playStep(step, value instanceof Error ? undefined : value, one, stage);
    played.push(outcome);
    if (outcome.verdict === "fail" || outcome.verdict === "skipped") break;
    value = outcome.value ?? value;
  }
  return summary(one, played);
}

const SLOW_MS = 1_000;

function isSlow({ answers }: PlayedStep): boolean {
  return answers.some((answer) => "ms" in answer && answer.ms > SLOW_MS);
}

function isStrangers({ expect, effect }: CaseStep): boolean {
  return sideOf(expect) === "forged" && effect === undefined;
}

/** The probe's value, an Error when it can't be read, undefined without a probe. */
function firstValue({ watch, isProbeBroken }: Stage): Promise<string | Error | undefined> {
  return watch && !isProbeBroken ? watch.settled().catch((error: Error) => error) : Promise.resolve(undefined);
}

function brokenProbe(error: Error, { now, endAt }: Stage): PlayedStep {
  if (now() >= endAt) return { verdict: "skipped", sent: "nothing", received: CUT.text, answers: [], isCut: true };
  return { verdict: "fail", sent: "nothing", received: error.message, answers: [] };
}

async function playStep(step: CaseStep, before: string | undefined, one: Case, stage: Stage): Promise<PlayedStep> {
  const { expect } = step;
  const answers = await Promise.all(step.send.map((message) => post(message, stage)));
  note(answers, step, one.id, stage);
  const judged = answers.map((answer) => judge(expect, answer, one.mend));
  const worst = worstOf(judged);
  const { verdict, trouble, mend, note: remark } = judged[worst]!;
  const sight = verdict === "fail" || verdict === "skipped" ? undefined : await look(step, before, stage);
  const isSight = sight && worstOf([{ verdict }, sight]) === 1 && sight.verdict !== "pass";
  return {
    verdict: isSight ? sight.verdict : verdict,
    sent: tellAll(step.send.map(tellSent), worst),
    received: [remark ?? tellAnswers(answers, worst, verdict), sight?.text ?? []].flat().join("; "),
    answers,
    mend,
    value: sight?.value,
    ...(sight?.isCut && { isCut: true }),
    ...(trouble !== undefined &&
      !isSight && {
        trouble: { key: trouble, side: sideOf(expect), message: step.send[worst]!, answer: answers[worst]! },
      }),
  };
}

/** One request as Ploton sends it; waits no longer than until the whole must be over. */
export async function post({ what: _, ...message }: Message, stage: Stage): Promise<Answer> {
  const { url, exchange, timeoutMs, endAt, now } = stage;
  const left = Math.max(0, endAt - now());
  if (left === 0) return { kind: "cut", ms: 0 };
  const answer = await sendWebhook({ ...message, url, timeoutMs: Math.min(timeoutMs, left) }, exchange);
  return answer.kind === "timed-out" && left < timeoutMs ? { kind: "cut", ms: answer.ms } : answer;
}

function note(answers: readonly Answer[], { expect, send }: CaseStep, caseId: string, stage: Stage): void {
  const side = sideOf(expect);
  // A connection that is closed at once costs no time.
  const isHeard = answers.some(({ kind }) => kind === "answered" || kind === "broken");
  stage.silentCases[side] = isHeard ? 0 : stage.silentCases[side] + 1;
  for (const [i, answer] of answers.entries()) {
    if (answer.kind === "cut") continue;
    stage.gone = answer.kind === "unreachable" ? answer.error : undefined;
    if (answer.kind !== "unreachable") stage.heardIn = caseId;
    if (answer.kind === "answered" && expect === "accepted" && answer.ms > stage.slowest.ms)
      stage.slowest = { ms: answer.ms, id: caseId, message: send[i] };
  }
}

function look({ effect }: CaseStep, before: string | undefined, { watch }: Stage): Promise<Sight> | undefined {
  if (effect === undefined || before === undefined) return undefined;
  return watch?.judge(before, effect);
}

function summary({ id, title, why, mend }: Case, played: readonly PlayedStep[]): PlayedCase {
  const worst = played[worstOf(played)]!;
  const shown = worst.verdict === "pass" ? played : [worst];
  const times = played.flatMap(({ answers }) => answers).flatMap((answer) => ("ms" in answer ? answer.ms : []));
  const result: CaseResult = {
    id,
    title,
    verdict: worst.verdict,
    sent: tellAll(shown.map(({ sent }) => sent)),
    received: [...new Set(shown.map(({ received }) => received))].join("; "),
    why,
    mend: worst.mend ?? mend,
    ms: times.length > 0 ? Math.max(...times) : null,
  };
  return {
    result,
    ...(worst.trouble && { trouble: worst.trouble }),
    ...(worst.isCut && { isCut: true }),
  };
}

/** Several requests in a line: how many, and the one that matters. */
function tellAll(texts: readonly string[], index = 0): string {
  return texts.length === 1 ? texts[0]! : `${texts.length} requests, among them ${texts[index]}`;
}

function tellAnswers(answers: readonly Answer[], worst: number, verdict: Verdict): string {
  const text = tell(answers[worst]!, verdict !== "pass");
  if (answers.length === 1) return text;
  if (verdict !== "pass") return `${text} (number ${worst + 1} of ${answers.length})`;
  return `${answers.length} answers, the slowest in ${time(Math.max(...answers.map((answer) => ("ms" in answer ? answer.ms : 0))))}`;
}
