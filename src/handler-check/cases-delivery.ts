// Cases: how events are delivered (contract 4.1.5 to 4.1.11): again, in another order, many at once, and afterwards.

import type { Case, Kit, Message } from "./case.js";
import { refusedMessages } from "./cases-signatures.js";
import { almost, EARLIER, eventBody, signed, TIMESTAMP, WEATHER } from "./messages.js";

const AT_ONCE = 20;
const AGAIN =
  "The same event may arrive more than once: an answer that got lost on its way is an event that is sent again.";
const DEDUPLICATE =
  "Remember what was handled, in the same transaction as its effect. A repetition has the same bytes, so a hash of the body (or the verified signature) is a good key; the task id alone is not.";

export const DELIVERY_CASES: readonly Case[] = [
  {
    id: "invalid-json",
    alone: true,
    apart: true,
    title: "a body that is no JSON gets an answer",
    why: "A handler that hangs or crashes on a body it can't parse takes the other events down with it.",
    mend: "Catch the parser's exception and answer 400.",
    steps: (kit) => [
      { send: [brokenOff(kit)], expect: "turned-away" },
      { send: [signed(kit, "a body that breaks off", '{"event":"task.complete","task_id":')], expect: "handled" },
      { send: [signed(kit, "an empty body", "")], expect: "handled" },
    ],
  },
  {
    id: "duplicate",
    title: "the same event again is answered with 200",
    why: `${AGAIN} A handler that refuses the repetition makes Ploton go on sending it.`,
    mend: "Answer 200 to an event that you have handled before.",
    steps: (kit) => {
      const event = complete(kit);
      return [accepted(event), accepted(event)];
    },
  },
  {
    id: "out-of-order",
    title: "complete before progress is answered with 200",
    why: "Events of one task are delivered independently: while one is retried, the next overtakes it.",
    mend: "Don't count on an order: take what arrives, and let an older timestamp not undo a newer state.",
    steps: (kit) => {
      const id = kit.task();
      return [
        accepted(signed(kit, `task.complete of ${id}`, eventBody("task.complete", id, WEATHER))),
        accepted(signed(kit, "an earlier task.progress of it", progressBody(id, "Looking up the weather"))),
      ];
    },
  },
  {
    id: "probe-moves",
    title: "one event changes the probe's value",
    why: "The next cases read effects off the probe, so it has to move when an event is handled.",
    mend: "Let --probe print or return a value that changes once for each event, such as a count of handled events.",
    needsProbe: true,
    alone: true,
    steps: (kit) => [{ ...accepted(complete(kit, SECONDS.probe)), effect: { changes: 1 } }],
  },
  {
    id: "refused-no-effect",
    title: "a refused request has no effect",
    why: "A handler that acts first and verifies afterwards answers 401 to a forger whose wish it has granted.",
    mend: "Verify before anything else: before parsing, storing, queueing, and before the answer.",
    needsProbe: true,
    alone: true,
    steps: (kit) => [{ send: refusedMessages(kit), expect: "without-effect", effect: { changes: 0 } }],
  },
  {
    id: "duplicate-effect",
    title: "the same event twice has one effect",
    why: `${AGAIN} Without a memory the customer is charged, mailed or answered twice.`,
    mend: DEDUPLICATE,
    needsProbe: true,
    alone: true,
    steps: (kit) => {
      const event = complete(kit, SECONDS.duplicate);
      return [
        { ...accepted(event), effect: { changes: 1 } },
        { ...accepted(event), effect: { changes: 0 } },
      ];
    },
  },
  {
    id: "two-events-effect",
    title: "two events of one task have two effects",
    why: "A handler that remembers only the task id takes the task's completion for a repetition of its progress, and loses it.",
    mend: DEDUPLICATE,
    needsProbe: true,
    alone: true,
    steps: (kit) => {
      const id = kit.task();
      const ignored = "task.progress had no effect: right if the handler ignores it on purpose";
      return [
        {
          ...accepted(
            signed(kit, `task.progress of ${id}`, progressBody(id, "Looking up the weather", second(SECONDS.progress))),
          ),
          effect: { changes: 1, ifNone: { verdict: "warning", note: ignored } },
        },
        {
          ...accepted(
            signed(kit, "task.complete of it", eventBody("task.complete", id, WEATHER, second(SECONDS.complete))),
          ),
          effect: { changes: 1 },
        },
      ];
    },
  },
  {
    id: "two-progress-effect",
    title: "two progress events of one task have two effects",
    why: "A task can report progress twice within a second: same task, event and timestamp, other data.",
    mend: DEDUPLICATE,
    needsProbe: true,
    alone: true,
    steps: (kit) => {
      const id = kit.task();
      const ignored = "the first task.progress had no effect, so the handler seems to ignore it on purpose";
      return [
        {
          ...accepted(
            signed(kit, `task.progress of ${id}`, progressBody(id, "Fetched 100 of 200", second(SECONDS.twice))),
          ),
          effect: { changes: 1, ifNone: { verdict: "skipped", note: ignored } },
        },
        {
          ...accepted(
            signed(kit, "another task.progress of it", progressBody(id, "Fetched 200 of 200", second(SECONDS.twice))),
          ),
          effect: { changes: 1 },
        },
      ];
    },
  },
  {
    id: "burst",
    alone: true,
    title: `${AT_ONCE} events at once are all answered with 200`,
    why: "Tasks that finish together are announced together. A lock, or a pool that is too small, turns events away; a counter that is read and written back loses some.",
    mend: "Queue the work rather than refuse it, and change shared state in one step (a transaction, an atomic increment).",
    steps: (kit) => {
      const events = Array.from({ length: AT_ONCE }, (_, n) => complete(kit, SECONDS.burst + n));
      return [{ send: events, expect: "accepted", effect: { changes: AT_ONCE } }];
    },
  },
  {
    id: "answer-time",
    alone: true,
    title: "events are answered in time",
    why: "No answer within 30 seconds counts as a failure, and the event is sent again while the first is still being handled.",
    mend: "Store the event, answer 200, and do the work afterwards.",
    reviews: true,
    steps: (kit) => [accepted(complete(kit))],
  },
  {
    id: "still-alive",
    inPart: true,
    alone: true,
    apart: true,
    title: "after all this the handler is still alive and correct",
    why: "One bad request must not stop the next good one from being handled, or the next bad one from being refused.",
    mend: "Look in the handler's log for the exception that stopped it, and catch it where one request is handled. If a wrong signature was accepted, see the signature cases.",
    last: true,
    steps: (kit) => [accepted(complete(kit)), { send: [almostRight(kit)], expect: "refused" }],
  },
];

/**
 * Events whose effects are counted lie each in a second of its own, so that a handler which tells events apart by it fails where that is
 * the question, and nowhere else.
 */
const SECONDS = { probe: 10, duplicate: 11, progress: 12, complete: 13, twice: 14, burst: 20 } as const;

/** So many seconds after the minute of the other events. */
function second(n: number): string {
  return TIMESTAMP.replace(/:\d\dZ/, `:${n}Z`);
}

function complete(kit: Kit, at?: number): Message {
  const stamp = at === undefined ? TIMESTAMP : second(at);
  return signed(kit, "task.complete", eventBody("task.complete", kit.task(), WEATHER, stamp));
}

function brokenOff(kit: Kit): Message {
  const body = Buffer.from('{"event":"task.complete","task_id":');
  return { what: "a body that breaks off, signed with zeros", body, signatures: ["0".repeat(kit.sign(body).length)] };
}

function progressBody(id: string, message: string, at = EARLIER): string {
  return eventBody("task.progress", id, { message }, at);
}

function accepted(message: Message) {
  return { send: [message], expect: "accepted" as const };
}

function almostRight(kit: Kit): Message {
  const event = complete(kit);
  return {
    ...event,
    what: "task.complete, its signature wrong in the last character",
    signatures: event.signatures.map(almost),
  };
}
