// Judges one answer: does it meet what the case expects, and if not, what should be done about it?

import type { Expectation, Message, Side, Verdict } from "./case.js";
import type { Answer } from "./send.js";

/**
 * `trouble`: what went wrong in a word, the same for what has the same cause. `mend`: when this answer calls for another mend than the
 * case's own. `note`: what to say in place of the answer.
 */
export type Judgement = { verdict: Verdict; trouble?: string; mend?: string; note?: string };

type Answered = Extract<Answer, { kind: "answered" }>;

const FORGED: readonly Expectation[] = [
  "refused",
  "refused-strictly",
  "refused-harmlessly",
  "turned-away",
  "without-effect",
];

export function sideOf(expect: Expectation): Side {
  return FORGED.includes(expect) ? "forged" : "genuine";
}

const SEVERITY: readonly Verdict[] = ["pass", "skipped", "warning", "fail"];

/** Where the worst of several verdicts stands; the last of those that are as bad. */
export function worstOf(judged: readonly { verdict: Verdict }[]): number {
  const ranks = judged.map(({ verdict }) => SEVERITY.indexOf(verdict));
  return ranks.lastIndexOf(Math.max(...ranks));
}

/** What an answer is worth. `mend`: the case's own. */
export function judge(expect: Expectation, answer: Answer, mend: string): Judgement {
  if (answer.kind === "cut") return { verdict: "skipped", trouble: "cut", note: `skipped: ${tell(answer, false)}` };
  if (answer.kind !== "answered")
    return { verdict: "fail", trouble: answer.kind, mend: `${SILENCE[answer.kind]} ${mend}` };
  if (isMet(expect, answer.status)) return { verdict: "pass" };
  if (expect === "without-effect") return { verdict: "skipped", note: ACCEPTED };
  return sideOf(expect) === "forged" ? judgeForged(expect, answer) : judgeGenuine(expect, answer);
}

function isMet(expect: Expectation, status: number): boolean {
  if (expect === "any") return true;
  if (expect === "without-effect") return status >= 300;
  if (expect === "turned-away") return status >= 400 && status < 500;
  if (expect === "handled") return (status >= 200 && status < 300) || (status >= 400 && status < 500);
  return status === (sideOf(expect) === "forged" ? 401 : 200);
}

const ACCEPTED = "skipped: a forged request was accepted, as the signature cases say; its effect proves nothing more";

const SILENCE = {
  "timed-out": "Answer every request: look for a promise that nobody awaits, or work that is done before the answer.",
  broken: "Look in the handler's log: it closed the connection without an answer, as a crash does.",
  unreachable: "Look in the handler's log for why it stopped.",
} as const;

function judgeGenuine(expect: Expectation, answer: Answered): Judgement {
  const verdict = expect === "accepted-strictly" ? "warning" : "fail";
  const trouble = expect === "handled" ? `handled with ${answer.status}` : String(answer.status);
  // Where no event reaches the handler that is one cause; where one does not, the URL is right.
  const isPlace = answer.status === 404 || answer.status === 405;
  return { verdict, trouble, ...(expect !== "handled" && !isPlace && { mend: mendOf(answer) }) };
}

function judgeForged(expect: Expectation, { status }: Answered): Judgement {
  if (status >= 500 && expect === "turned-away")
    return { verdict: "fail", trouble: "parsed-first", mend: PARSED_FIRST };
  if (status >= 500) return { verdict: "fail", trouble: "threw", mend: THREW(status) };
  if (status >= 300) return { verdict: "warning", trouble: `refused with ${status}`, mend: DOCUMENTED(status) };
  if (expect === "refused-harmlessly")
    return { verdict: "pass", note: `${status}: taken too, which is harmless: a forger has none of its forms` };
  return { verdict: expect === "refused-strictly" ? "warning" : "fail", trouble: "taken" };
}

const THREW = (status: number) =>
  `An exception became a ${status}, which is sent again for 24 hours: see that the header is there, then that its length is right, and only then compare.`;

const PARSED_FIRST =
  "A stranger's body reaches the parser, whose exception became a 5xx: verify the raw bytes first and answer 401, then parse, and answer 400 where that throws.";

const DOCUMENTED = (status: number) =>
  `${status} refuses as safely, but Ploton's docs ask for 401: it tells a wrong signature from other mistakes.`;

/** What an answer that is not 200 to a genuine event calls for. Undefined: the case's own mend fits best. */
export function mendOf({ status, headers }: Pick<Answered, "status" | "headers">): string | undefined {
  if (status > 200 && status < 300) return `Answer 200 and no other 2xx: Ploton takes ${status} for a failure.`;
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? "" : ` It leads to ${headers.location}: is that the URL to check?`;
    return `Answer at this very URL: a redirect is not followed.${to}`;
  }
  if (status === 404 || status === 405)
    return `Is this the handler's URL, and does it take POST? ${status} says it is not.`;
  if (status === 415) return "Take application/json: the body is application/json without a charset.";
  if (status === 419) return "419 is a CSRF check: take this route out of it. A webhook has no session and no token.";
  return status === 403 || status === 429
    ? `Nothing may refuse a signed event: not a CSRF check, not a rate limit.`
    : undefined;
}

/** An answer in a line: "500 in 2 ms: …", with the beginning of its body when it explains something. */
export function tell(answer: Answer, withBody: boolean): string {
  if (answer.kind === "unreachable") return answer.error;
  if (answer.kind === "timed-out") return `no answer in ${time(answer.ms)}`;
  if (answer.kind === "cut") return `no answer in ${time(answer.ms)}, when the budget was used up`;
  if (answer.kind === "broken") return `${answer.error}, after ${time(answer.ms)}`;
  const text = answer.body.replace(/\s+/g, " ").trim();
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return `${answer.status} in ${time(answer.ms)}${withBody && shown !== "" ? `: ${shown}` : ""}`;
}

/** Milliseconds for people. */
export function time(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A request in a line: what it is, its signature headers, how long it is and how it begins. */
export function tellSent({ what, body, signatures }: Message): string {
  const shown = signatures.map((signature) => `X-Ploton-Signature: ${abbreviated(signature)}`).join(", ");
  const text = body.subarray(0, 100).toString("utf8").replace(/\s+/g, " ");
  const more = body.length > 100 ? "…" : "";
  return `${what}: POST with ${shown || "no X-Ploton-Signature"}, ${body.length} bytes ${text}${more}`;
}

function abbreviated(signature: string): string {
  return signature.length > 72 ? `${signature.slice(0, 72)}…` : signature;
}
