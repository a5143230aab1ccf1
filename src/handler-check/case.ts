// What a conformance case is: requests to send and the verdict they deserve, as data. `runner.ts` plays them.

/** One request: what it is in words, its bytes, and the values of its signature headers (none, one or two). */
export type Message = { what: string; body: Buffer; signatures: readonly string[] };

/**
 * How a request should be answered. `accepted`: 200. `refused`: 401. `refused-strictly`: 401, a 200 is only worth a
 * warning. `handled`: any prompt answer but a redirect or a 5xx. `without-effect`: anything but success, whose effect
 * would prove nothing. `any`: any answer; other cases judge it.
 */
export type Expectation = "accepted" | "refused" | "refused-strictly" | "handled" | "without-effect" | "any";

/** How often the probe's value must change; `ifNone` is the verdict when it did not and that can be on purpose. */
export type Effect = { changes: number; ifNone?: { verdict: "warning" | "skipped"; note: string } };

/** Requests that go out together, how each should be answered, and (with a probe) their effect. */
export type Step = { send: readonly Message[]; expect: Expectation; effect?: Effect };

/** What a case builds its requests from: task ids that no handler has seen, and the right signature of a body. */
export type Kit = { task: () => string; sign: (body: string | Uint8Array) => string; secret: string };

/**
 * One thing that a handler must get right. `needsProbe`: without a probe there is nothing to see, it is skipped.
 * `reviews`: also judges the time of all answers so far. `last`: runs although the handler has stopped answering.
 * `mendsRefusal`: its mend is the one for a 401 to a right signature.
 */
export type Case = {
  id: string;
  title: string;
  why: string;
  mend: string;
  steps: (kit: Kit) => Step[];
  needsProbe?: true;
  reviews?: true;
  last?: true;
  mendsRefusal?: true;
};

export type Verdict = "pass" | "fail" | "warning" | "skipped";

/** What became of a case. `ms`: the slowest of its answers, null when nothing was answered. */
export type CaseResult = {
  id: string;
  title: string;
  verdict: Verdict;
  sent: string;
  received: string;
  why: string;
  mend: string;
  ms: number | null;
};

/** The outcome of a whole check. `unreachable`: nobody listens at the URL, so nothing was checked. */
export type CheckReport = { handler: string; passed: boolean; cases: CaseResult[]; unreachable?: string };
