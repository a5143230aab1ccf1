// The ledger's rows on creating, reading and listing tasks (contract 3.1 to 3.3).

import { ASSUMED } from "./assumed.js";
import { assumed, type Behaviour, count, documented, inferred } from "./ledger-entry.js";

const { listLimit } = ASSUMED;

export const CREATING: readonly Behaviour[] = [
  documented("3.1", "rest-api", "`POST /v1/tasks` creates a task."),
  documented(
    "3.1.prompt",
    "rest-api",
    `\`prompt\` is a required string of up to ${count(ASSUMED.maxPromptCodePoints)} characters.`,
  ),
  documented(
    "3.1.user_id",
    "rest-api",
    "`user_id` is an optional string that names the end user; without it, it is null.",
  ),
  assumed("3.1.user_id-null", "A `user_id` of null is taken as absent."),
  assumed("3.1.null", "Null for any other optional field is a value of the wrong type: 400 `invalid_request`."),
  documented(
    "3.1.metadata",
    "rest-api",
    "`metadata` is an optional object of arbitrary keys and values; without it, it is empty.",
  ),
  assumed(
    "3.1.metadata-nesting",
    `\`metadata\` that nests objects and arrays more than ${ASSUMED.maxNesting} levels deep is 400 \`invalid_request\`.`,
  ),
  documented(
    "3.1.mode",
    "rest-api",
    "`mode` is `live`, the default, or `test`. In test mode the prompt is validated and the tool is chosen, but nothing is executed.",
  ),
  documented(
    "3.1.sub_agent",
    "tasks (newer)",
    "`sub_agent` is an optional id of the sub-agent that takes the task; the answer then has `sub_agent` in the place of `tool`.",
  ),
  assumed("3.1.sub_agent-any", "Any string is accepted as `sub_agent`: the mock keeps no list of sub-agents."),
  assumed("3.1.other", "Fields that are not known are ignored."),
  inferred(
    "3.1.success",
    "webhooks, agents",
    `A task that was created is answered with ${ASSUMED.createStatus}, as the flow diagrams show; the overview's general table has 201 for things created.`,
  ),
  documented("3.1.answer", "quickstart", "The answer is `id`, `status`, `tool` and `created_at`, in this order."),
  documented("3.1.answer.metadata", "rest-api", "`metadata` follows in the answer when the request had it."),
  inferred(
    "3.1.answer.not-echoed",
    "quickstart, rest-api",
    "`prompt`, `user_id` and `mode` never appear in an answer.",
  ),
  documented("3.1.running", "quickstart, rest-api", "A new task is `running`: it begins at once."),
  inferred("3.1.pending", "tasks", "A new task is `pending` only when its fixture lets it queue first."),
  assumed(
    "3.1.test-mode",
    "A task in test mode is answered with the same fields and the status `complete`. No step is played and no webhook is sent.",
  ),
  assumed(
    "3.1.test-mode.get",
    "Reading a task in test mode gives the same, with `completed_at` and an empty `result`.",
  ),
  assumed("3.1.test-mode.id", "A task in test mode never takes an id that a fixture holds ready."),
];

export const READING: readonly Behaviour[] = [
  documented(
    "3.2",
    "quickstart",
    "`GET /v1/tasks/:id` gives the task as it stands: `id`, `status`, `tool` and `created_at`, and what its status adds.",
  ),
  documented(
    "3.2.complete",
    "quickstart",
    "A task that is complete adds `completed_at` and `result`, the same object as the webhook's `data`.",
  ),
  documented("3.2.failed", "webhook reference", "A task that failed adds `error`."),
  inferred(
    "3.2.failed.shape",
    "webhook reference",
    "`error` is the error object of the webhook, and there is no `failed_at`.",
  ),
  assumed("3.2.waiting", "A task that waits adds `waiting`, the `data` of its `task.waiting` event."),
  assumed("3.2.cancelled", "A task that was cancelled adds nothing."),
  inferred("3.2.running", "quickstart, tasks", "A task that is pending or running adds nothing."),
  inferred("3.2.metadata", "rest-api", "`metadata` comes back when it was sent."),
  assumed("3.2.metadata-last", "`metadata` is the last field of a task that is read or listed."),
];

export const LISTING: readonly Behaviour[] = [
  documented("3.3", "overview", "`GET /v1/tasks` answers with `data`, the tasks, and `has_more`, a boolean."),
  assumed("3.3.items", "The items are whole tasks, as reading each of them would give."),
  assumed("3.3.order", "The newest task comes first."),
  assumed(
    "3.3.limit",
    `\`limit\` is ${listLimit.default} unless given, at least ${listLimit.min} and at most ${listLimit.max}.`,
  ),
  assumed("3.3.offset", `\`offset\` is ${ASSUMED.listOffset} unless given.`),
  assumed("3.3.filters", "`status` and `user_id` keep only the tasks that have that value."),
  assumed("3.3.bad-query", "A bad value of `limit`, `offset` or `status` is 400 `invalid_request`."),
];
