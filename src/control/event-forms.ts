// The events of the stream as schemas, held to their types: for the description. The log, which hears of events from the first moment on,
// needs none of them.

import { z } from "zod";
import { LEVELS } from "../engine/journal.js";
import { attemptSchema } from "./deliveries.js";
import { type Built, deliveryState, eventName, instant, jsonObject, schemaOf, taskStatus } from "./forms.js";
import { entryBy, move } from "./tasks.js";
import type {
  ClockEvent,
  DeliveryEvent,
  EventData,
  FaultEvent,
  NoteEvent,
  RequestEvent,
  ResetEvent,
  SendingEvent,
  TaskEvent,
} from "./types.js";

/** The data of an event, by its type. */
const EVENT_DATA: { [Type in keyof EventData]: Built<z.ZodType<EventData[Type]>> } = {
  request: schemaOf<RequestEvent>()("RequestEvent", () =>
    z.object({
      method: z.string(),
      path: z.string(),
      key: z.string().nullable(),
      status: z.int().nullable(),
      task_id: z.string().nullable(),
      tool: z.string().nullable(),
      fixture: z.string().nullable(),
      task_status: taskStatus().nullable(),
      fault: z.string().nullable(),
      duration_ms: z.number(),
      error: jsonObject().nullable(),
    }),
  ),
  task: schemaOf<TaskEvent>()("TaskEvent", () =>
    z.object({
      task_id: z.string(),
      move: move(),
      from: taskStatus().nullable(),
      status: taskStatus(),
      by: entryBy(),
      tool: z.string(),
      fixture: z.string(),
      invented: z.boolean(),
      data: jsonObject().nullable(),
    }),
  ),
  delivery: schemaOf<DeliveryEvent>()("DeliveryEvent", () =>
    z.object({
      delivery_id: z.string(),
      task_id: z.string(),
      event: eventName(),
      url: z.string().nullable(),
      state: deliveryState(),
      attempts_allowed: z.int(),
      attempt: attemptSchema().nullable(),
      next_attempt_at: instant().nullable(),
    }),
  ),
  sending: schemaOf<SendingEvent>()("SendingEvent", () =>
    z.object({
      delivery_id: z.string(),
      task_id: z.string(),
      event: eventName(),
      url: z.string().nullable(),
      attempt: z.int(),
    }),
  ),
  fault: schemaOf<FaultEvent>()("FaultEvent", () =>
    z.object({
      id: z.string(),
      fault: z.string(),
      spec: z.string(),
      task_id: z.string().nullable(),
      what: z.string(),
    }),
  ),
  clock: schemaOf<ClockEvent>()("ClockEvent", () => z.object({ mode: z.string(), speed: z.number(), now: instant() })),
  note: schemaOf<NoteEvent>()("NoteEvent", () => z.object({ level: z.enum(LEVELS), text: z.string() })),
  reset: schemaOf<ResetEvent>()("ResetEvent", () => z.record(z.string(), z.never())),
};

const kinds = () =>
  Object.entries(EVENT_DATA).map(([type, data]) =>
    z.object({ id: z.int(), type: z.literal(type), at: instant(), data: data() }),
  );

/** What stands in the `data:` line of an event. */
export const eventSchema = (): z.ZodType => z.union(kinds()).meta({ id: "MockEvent" });
