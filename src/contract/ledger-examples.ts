// The ledger's rows on the docs' own examples, on invented results, and on what is not emulated (contract 5, 6).

import { ASSUMED } from "./assumed.js";
import { assumed, type Behaviour, documented } from "./ledger-entry.js";

const { codes, documentedTools, tools, wrappedArrayKey } = ASSUMED;
const ownTools = Object.values(tools)
  .map((tool) => `\`${tool}\``)
  .join(", ");

/** The result of a documented prompt for which the docs show none. */
function invented(row: number): Behaviour {
  return assumed(`5.${row}.result`, "The docs show no result for this prompt; the fixture's is invented, and says so.");
}

export const EXAMPLES: readonly Behaviour[] = [
  documented(
    "5.1",
    "quickstart",
    "The weather in San Francisco: tool `weather`, id `task_8xK2mP`, complete after 3 s, with the documented temperature, conditions and humidity.",
  ),
  documented(
    "5.2",
    "quickstart",
    "Deals in negotiation from the CRM of `user_123`: tool `crm`, described in prose only.",
  ),
  invented(2),
  documented(
    "5.3",
    "rest-api, webhook reference",
    "Contacts of the last 30 days from the CRM of `user_123`: tool `crm`, complete after 7 s, metadata echoed, with the two documented contacts and their companies.",
  ),
  documented(
    "5.4",
    "tasks",
    "Open deals from the CRM of `user_123`: tool `crm`, id `task_9vR3nQ`, created at 09:14 UTC on 15 June 2025.",
  ),
  invented(4),
  documented(
    "5.5",
    "webhooks",
    "Contacts with name and email only: the two documented ones. The docs show no prompt for this result.",
  ),
  documented(
    "5.6",
    "webhook reference",
    "A task that fails after 4 s because the user's authorization has run out, with the documented error object. The docs show no prompt for it.",
  ),
  documented("5.7", "agents", "A user's active subscriptions, with `agent_session` and `step` as metadata."),
  invented(7),
  documented(
    "5.8",
    "workflows",
    "A summary of the latest invoice posted to a chat channel: six steps in prose, two of them authorizations.",
  ),
  invented(8),
  documented(
    "5.9",
    "prompt guide",
    "All customers with active subscriptions: the prompt names the fields that it wants.",
  ),
  invented(9),
  documented(
    "5.10",
    "prompt guide",
    "The latest invoice sent to a user by email, as an attachment and with a given template; `user_id` is sent along.",
  ),
  invented(10),
  documented("5.11", "prompt guide", "A user's calendar for the next 7 days, asked for as an array with named fields."),
  assumed(
    "5.11.result",
    `The docs show no result for this prompt; the fixture's is invented, and says so. A result asked for as an array stands under \`${wrappedArrayKey}\`, because \`data\` is an object.`,
  ),
  documented(
    "5.12",
    "prompt guide",
    "A prompt that asks only to connect to the CRM is given as a weak one: it succeeds and yields nothing useful.",
  ),
  assumed("5.12.result", "Its result is an empty object."),
  documented(
    "5.tools",
    "quickstart, rest-api",
    `The docs show the tools \`${documentedTools.weather}\` and \`${documentedTools.crm}\`.`,
  ),
  assumed("5.tools.ours", `Other tools are called ${ownTools}.`),
  assumed(
    "5.inferred",
    "A prompt that no fixture answers gets a tool and a result that the mock reads off the prompt; no service is asked, and nothing leaves the machine.",
    "--unmatched",
  ),
  assumed(
    "5.unmatched",
    "With `--unmatched error` such a prompt is 501 `mock_no_fixture`, an answer that only the mock gives.",
    "--unmatched",
  ),
];

export const NEWER: readonly Behaviour[] = [
  documented(
    "6.subagents",
    "newer docs",
    "Sub-agents are deployed with `POST /v1/subagents` and read with `GET /v1/subagents` and `GET /v1/subagents/:id`. The mock does not emulate these routes.",
  ),
  assumed(
    "6.subagents.404",
    `A request to any path under \`/v1/subagents\` is a route that does not exist: 404 \`${codes.notFound}\`.`,
  ),
  documented(
    "6.traces",
    "newer docs",
    "Ploton keeps traces of tasks. Nothing more is known of them, and the mock has none.",
  ),
];
