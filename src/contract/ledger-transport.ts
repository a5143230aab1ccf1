// The ledger's rows on transport and authentication (contract 1).

import { ASSUMED } from "./assumed.js";
import { assumed, type Behaviour, count, documented, inferred } from "./ledger-entry.js";

const { codes } = ASSUMED;

export const TRANSPORT: readonly Behaviour[] = [
  documented(
    "1.1",
    "deploying",
    "Every route lies under `/v1`, and `PLOTON_BASE_URL` holds the base URL with that `/v1`.",
  ),
  documented(
    "1.2",
    "overview, authentication",
    "A request carries `Authorization: Bearer` and a key that begins `pk_test_` or `pk_live_`. Either kind works on every endpoint.",
  ),
  assumed("1.2.scheme", "The word `Bearer` is matched without regard to case."),
  assumed("1.2.key-form", "A key is well formed when something without white space follows `pk_test_` or `pk_live_`."),
  documented(
    "1.3",
    "quickstart, authentication",
    "A test key gets the same answers and the same webhooks as a live key, without real side effects.",
  ),
  documented("1.4", "authentication", "Keys have no scopes: each reaches the whole account."),
  assumed(
    "1.4.any-key",
    "Any well-formed key is accepted, and all reach one account, unless keys are listed or an account was made for a key through the control API.",
    "--api-key",
  ),
  documented(
    "1.5",
    "overview",
    "Bodies are JSON with `Content-Type: application/json`, and the names of fields are case-sensitive.",
  ),
  documented(
    "1.5.times",
    "overview",
    "Times are ISO 8601 in UTC with whole seconds and a `Z`; ids are strings with a prefix.",
  ),
  assumed("1.5.cut", "A time that falls between two seconds is cut to the earlier one, not rounded."),
  inferred(
    "1.6",
    "quickstart, tasks",
    "A task's id is `task_` and six characters: digit, lower case, upper case, digit, lower case, upper case. Callers must not read anything into it.",
  ),
  documented(
    "1.7",
    "deploying",
    "Programs read `PLOTON_API_KEY`, `PLOTON_WEBHOOK_SECRET` (it begins `whsec_`) and `PLOTON_BASE_URL` from their environment.",
    "--webhook-secret",
  ),
  assumed(
    "1.8",
    "A create request without a `Content-Type`, or with another one than JSON, is answered like a body that is not valid JSON: 400 `invalid_request`.",
  ),
  assumed(
    "1.9",
    `A body over ${count(ASSUMED.maxBodyBytes)} bytes is answered with ${ASSUMED.bodyTooLargeStatus} and the code \`invalid_request\`.`,
  ),
  assumed(
    "1.10",
    "`metadata` comes back exactly as it was sent, in every answer: numbers digit for digit, keys in their order. Only white space between its parts is left out.",
  ),
  assumed("1.11", "`HEAD` answers as `GET` does, without a body."),
  assumed(
    "1.extras",
    "What the mock adds for itself lies under `/_mock` or in headers that begin `X-Ploton-Mock-`, never in the body of an answer or a webhook, unless an option asks for it.",
  ),
];

export const ERRORS: readonly Behaviour[] = [
  documented(
    "2.envelope",
    "overview",
    "Every error is a JSON object `error` that holds `code` and `message` and nothing else.",
  ),
  assumed("2.messages", "The wording of the messages is the mock's own, except for `invalid_api_key`."),
  documented("2.400-body", "rest-api", "A body that is not valid JSON is 400 `invalid_request`."),
  documented("2.400-prompt", "rest-api", "A create request without `prompt` is 400 `invalid_request`."),
  assumed(
    "2.400-fields",
    "A field or a query parameter of the wrong type or value is 400 `invalid_request` as well, and the message names it. The overview's general table would also allow 422.",
  ),
  assumed("2.400-blank", "A `prompt` of nothing but white space counts as a wrong value: 400 `invalid_request`."),
  documented("2.401-missing", "overview", "A request without an `Authorization` header is 401 `missing_api_key`."),
  documented(
    "2.401-invalid",
    "overview, rest-api",
    "An `Authorization` header that holds no bearer key, or a key that is malformed or revoked, is 401 `invalid_api_key`.",
    "--api-key",
  ),
  documented(
    "2.401-message",
    "overview",
    "The message of `invalid_api_key` says that the key is not valid and asks to check whether it is the right one and still in force.",
  ),
  documented("2.403.status", "overview", "403 is the status for a key that may not do what it asked for."),
  assumed(
    "2.403.code",
    `The code with 403 is \`${codes.permissionDenied}\`. It is sent only when a fault asks for it.`,
    "--fault",
  ),
  assumed(
    "2.403.mock",
    "A request under a foreign `Host`, or from a page of another origin, is 403 `mock_host_refused` or `mock_origin_refused`: answers that only the mock gives.",
    "--allowed-host",
  ),
  documented("2.404-task.status", "overview", "A task id that is not known is 404."),
  assumed("2.404-task.code", `The code for a task that is not known is \`${codes.taskNotFound}\`.`),
  documented("2.404-route.status", "overview", "A route that does not exist is 404."),
  assumed("2.404-route.code", `The code for a route that does not exist is \`${codes.notFound}\`.`),
  assumed("2.404-route.trailing-slash", "A path that ends in a slash is a route that does not exist."),
  assumed(
    "2.405",
    `A known route with another method is 405 \`${codes.methodNotAllowed}\`, and \`Allow\` lists the methods it takes.`,
  ),
  documented("2.409.status", "overview", "Cancelling a task that is complete, failed or cancelled is 409."),
  assumed("2.409.code", `The code for a task that has finished already is \`${codes.taskAlreadyFinished}\`.`),
  documented(
    "2.422",
    "rest-api",
    `A prompt over ${count(ASSUMED.maxPromptCodePoints)} characters is 422 \`prompt_too_long\`.`,
  ),
  assumed("2.422.characters", "The characters of a prompt are counted as Unicode code points."),
  documented("2.429", "rest-api", "Too many requests are 429 `rate_limit_exceeded`.", "--rate-limit"),
  documented("2.429.retry-after", "rest-api", "The answer 429 carries a `Retry-After` header."),
  assumed("2.429.unit", "`Retry-After` is a whole number of seconds."),
  assumed("2.429.default", "There is no rate limit unless one is set.", "--rate-limit"),
  assumed(
    "2.429.window",
    "A rate limit counts in fixed windows, one per account, each of which opens with its first request and is measured on the mock's clock.",
    "--rate-limit",
  ),
  documented("2.500.status", "overview", "A failure on the server's side is 500."),
  assumed(
    "2.500.code",
    `The code with 500 is \`${codes.internalError}\`. It is sent only when a fault asks for it, or through a bug of the mock.`,
    "--fault",
  ),
  assumed(
    "2.order",
    "A request is checked in this order: route, key, rate limit, body, resource. The first check that fails gives the answer.",
  ),
];
