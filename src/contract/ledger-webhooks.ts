// The ledger's rows on delivering webhooks and on their events (contract 4.1, 4.2).

import { SUCCESS_STATUS } from "../domain/delivery.js";
import { formatDuration } from "../domain/duration.js";
import { ASSUMED } from "./assumed.js";
import { assumed, type Behaviour, documented, inferred } from "./ledger-entry.js";

const { retryWaits, webhookTimeoutMs, signatureHeader, userAgent } = ASSUMED;
const waits = retryWaits.map(formatDuration).join(", ");
const totalHours = retryWaits.reduce<number>((sum, wait) => sum + wait, 0) / 3_600_000;
const attempts = retryWaits.length + 1;

export const DELIVERING: readonly Behaviour[] = [
  documented("4.1.1", "webhooks", "All events go to one endpoint, which is set outside the API.", "--webhook-url"),
  assumed("4.1.1.at-attempt", "Each attempt goes to the endpoint that is set when it is made, retries too."),
  documented(
    "4.1.2",
    "quickstart",
    `An event is a \`POST\` with \`Content-Type: application/json\` and its signature in \`${signatureHeader}\`.`,
  ),
  assumed("4.1.2.user-agent", `The sender calls itself \`User-Agent: ${userAgent}\`.`),
  assumed(
    "4.1.2.headers",
    "Besides these headers there is only what HTTP needs: `Host`, `Content-Length`, `Connection`.",
  ),
  assumed("4.1.2.connection", "Each attempt uses a connection of its own."),
  documented(
    "4.1.3",
    "quickstart, deploying",
    "The signature is an HMAC-SHA256 over the raw bytes of the body, in hex, without a prefix or a timestamp.",
    "--webhook-secret",
  ),
  inferred(
    "4.1.3.key",
    "quickstart, deploying",
    "Its key is the whole webhook secret as UTF-8, `whsec_` included.",
    "--webhook-secret",
  ),
  inferred("4.1.3.case", "quickstart", "Its hex digits are in lower case."),
  documented(
    "4.1.4",
    "deploying, authentication",
    "The handler computes the signature of the raw bytes itself, compares the two in constant time and answers 401 when they differ.",
  ),
  documented("4.1.5", "quickstart", `An answer of ${SUCCESS_STATUS} means that the event was received.`),
  inferred(
    "4.1.5.only",
    "quickstart",
    "Any other status is a failure, other 2xx and redirects included; a redirect is not followed.",
  ),
  documented(
    "4.1.6",
    "quickstart",
    `An attempt without an answer within ${formatDuration(webhookTimeoutMs)} has failed.`,
    "--webhook-timeout",
  ),
  assumed("4.1.6.headers", "An answer is in time when its status line and all its headers are."),
  documented(
    "4.1.7",
    "quickstart",
    `An event that was not received is sent again with growing waits: up to ${attempts} attempts over ${totalHours} hours.`,
    "--retry",
  ),
  assumed(
    "4.1.8",
    `The first delivery is attempt 1, and the waits before the further ones are ${waits}: ${totalHours} hours together, without jitter.`,
    "--retry",
  ),
  assumed("4.1.8.from", "A wait counts from the end of the attempt that failed."),
  inferred(
    "4.1.9",
    "quickstart, webhook reference",
    "Every attempt of one event sends the same bytes; `timestamp` is when the event happened, not when it was sent.",
  ),
  documented("4.1.10", "deploying", "One event may arrive more than once, so handlers must be idempotent.", "--fault"),
  assumed(
    "4.1.11",
    "The events of a task are delivered independently: one that is being retried does not hold back the next.",
  ),
  inferred("4.1.12", "webhooks", "A task shows its new status before the event is sent."),
  inferred("4.1.13", "quickstart", "After the last attempt an event is given up, and the task keeps its status."),
  documented("4.1.14", "webhook reference", "The body has `event`, `task_id`, `timestamp` and `data`, in this order."),
  assumed(
    "4.1.14.bytes",
    "The body is JSON without white space, and characters outside ASCII stand in it as UTF-8, not as escapes.",
  ),
];

export const EVENT_ROWS: readonly Behaviour[] = [
  documented(
    "4.2",
    "webhooks, webhook reference",
    "The body of an event is `event`, `task_id`, `timestamp` and `data`; neither the task's metadata nor an id of the event is in it.",
  ),
  documented(
    "4.2.complete",
    "webhook reference",
    "`task.complete` is sent when a task has finished: `data` is its result, `timestamp` its `completed_at`.",
  ),
  documented(
    "4.2.failed",
    "webhook reference",
    "`task.failed` is sent when a task could not be finished: `data` holds `error`, the error object.",
  ),
  documented(
    "4.2.progress",
    "webhook reference",
    "`task.progress` is sent at a milestone while a task runs: `data` describes the progress and may hold interim results.",
  ),
  assumed("4.2.progress.fields", "The description is in `message`; whatever else the fixture gives stands beside it."),
  documented(
    "4.2.waiting",
    "webhooks, webhook reference",
    "`task.waiting` is sent when a task pauses for its user: `data` says why and for which service, and `auth_url` is the page to send the user to.",
  ),
  assumed("4.2.waiting.fields", "The reason is in `reason` and the service in `service`."),
  assumed(
    "4.2.waiting.page",
    "`auth_url` is a page of the mock, where consent can be approved or denied.",
    "--consent",
  ),
  assumed(
    "4.2.waiting.input",
    "A task that waits for other input than consent has `reason` and `input_request` in place of these.",
  ),
];
