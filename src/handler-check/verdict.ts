// Judges one answer: does it meet what the case expects, and if not, what should be done about it?

import type { Expectation, Message, Verdict } from "./case.js";
import { diagnoseAnswer } from "./diagnose-refusal.js";
import type { Answer } from "./send.js";
import { masked } from "./wrong-keys.js";

/** `mend`: when this answer calls for another mend than the case's own. `note`: what to say in place of the answer. */
export type Judgement = { verdict: Verdict; mend?: string; note?: string };

type Answered = Extract<Answer, { kind: "answered" }>;

/** The case's own mend, whether it fits a 401 to a right signature, and the secret that this was made with. */
type About = { mend: string; mendsRefusal?: true; secret: string };

/** What an answer is worth. */
export function judge(expect: Expectation, answer: Answer, message: Message, about: About): Judgement {
  if (answer.kind !== "answered") return { verdict: "fail", mend: `${SILENCE[answer.kind]} ${about.mend}` };
  if (isMet(expect, answer.status)) return { verdict: "pass" };
  if (expect === "refused-strictly" && answer.status === 200) return { verdict: "warning" };
  if (expect === "without-effect") return { verdict: "skipped", note: ACCEPTED };
  if (expect === "accepted") return { verdict: "fail", mend: mendAccepted(answer, message, about) };
  return { verdict: "fail", mend: expect === "handled" ? undefined : mendRefused(answer.status) };
}

function isMet(expect: Expectation, status: number): boolean {
  if (expect === "any") return true;
  if (expect === "without-effect") return status >= 300;
  if (expect === "handled") return (status >= 200 && status < 300) || (status >= 400 && status < 500);
  return status === (expect === "accepted" ? 200 : 401);
}

const ACCEPTED = "skipped: a forged request was accepted, as the signature cases say; its effect proves nothing more";

const SILENCE = {
  "timed-out": "Answer every request: look for a promise that nobody awaits, or work that is done before the answer.",
  broken: "Look in the handler's log: it closed the connection without an answer, as a crash does.",
  unreachable: "Look in the handler's log for why it stopped.",
} as const;

/** Undefined: the case's own mend fits best. */
function mendAccepted(answer: Answered, { body }: Message, { secret, mendsRefusal }: About): string | undefined {
  const { status, headers } = answer;
  if (status === 401) {
    const found = diagnoseAnswer({ body, secret, responseBody: answer.body, responseHeaders: headers });
    return found ? `${found.message} ${found.mend}` : mendsRefusal ? undefined : checkSecret(secret);
  }
  if (status > 200 && status < 300) return `Answer 200 and no other 2xx: Ploton takes ${status} for a failure.`;
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? "" : ` It leads to ${headers.location}: is that the URL to check?`;
    return `Answer at this very URL: a redirect is not followed.${to}`;
  }
  if (status === 404 || status === 405)
    return `Is this the handler's URL, and does it take POST? ${status} says it is not.`;
  if (status === 415) return "Take application/json: the body is application/json without a charset.";
  return status === 403 || status === 429
    ? `Nothing may refuse a signed event: not a CSRF check, not a rate limit.`
    : undefined;
}

function checkSecret(secret: string): string {
  return (
    `A right signature was refused: check that the handler has this very secret, ${masked(secret)}, and signs the raw ` +
    "bytes. When its 401 holds the signature that it computed, the mistake is named here."
  );
}

function mendRefused(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 500) return `Answer 401, not ${status}: that is what Ploton's docs ask for.`;
  return `An exception became a ${status}, which is sent again for 24 hours: see that the header is there, then that its length is right, and only then compare.`;
}

/** An answer in a line: "500 in 2 ms: …", with the beginning of its body when it explains something. */
export function tell(answer: Answer, withBody: boolean): string {
  if (answer.kind === "unreachable") return answer.error;
  if (answer.kind === "timed-out") return `no answer in ${time(answer.ms)}`;
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
