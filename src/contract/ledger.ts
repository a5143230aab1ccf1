// The ledger: everything that is emulated, each behaviour with its mark. docs/contract.md is written from it.

import type { Behaviour } from "./ledger-entry.js";
import { EXAMPLES, NEWER } from "./ledger-examples.js";
import { CANCELLING, LIFECYCLE, TASK_ERRORS } from "./ledger-lifecycle.js";
import { CREATING, LISTING, READING } from "./ledger-tasks.js";
import { ERRORS, TRANSPORT } from "./ledger-transport.js";
import { DELIVERING, EVENT_ROWS } from "./ledger-webhooks.js";

export { type Behaviour, MARKS, OUR_CHOICE } from "./ledger-entry.js";

/** A section of the contract page: its number and title, and its rows in order. */
type LedgerSection = { title: string; behaviours: readonly Behaviour[] };

/** The ledger by sections, in the order of the contract page. */
export const LEDGER_SECTIONS: readonly LedgerSection[] = [
  { title: "1 Transport and authentication", behaviours: TRANSPORT },
  { title: "2 Errors", behaviours: ERRORS },
  { title: "3.1 Creating a task", behaviours: CREATING },
  { title: "3.2 Reading a task", behaviours: READING },
  { title: "3.3 Listing tasks", behaviours: LISTING },
  { title: "3.4 Cancelling a task", behaviours: CANCELLING },
  { title: "3.5 Lifecycle and consent", behaviours: LIFECYCLE },
  { title: "4.1 Delivering webhooks", behaviours: DELIVERING },
  { title: "4.2 Events", behaviours: EVENT_ROWS },
  { title: "4.3 The error of a task that failed", behaviours: TASK_ERRORS },
  { title: "5 Examples and results", behaviours: EXAMPLES },
  { title: "6 Newer docs: sub-agents", behaviours: NEWER },
];

/** Every emulated behaviour, as `GET /_mock/contract` lists them. */
export const LEDGER: readonly Behaviour[] = LEDGER_SECTIONS.flatMap((section) => section.behaviours);
