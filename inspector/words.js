// The words for statuses, events and states, once: what the control API says, and what a person reads.

export const STATUSES = {
  pending: "Pending",
  running: "Running",
  waiting: "Waiting",
  complete: "Complete",
  failed: "Failed",
  cancelled: "Cancelled",
};
const FINISHED = ["complete", "failed", "cancelled"];
export const isFinished = (status) => FINISHED.includes(status);

export const EVENTS = ["task.complete", "task.failed", "task.progress", "task.waiting"];

/** Where a delivery stands: the control API's states, and `sending` while a request is on the wire; what wants to be looked at first. */
export const STATES = {
  sending: "Sending",
  exhausted: "Failed",
  scheduled: "Retrying",
  undeliverable: "No webhook URL",
  delivered: "Delivered",
};
/** What a list of tasks is filtered by beside their status. */
export const WEBHOOKS = { sending: "Sending", retrying: "Retrying", exhausted: "Failed" };

/** The word for a delivery; one that was not tried yet retries nothing. */
export function stateWord({ shown, attempts, attemptsMade = attempts.length }) {
  return shown === "scheduled" && attemptsMade === 0 ? "Due" : STATES[shown];
}

const OUTCOMES = {
  timed_out: "timed out",
  unreachable: "unreachable",
  refused: "refused",
  lost: "answer lost",
  interrupted: "interrupted",
};
/** What became of an attempt: its status, or why there is none. */
export const answerWord = ({ status, outcome }) =>
  status === null ? (OUTCOMES[outcome] ?? outcome.replaceAll("_", " ")) : String(status);

export const MOVES = {
  create: "created",
  start: "started",
  progress: "progress",
  wait: "waiting",
  pass: "consent is there",
  resume: "resumed",
  complete: "complete",
  fail: "failed",
  cancel: "cancelled",
};
export const PLANNED = {
  start: "start",
  progress: "progress",
  wait: "wait for the user",
  complete: "complete",
  fail: "fail",
};
export const BY = { hand: "by hand", consent: "by consent" };

export const CLOCKS = { live: "Live", frozen: "Frozen", instant: "Instant" };
export const CONNECTION = { connecting: "connecting", live: "live", lost: "not connected", locked: "locked" };
export const ORIGINS = { user: "yours", shipped: "shipped", program: "used by a program" };
export const VIEWS = { tasks: "Tasks", deliveries: "Deliveries", calls: "Calls", due: "Due" };

/** "1 task", "2 tasks". */
export const count = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;

/** What a search is made of beside words, with a word on each: keys, and an example where there is one. */
export const SEARCH = {
  "user:": "user:user_7, or user:user_* for all that begin so",
  "status:": "where the task stands",
  "webhook:": "sending, retrying, failed, delivered, none",
  "answer:": "what a handler answered: 401, 5xx, timeout, none",
  "event:": "an event that it sent",
  "tool:": "the tool, or the sub-agent",
  "fixture:": "the fixture that answered",
  "fault:": "a fault that struck",
  "meta.": "a value of the metadata: meta.order:ORD-4711",
  "id:": "a task or a delivery, from its beginning",
};
/** The values of two of them, to choose from. */
export const SEARCH_WEBHOOK = ["sending", "retrying", "failed", "delivered", "none"];
export const SEARCH_ANSWER = ["5xx", "4xx", "401", "500", "timeout", "none"];
