// What a conformance case is: requests to send and the verdict they deserve, as data. `runner.ts` plays them.

import type { Header } from "../contract/webhooks.js";

/** One request: what it is in words, its bytes, the values of its signature headers (none, one or two), and headers to ask with. */
export type Message = {
  what: string;
  body: Buffer;
  signatures: readonly string[];
  extra?: readonly Header[];
};

/**
 * How a request should be answered. `accepted`: 200; `accepted-strictly`: the same, but Ploton sends no such request today, so another
 * answer is only worth a warning. `refused`: 401; another 4xx is as safe and worth a warning. `refused-strictly`: a success proves no
 * forger's way in and is worth a warning; `refused-harmlessly`: worth a note; `turned-away`: any 4xx is as good. `handled`: any prompt answer but a redirect or a 5xx.
 * `without-effect`: anything but success, whose effect would prove nothing. `any`: any answer; other cases judge it.
 */
export type Expectation =
  | "accepted"
  | "accepted-strictly"
  | "refused"
  | "refused-strictly"
  | "refused-harmlessly"
  | "turned-away"
  | "handled"
  | "without-effect"
  | "any";

/** Whether requests are signed rightly, or made by a stranger. */
export type Side = "genuine" | "forged";

/** How often the probe's value must change; `ifNone` is the verdict when it did not and that can be on purpose. */
export type ExpectedEffect = { changes: number; ifNone?: { verdict: "warning" | "skipped"; note: string } };

/** Requests that go out together, how each should be answered, and (with a probe) their effect. */
export type CaseStep = { send: readonly Message[]; expect: Expectation; effect?: ExpectedEffect };

/** What a case builds its requests from: task ids that no handler has seen, and the right signature of a body. */
export type Kit = { task: () => string; sign: (body: string | Uint8Array) => string; secret: string };

/**
 * One thing that a handler must get right. `needsProbe`: without a probe there is nothing to see, it is skipped.
 * `alone`: nothing else may be on its way with it. `apart`: its steps don't depend on each other, and none has an effect. `reviews`: also judges the time of all answers so far. `last`: runs although the
 * handler has stopped answering. `inPart`: its forgeries are the right signature in part.
 */
export type Case = {
  id: string;
  title: string;
  why: string;
  mend: string;
  steps: (kit: Kit) => CaseStep[];
  needsProbe?: true;
  alone?: true;
  apart?: true;
  reviews?: true;
  last?: true;
  inPart?: true;
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

/** What lies behind several cases, said once: the case `shown_by` has the verdict and the details, those that it `explains` have none. */
export type Cause = { id: string; text: string; mend: string; shown_by: string; explains: string[] };

/**
 * The outcome of a whole check. `unreachable`: nobody listens at the URL, so nothing was checked. `incomplete`: why some cases could
 * not be judged, which is no pass.
 */
export type CheckReport = {
  handler: string;
  passed: boolean;
  causes: Cause[];
  cases: CaseResult[];
  unreachable?: string;
  incomplete?: string;
};
