// A handler for simulations: right in itself, with the places at which a test makes it wrong.

import type { IncomingMessage, ServerResponse } from "node:http";
import { ASSUMED } from "../../src/contract/assumed.js";
import { verifySignature } from "../../src/contract/signature.js";

export type Event = { event: string; task_id: string; timestamp: string; data: unknown };
export type App = {
  effects: number;
  states: Map<string, { status: string; at: string }>;
  /** Requests in the order in which they came, as "A.complete" with the tasks named in the order of their coming. */
  seen: string[];
  handler: (request: IncomingMessage, response: ServerResponse) => void;
};

const STATUS: Record<string, string> = {
  "task.progress": "running",
  "task.waiting": "waiting",
  "task.complete": "complete",
  "task.failed": "failed",
};
const RANK = ["running", "waiting", "complete", "failed"];

/** What a test replaces. `take` gives the status of the answer to a genuine event. */
export type Ways = {
  verify?: (body: Buffer, header: string | undefined, event: Event) => boolean;
  take?: (event: Event, key: string, app: App, body: Buffer) => number | Promise<number>;
};

/** Carries the event out once, and keeps the newest view: an end stays, of the others the later counts, of one second the wait. */
export function carryOut(app: App, event: Event): void {
  app.effects += 1;
  view(app, event);
}

export function view(app: App, { event, task_id, timestamp }: Event): void {
  const status = STATUS[event]!;
  const known = app.states.get(task_id);
  const isOlder =
    known &&
    (RANK.indexOf(known.status) >= 2 ||
      (RANK.indexOf(status) < 2 &&
        (timestamp < known.at || (timestamp === known.at && RANK.indexOf(status) < RANK.indexOf(known.status)))));
  if (!isOlder) app.states.set(task_id, { status, at: timestamp });
}

export function rightHandler(): App {
  const known = new Set<string>();
  return makeHandler({
    take(event, key, app) {
      if (!known.has(key)) carryOut(app, event);
      known.add(key);
      return 200;
    },
  });
}

export function makeHandler({ verify, take }: Ways): App {
  const names = new Map<string, string>();
  const app: App = {
    effects: 0,
    states: new Map(),
    seen: [],
    handler(request, response) {
      const chunks: Buffer[] = [];
      request.on("error", () => {});
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", async () => {
        const body = Buffer.concat(chunks);
        const header = request.headers["x-ploton-signature"] as string | undefined;
        const event = JSON.parse(body.toString()) as Event;
        if (!names.has(event.task_id)) names.set(event.task_id, String.fromCharCode(65 + names.size));
        app.seen.push(`${names.get(event.task_id)}.${event.event.slice(5)}`);
        const isRight = verify?.(body, header, event) ?? verifySignature(body, header, ASSUMED.defaultWebhookSecret);
        response.statusCode = isRight ? ((await take?.(event, body.toString(), app, body)) ?? 200) : 401;
        response.end();
      });
    },
  };
  return app;
}

/** What `simulate` needs to know of it. */
export function readings(app: App) {
  return {
    webhook: app.handler,
    effects: () => app.effects,
    state: (id: string) => app.states.get(id)?.status,
    settle: "20ms",
  };
}
