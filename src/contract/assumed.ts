// Every value that Ploton's documentation leaves open, chosen once and named here. Plain data.

import { PUBLIC_SECRET } from "../domain/mask.js";

/** The assumed and inferred values of the contract. Each names the ledger entry it stands behind. */
export const ASSUMED = {
  /** The largest request body that is read, in bytes (contract 1.9). */
  maxBodyBytes: 1_048_576,
  /** A larger body is answered with this status (contract 1.9). */
  bodyTooLargeStatus: 413,
  /** The longest prompt: the number is documented, counting it in Unicode code points is assumed (contract 2, 3.1). */
  maxPromptCodePoints: 10_000,
  /** How many levels of objects and arrays `metadata` may nest (contract 3.1). */
  maxNesting: 128,
  /** The form of a generated id, a letter for each draw: digit, lower case, UPPER case (contract 1.6). */
  idForm: { prefix: "task_", draws: "0aA0aA" },
  /** How an API key begins: documented. That anything but white space may follow is assumed (contract 1.2). */
  keyForm: /^pk_(?:test|live)_\S+$/,
  /** The status of a successful create (contract 3.1). */
  createStatus: 200,
  /** The status of a successful cancel (contract 3.4). */
  cancelStatus: 200,
  /** `limit` of the task list: what it is when absent, and its bounds (contract 3.3). */
  listLimit: { default: 20, min: 1, max: 100 },
  /** `offset` of the task list when absent (contract 3.3). */
  listOffset: 0,
  /** Error codes for statuses that are documented without one, and for those that are assumed altogether (contract 2). */
  codes: {
    permissionDenied: "permission_denied",
    taskNotFound: "task_not_found",
    notFound: "not_found",
    methodNotAllowed: "method_not_allowed",
    taskAlreadyFinished: "task_already_finished",
    internalError: "internal_error",
  },
  /** Error codes of a failed task that are the mock's own (contract 4.3). */
  consentErrors: {
    denied: "consent_denied",
    expired: "consent_expired",
    toolError: "tool_error",
  },
  /** The tool names of the shipped fixtures and of inference, besides the two that the docs show (contract 5). */
  tools: {
    payments: "payments",
    chat: "chat",
    calendar: "calendar",
    email: "email",
    general: "general",
  },
  /** The `tool` strings that the docs show (contract 5). */
  documentedTools: { weather: "weather", crm: "crm" },
  /** The key under which a result that was asked for as an array stands, because `data` is an object (contract 5.11). */
  wrappedArrayKey: "items",
  /** Waits before attempts 2 to 5, in milliseconds: 1m, 11m, 2h, 21h48m, exactly 24 hours together (contract 4.1.8). */
  retryWaits: [60_000, 660_000, 7_200_000, 78_480_000],
  /** How long a handler may take to answer, in milliseconds: documented (contract 4.1.6). */
  webhookTimeoutMs: 30_000,
  /** The header that carries the signature: documented (contract 4.1.2). */
  signatureHeader: "X-Ploton-Signature",
  /** How the webhook sender calls itself (contract 4.1.2). */
  userAgent: "Ploton-Webhooks/1.0",
  /** How much of a handler's answer is kept, in bytes (the mock's records, not Ploton's). */
  maxAnswerBytes: 65_536,
  /** A consent page that nobody clicks is answered after this long, in milliseconds (contract 3.5). */
  autoConsentAfterMs: 2_000,
  /** What a webhook secret looks like in the docs; used only where a user gave none (contract 1.7). */
  defaultWebhookSecret: PUBLIC_SECRET,
  /** Where a clock starts that does not follow the real time: the quickstart's instant. */
  defaultNow: "2025-06-15T14:22:00Z",
} as const;
