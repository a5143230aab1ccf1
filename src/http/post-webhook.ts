// One webhook request on the wire: a connection of its own, exact headers, an outcome in every case. The owner of outgoing HTTP.

import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import { ASSUMED } from "../contract/assumed.js";
import { type Header, webhookHeaders } from "../contract/webhooks.js";
import type { Outcome } from "../domain/delivery.js";
import type { Send } from "../engine/attempt.js";
import { realTimers } from "../engine/clock.js";
import { firstHalf, type WireFault } from "../engine/faults/webhook-effects.js";
import { unreachable } from "./unreachable.js";

const { setTimeout, clearTimeout, setImmediate, clearImmediate } = realTimers;

/**
 * `insecure`: take any certificate of an https handler. `lookup`: how a host is looked up; the system's way when absent. `proxy`: a
 * variable of the environment that names one, to be told of where a handler cannot be reached.
 */
export type SenderOptions = { insecure: boolean; lookup?: LookupFunction; proxy?: string };

/** Once the headers are in, the outcome stands; a body that never ends is waited for no longer than this. */
const BODY_PATIENCE_MS = 2_000;

/**
 * Makes the courier's `Send` (contract 4.1.2, 4.1.5, 4.1.6). Each request has a connection of its own, so a stale kept-alive
 * socket cannot look like a failed delivery. The outcome stands once the whole status line and headers are in; of the
 * body the first 64 KiB are kept and the rest is dropped. Never rejects.
 */
export function createSender(options: SenderOptions): Send {
  return (request) => sendOn(undefined, request, options);
}

/** One request as `createSender` makes it, on a connection that is there already, or on one of its own. */
export async function sendOn(
  socket: Duplex | undefined,
  { url, message, timeoutMs, wire, abort }: Parameters<Send>[0],
  options: SenderOptions,
): ReturnType<Send> {
  const target = new URL(url);
  const { body, signature } = message;
  const headers = webhookHeaders(target.host, body, signature === null ? [] : [signature]);
  const { outcome, durationMs } = await exchange(
    { url: target, headers, body, timeoutMs, wire, abort },
    options,
    socket,
  );
  return { outcome, requestHeaders: Object.fromEntries(headers), durationMs };
}

/** A POST with these headers, some perhaps twice, and no others. */
export type Request = {
  url: URL;
  headers: readonly Header[];
  body: Buffer;
  timeoutMs: number;
  wire?: WireFault | null;
  abort?: AbortSignal;
};

/** What became of it. `isConnected`: somebody listens. `answerMs`: until the headers were in; `durationMs`: as much as was waited for. */
export type Exchanged = { outcome: Outcome; isConnected: boolean; answerMs: number; durationMs: number };

/** One POST on the wire, as all of ours are made. Never rejects. */
export async function exchange(
  { url, headers, body, timeoutMs, wire = null, abort }: Request,
  options: SenderOptions,
  socket?: Duplex,
): Promise<Exchanged> {
  const started = realTimers.monotonic();
  const since = () => Math.round((realTimers.monotonic() - started) * 10) / 10;
  const request = open(url, headers, options, socket);
  const leave = abort ? endWith(abort, request) : () => {};
  const seen = { isConnected: socket !== undefined, answerMs: undefined as number | undefined };
  const answer = () => {
    seen.answerMs = since();
  };
  request.once("socket", (own) =>
    own.once(url.protocol === "https:" ? "secureConnect" : "connect", () => {
      seen.isConnected = true;
    }),
  );
  request.once("response", answer).once("upgrade", answer);
  const ended = outcomeOf(request, url, timeoutMs, options.proxy);
  const stop = putOnWire(request, body, wire);
  const outcome = await ended;
  stop();
  leave();
  request.destroy();
  const durationMs = since();
  return { outcome, isConnected: seen.isConnected, answerMs: seen.answerMs ?? durationMs, durationMs };
}

/** The requests that end when a signal does. One listener for all of them: one for each costs as much as a request's own work. */
const following = new WeakMap<AbortSignal, Set<http.ClientRequest>>();

/** Ends the request when the signal says so, unless the returned function was called before. */
function endWith(signal: AbortSignal, request: http.ClientRequest): () => void {
  const open = following.get(signal) ?? follow(signal);
  open.add(request);
  return () => open.delete(request);
}

function follow(signal: AbortSignal): Set<http.ClientRequest> {
  const open = new Set<http.ClientRequest>();
  following.set(signal, open);
  const endAll = () => {
    for (const request of open) request.destroy(new Error("the mock was stopped"));
  };
  signal.addEventListener("abort", endAll, { once: true });
  return open;
}

function open(
  target: URL,
  headers: Request["headers"],
  { insecure, lookup }: SenderOptions,
  socket: Duplex | undefined,
): http.ClientRequest {
  const client = target.protocol === "https:" ? https : http;
  return client.request({
    method: "POST",
    hostname: target.hostname.replace(/^\[|\]$/g, ""),
    port: target.port,
    path: target.pathname + target.search,
    headers: headers.flat(),
    rejectUnauthorized: !insecure,
    ...(lookup && { lookup }),
    ...(socket ? { createConnection: () => socket } : { agent: false }),
  });
}

function outcomeOf(
  request: http.ClientRequest,
  target: URL,
  timeoutMs: number,
  proxy: string | undefined,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let headersAreIn = false;
    const timedOut = () => resolve({ kind: "timed_out", error: `no answer within ${timeoutMs / 1_000} s` });
    const callOff = afterAwake(timeoutMs, timedOut);
    const failed = (error: NodeJS.ErrnoException) => {
      callOff();
      if (!headersAreIn) resolve(unreachable(error, target, proxy));
    };
    request.on("response", (response) => {
      headersAreIn = true;
      callOff();
      resolve(readAnswer(response));
    });
    request.on("upgrade", (response, socket) => {
      callOff();
      socket.destroy();
      resolve(answered(response, [], false));
    });
    request.on("error", failed);
    request.on("close", () => failed(new Error("the connection was closed before an answer")));
  });
}

/** In so many parts a wait is cut: a stall of this process costs a handler one of them at most. */
const PARTS = 10;

/**
 * Calls back after `ms` in which this process was awake: one that was stopped, or too busy to look, must not take an answer that
 * lies in its socket for one that never came. So what has arrived when the time is over is read first. Returns what calls it off.
 */
function afterAwake(ms: number, over: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last: NodeJS.Immediate | undefined;
  const part = (left: number): void => {
    const next = () => {
      if (left > 1) part(left - 1);
      else last = setImmediate(over);
    };
    timer = setTimeout(next, ms / PARTS);
  };
  part(PARTS);
  return () => {
    clearTimeout(timer);
    clearImmediate(last);
  };
}

/** The answer with the first 64 KiB of its body, however the body goes on. */
function readAnswer(response: http.IncomingMessage): Promise<Outcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let kept = 0;
    const callOff = afterAwake(BODY_PATIENCE_MS, () => end(true));
    const end = (truncated: boolean) => {
      callOff();
      resolve(answered(response, chunks, truncated));
    };
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, Math.max(0, ASSUMED.maxAnswerBytes - kept)));
      kept += chunk.length;
      if (kept > ASSUMED.maxAnswerBytes) end(true);
    });
    response.on("end", () => end(false));
    response.on("error", () => end(true));
    response.on("close", () => end(true));
  });
}

function answered(response: http.IncomingMessage, chunks: Buffer[], truncated: boolean): Outcome {
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : String(value),
  ]);
  const body = Buffer.concat(chunks).toString("utf8");
  return { kind: "answered", status: response.statusCode!, headers: Object.fromEntries(headers), body, truncated };
}

/** Writes the body, whole and at once, or as a wire fault has it. Returns what stops a body that is still dripping. */
function putOnWire(request: http.ClientRequest, body: Buffer, wire: WireFault | null): () => void {
  if (wire?.kind === "slow") return drip(request, body, wire.byMs);
  if (wire === null) request.end(body);
  else request.write(firstHalf(body), () => breakOff(request, wire.kind));
  return () => {};
}

/** A receiver that has not read the first half yet when the reset arrives may take it for an orderly end. */
const READ_FIRST_MS = 15;

function breakOff(request: http.ClientRequest, how: "truncate" | "reset"): void {
  if (how === "truncate") request.socket?.end();
  else setTimeout(() => request.socket?.resetAndDestroy(), READ_FIRST_MS);
}

const DRIPS = 10;

/** The body in ten parts, spread over `byMs` of real time. */
function drip(request: http.ClientRequest, body: Buffer, byMs: number): () => void {
  const size = Math.ceil(body.length / DRIPS);
  request.flushHeaders();
  const timers = Array.from({ length: DRIPS }, (_, part) => {
    const bytes = body.subarray(part * size, (part + 1) * size);
    const write = () => (part === DRIPS - 1 ? request.end(bytes) : request.write(bytes));
    return setTimeout(write, (byMs * part) / (DRIPS - 1));
  });
  return () => void timers.map((timer) => clearTimeout(timer));
}
