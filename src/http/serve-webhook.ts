// A handler given as a function gets a server of its own, on a free port of loopback, so that deliveries are real HTTP.

import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import { THROWN_HEADER } from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import { shown } from "../domain/json.js";
import { listen } from "./listen.js";
import type { Listener } from "./ploton-api.js";
import { serveWithin } from "./within.js";

/** A handler that is served: `url` has the path at which it is asked, `connect` gives a connection that stays within this process. */
export type Served = { url: string; connect(): Duplex; close(): Promise<void> };

/** Serves a (req, res) listener, such as an express app. */
export async function serveWebhook(listener: Listener, path: string): Promise<Served> {
  refuseOdd(listener);
  const { port, close } = await listen(guarded(listener), "localhost", 0);
  const within = serveWithin(guarded(listener));
  return {
    url: `http://localhost:${port}${path.startsWith("/") ? path : `/${path}`}`,
    connect: within.connect,
    close: () => {
      within.close();
      return close();
    },
  };
}

/** A program without types may give anything; each request would then be answered 500. Throws `MockError` 400. */
function refuseOdd(listener: unknown): void {
  if (typeof listener === "function") return;
  const isUrl = typeof listener === "string" && /^https?:/.test(listener);
  throw new MockError(
    400,
    "bad_option",
    `A (req, res) listener such as an express app is what is served, not ${shown(listener)}.${isUrl ? " For a URL there is webhook.set({ url })." : ""}`,
  );
}

/** A listener that throws or rejects has answered 500, as a framework would have it. */
function guarded(listener: Listener): Listener {
  return (request, response) => {
    const failed = (error: unknown) => answerThrown(response, error);
    try {
      Promise.resolve(listener(request, response)).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}

/** So much of an error is told, in characters. */
const MOST_TOLD = 500;

/** Throws what comes after the answer has begun: it is not the attempt's any more, and must not get lost. */
function answerThrown(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    if (!response.writableEnded) response.destroy();
    throw error;
  }
  const text = textOf(error);
  response.writeHead(500, { "Content-Type": "text/plain; charset=utf-8", [THROWN_HEADER]: encodeURIComponent(text) });
  response.end(`${text}\n`);
}

/** What was thrown, and where; halves of characters are left out, which cannot be encoded. */
function textOf(error: unknown): string {
  const [text = "", place] = error instanceof Error ? [String(error), placeOf(error)] : [inspect(error)];
  const told = text.slice(0, MOST_TOLD).replace(/\p{Surrogate}/gu, "\ufffd");
  return place === undefined ? told : `${told}, at ${place}`;
}

/** The line that threw: "/home/me/app.ts:12:3". */
function placeOf({ stack = "" }: Error): string | undefined {
  return /^ +at (?:.*\()?(?:file:\/\/)?(.+:\d+:\d+)\)?$/m.exec(stack)?.[1];
}
