// Plays one case: sends its requests, judges the answers and the effect, and puts it all in words.

import type { Case, CaseResult, Kit, Message, Step, Verdict } from "./case.js";
import type { EffectWatch, Sight } from "./effects.js";
import { type Answer, send, webhookHeaders } from "./send.js";
import { judge, tell, tellSent, time } from "./verdict.js";

/** What the cases of one check share, and what they have seen of the handler so far. */
export type Stage = {
  readonly url: URL;
  readonly kit: Kit;
  readonly now: () => number;
  readonly timeoutMs: number;
  readonly slowMs: number;
  readonly insecure: boolean;
  readonly watch: EffectWatch | undefined;
  isProbeBroken: boolean;
  /** The case in which a request last found somebody who listens; undefined before the first. */
  heardIn: string | undefined;
  /** Why nobody could be reached; undefined once somebody listens (again). */
  gone: string | undefined;
  /** How many cases in a row went by without any answer. */
  silentCases: number;
  /** The slowest answer to an event, and the case it was in. */
  slowest: { ms: number; id: string };
};

/** What a step came to, in words. `value`: what the probe showed afterwards. */
type Played = { verdict: Verdict; sent: string; received: string; answers: Answer[]; mend?: string; value?: string };

/** Plays the steps in turn, up to the first that neither passes nor is only worth a warning. */
export async function playCase(one: Case, stage: Stage): Promise<CaseResult> {
  const played: Played[] = [];
  const steps = one.steps(stage.kit);
  let value = steps.some(({ effect }) => effect) ? await firstValue(stage) : undefined;
  for (const step of steps) {
    const outcome = typeof value === "object" ? brokenProbe(value) : await playStep(step, value, one, stage);
    played.push(outcome);
    if (outcome.verdict === "fail" || outcome.verdict === "skipped") break;
    value = outcome.value ?? value;
  }
  const answers = played.flatMap((outcome) => outcome.answers);
  stage.silentCases = answers.some(({ kind }) => kind === "answered") ? 0 : stage.silentCases + 1;
  return summary(one, played, answers);
}

/** The probe's value, an Error when it can't be read, undefined without a probe. */
function firstValue({ watch, isProbeBroken }: Stage): Promise<string | Error | undefined> {
  return watch && !isProbeBroken ? watch.settled().catch((error: Error) => error) : Promise.resolve(undefined);
}

function brokenProbe(error: Error): Played {
  return { verdict: "fail", sent: "nothing", received: error.message, answers: [] };
}

async function playStep(step: Step, before: string | undefined, one: Case, stage: Stage): Promise<Played> {
  const answers = await Promise.all(step.send.map((message) => post(message, stage)));
  for (const answer of answers) note(answer, step, one.id, stage);
  const about = { mend: one.mend, mendsRefusal: one.mendsRefusal, secret: stage.kit.secret };
  const judged = answers.map((answer, i) => judge(step.expect, answer, step.send[i]!, about));
  const worst = Math.max(
    0,
    judged.findIndex(({ verdict }) => verdict !== "pass"),
  );
  const { verdict, mend, note: remark } = judged[worst]!;
  const sight = verdict === "fail" || verdict === "skipped" ? undefined : await look(step, before, stage);
  return {
    verdict: sight && sight.verdict !== "pass" ? sight.verdict : verdict,
    sent: tellAll(step.send.map(tellSent), worst),
    received: [remark ?? tellAnswers(answers, worst, verdict), sight?.text ?? []].flat().join("; "),
    answers,
    mend,
    value: sight?.value,
  };
}

function post({ body, signatures }: Message, { url, timeoutMs, now, insecure }: Stage): Promise<Answer> {
  return send({ url, method: "POST", headers: webhookHeaders(url, body, signatures), body, timeoutMs, now, insecure });
}

function note(answer: Answer, { expect }: Step, caseId: string, stage: Stage): void {
  stage.gone = answer.kind === "unreachable" ? answer.error : undefined;
  if (answer.kind !== "unreachable") stage.heardIn = caseId;
  if (answer.kind === "answered" && expect === "accepted" && answer.ms > stage.slowest.ms) {
    stage.slowest = { ms: answer.ms, id: caseId };
  }
}

function look({ effect }: Step, before: string | undefined, { watch }: Stage): Promise<Sight> | undefined {
  if (effect === undefined || before === undefined) return undefined;
  return watch?.judge(before, effect);
}

function summary({ id, title, why, mend }: Case, played: readonly Played[], answers: readonly Answer[]): CaseResult {
  const worst = played.findLast(({ verdict }) => verdict !== "pass");
  const shown = worst ? [worst] : played;
  const times = answers.flatMap((answer) => ("ms" in answer ? answer.ms : []));
  return {
    id,
    title,
    verdict: worst?.verdict ?? "pass",
    sent: tellAll(shown.map(({ sent }) => sent)),
    received: [...new Set(shown.map(({ received }) => received))].join("; "),
    why,
    mend: worst?.mend ?? mend,
    ms: times.length > 0 ? Math.max(...times) : null,
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
