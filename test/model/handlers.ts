// The handlers of all accounts, on one server: each behaves as its program says, and keeps what it met.

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { verifySignature } from "../../src/index.js";
import type { Behaviour } from "./program.js";

export const SECRET = "whsec_model";

export type Met = { body: string; signature: string; genuine: boolean; saw: string | number | null };

export type Handler = {
  is: Behaviour;
  /** How many tasks it may still make while it `creates`, or how often it may still kill. */
  left: number;
  /** From here on the mock that sends is dead: what it still sends meets nobody. */
  isOver: boolean;
  /** Milliseconds of real time before it answers. */
  takes: number;
  seen: Map<string, number>;
  received: Met[];
  /** What it does before it answers, and what came of it. */
  first(is: Behaviour, taskId: string): Promise<Met["saw"]>;
};

export type Handlers = { url: string; at: Map<string, Handler>; close(): Promise<void> };

/** Real milliseconds pass. */
export const pass = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Serves `/NAME` for each handler in `at`. */
export async function serveHandlers(): Promise<Handlers> {
  const at = new Map<string, Handler>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void meet(at.get(request.url!.slice(1))!, request, Buffer.concat(chunks), response));
  });
  server.on("clientError", (_error, socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

async function meet(
  handler: Handler,
  request: IncomingMessage,
  bytes: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { is, seen } = handler;
  if (handler.isOver) return void response.writeHead(200).end();
  const body = bytes.toString("utf8");
  const signature = String(request.headers["x-ploton-signature"] ?? "");
  const met: Met = { body, signature, genuine: verifySignature(bytes, signature, SECRET), saw: null };
  handler.received.push(met);
  const before = seen.get(body) ?? 0;
  if (is !== "refuse" && met.genuine) seen.set(body, before + 1);
  met.saw = await handler.first(is, (JSON.parse(body) as { task_id: string }).task_id);
  if (handler.takes > 0) await pass(handler.takes);
  if (is === "slow") for (let n = 0; n < 5; n += 1) await turn();
  if (is === "refuse") return void request.socket.destroy();
  const status = !met.genuine ? 401 : is === "flaky" && before === 0 ? 500 : typeof is === "number" ? is : 200;
  response.writeHead(status, status === 302 ? { Location: request.url! } : {}).end();
}
