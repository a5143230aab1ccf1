// Reads a stream of server-sent events, one by one, as they arrive.

import http, { type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";

export type Sent = { id: string | null; event: string; data: Record<string, unknown> };

export type EventReader = {
  /** The next event, when it is there; undefined once the stream has ended. */
  next(): Promise<Sent | undefined>;
  take(count: number): Promise<Sent[]>;
  response: IncomingMessage;
};

/** Opens `/_mock/events`; resolves once the stream has begun. */
export function readEvents(url: string, headers: Record<string, string> = {}, query = ""): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${url}/_mock/events${query}`, { headers }, (response) => {
      response.setEncoding("utf8");
      resolve(readerOf(response));
    });
    request.on("error", reject);
    onTestFinished(() => void request.destroy());
  });
}

function readerOf(response: IncomingMessage): EventReader {
  let text = "";
  let ended = false;
  let wake = () => {};
  response.on("data", (chunk: string) => {
    text += chunk;
    wake();
  });
  for (const end of ["end", "error", "close"])
    response.on(end, () => {
      ended = true;
      wake();
    });

  async function next(): Promise<Sent | undefined> {
    for (;;) {
      const at = text.indexOf("\n\n");
      if (at !== -1) {
        const frame = text.slice(0, at);
        text = text.slice(at + 2);
        if (frame.startsWith(":")) continue;
        return sentOf(frame);
      }
      if (ended) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    response,
    next,
    async take(count) {
      const taken: Sent[] = [];
      while (taken.length < count) taken.push((await next())!);
      return taken;
    },
  };
}

function sentOf(frame: string): Sent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1];
  return { id: field("id") ?? null, event: field("event")!, data: JSON.parse(field("data")!) };
}
