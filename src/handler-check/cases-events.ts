// Cases: each documented event (contract 4.2), and what a handler meets that it does not know.

import { EVENTS } from "../domain/delivery.js";
import type { Case, Kit } from "./case.js";
import { completeBody, EVENT_DATA, eventBody, signed, WEATHER } from "./messages.js";

const documented = EVENTS.map(
  (event): Case => ({
    id: `event-${event.slice("task.".length)}`,
    title: `${event} is answered with 200`,
    why: "Ploton counts a delivery as successful only on status 200; anything else is sent again, up to 5 times in 24 hours.",
    mend: `Answer 200 to ${event} once it is verified and stored, also when there is nothing to do for it.`,
    steps: (kit) => accept(kit, event, eventBody(event, kit.task(), EVENT_DATA[event])),
  }),
);

export const EVENT_CASES: readonly Case[] = [
  ...documented,
  {
    id: "empty-result",
    title: "an empty result is answered with 200",
    why: "A task can succeed and return nothing useful: data is then {}.",
    mend: "Don't take fields of data for granted: check that they are there before you use them.",
    steps: (kit) => accept(kit, "task.complete with data {}", completeBody(kit, {})),
  },
  {
    id: "extra-fields",
    title: "fields that are not known yet are ignored",
    why: "An API grows: a new field in the payload or in data must not break the handler on the day it appears.",
    mend: "Read the fields you need and let the others be: no strict schema on webhooks.",
    steps: (kit) => accept(kit, "task.complete with further fields", withExtraFields(kit)),
  },
  {
    id: "unknown-event",
    title: "an event that is not known yet is answered with 200",
    why: "An event that the handler refuses or crashes on is sent again for 24 hours, to no avail.",
    mend: "Answer 200 to events you don't know and do nothing; no exception in the default branch.",
    steps: (kit) => [
      { send: [signed(kit, "task.archived", eventBody("task.archived", kit.task(), {}))], expect: "accepted-strictly" },
    ],
  },
  {
    id: "unknown-task",
    title: "a task that nobody has heard of is answered with 200",
    why: "An event can arrive before the create call is answered, and ids are opaque: their form and length may change.",
    mend: "Store what arrives for a task you don't know (or ignore it) and answer 200; don't check the id's form.",
    steps: (kit) => {
      const id = `task_${kit.task().slice("task_".length).repeat(3)}-x`;
      return accept(kit, `task.complete of ${id}`, eventBody("task.complete", id, WEATHER));
    },
  },
];

function accept(kit: Kit, what: string, body: string) {
  return [{ send: [signed(kit, what, body)], expect: "accepted" as const }];
}

function withExtraFields(kit: Kit): string {
  const body = { event: "task.complete", task_id: kit.task(), timestamp: "2025-06-15T14:22:03Z", data: WEATHER };
  return JSON.stringify({
    ...body,
    data: { ...WEATHER, wind: { speed: 12, unit: "mph" } },
    api_version: "2025-06-15",
    livemode: false,
    links: [{ rel: "task", href: "https://api.ploton.ai/v1/tasks/x" }],
  });
}
