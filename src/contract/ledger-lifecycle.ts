// The ledger's rows on cancelling, on how a task moves, and on consent (contract 3.4, 3.5).

import { formatDuration } from "../domain/duration.js";
import { ASSUMED } from "./assumed.js";
import { assumed, type Behaviour, documented, inferred } from "./ledger-entry.js";

const { consentErrors } = ASSUMED;

export const CANCELLING: readonly Behaviour[] = [
  documented("3.4", "tasks", "A task can be cancelled before it has finished, and is then `cancelled`."),
  assumed("3.4.path", "Both `POST /v1/tasks/:id/cancel` and `DELETE /v1/tasks/:id` cancel a task."),
  assumed("3.4.answer", `Cancelling is answered with ${ASSUMED.cancelStatus} and the task.`),
  inferred("3.4.from", "tasks", "A task can be cancelled while it is pending, running or waiting."),
  inferred("3.4.no-webhook", "webhook reference", "Cancelling sends no webhook: no event is listed for it."),
  assumed("3.4.under-way", "Events that were already on their way when the task was cancelled are still delivered."),
];

export const LIFECYCLE: readonly Behaviour[] = [
  documented("3.5.start-running", "quickstart, tasks", "A task starts out `running`."),
  inferred("3.5.start-pending", "tasks", "A task may start out `pending`."),
  documented("3.5.pending", "tasks", "A pending task goes on to `running` or `cancelled`."),
  documented("3.5.running", "tasks", "A running task goes on to `complete`, `failed` or `waiting`."),
  documented(
    "3.5.waiting",
    "tasks",
    "A waiting task is `running` again as soon as the user's input is there; the caller has nothing to call.",
  ),
  inferred("3.5.cancelled", "tasks", "A running or waiting task goes on to `cancelled` when it is cancelled."),
  assumed(
    "3.5.waiting-failed",
    "A waiting task is `failed` when the user denies consent or lets it expire.",
    "--consent",
  ),
  documented("3.5.finished", "tasks", "A task that is complete, failed or cancelled stays so."),
  assumed(
    "3.5.auto-consent",
    `A consent page that nobody answers is approved after ${formatDuration(ASSUMED.autoConsentAfterMs)}.`,
    "--consent",
  ),
  assumed(
    "3.5.remembered",
    "An approval is remembered per user and service, so that the user's next task does not wait for it, until it is revoked.",
  ),
  assumed(
    "3.5.lapsed",
    "A task that needs an approval which has expired, or was revoked so, fails with `auth_token_expired`; the user's task after that asks again.",
  ),
];

export const TASK_ERRORS: readonly Behaviour[] = [
  documented(
    "4.3",
    "webhook reference",
    "The error of a task that failed has `code`, `message`, `tool`, `recoverable` (a boolean) and `suggestion`.",
  ),
  documented(
    "4.3.always",
    "webhook reference",
    "`code` and `message` are always there; `tool`, `recoverable` and `suggestion` may be missing.",
  ),
  assumed(
    "4.3.denied",
    `Consent that was denied fails the task with the code \`${consentErrors.denied}\`.`,
    "--consent",
  ),
  assumed(
    "4.3.expired",
    `Consent that was not given in time fails the task with the code \`${consentErrors.expired}\`.`,
  ),
  assumed("4.3.tool-error", `A task that fails without a code of its own has the code \`${consentErrors.toolError}\`.`),
];
