// One call to the emulated API on its socket: how it is answered, or broken off, and its line in the journal.

import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { renderError } from "../contract/errors.js";
import type { PlotonError } from "../domain/errors.js";
import { maskSecrets } from "../domain/mask.js";
import { ofTheLast } from "../domain/of-the-last.js";
import { statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { TOKEN_HEADER } from "./control-caller.js";

/** An answer of the API: a status, headers beyond the usual, and a compact JSON body. */
type ApiAnswer = { status: number; headers?: Readonly<Record<string, string>>; body: string };

/** What a route did: its answer, and the task it was about. */
export type Done = { answer: ApiAnswer; task?: Task };

/** How much of a request's and an answer's body the journal keeps, in characters. */
const KEPT = 65_536;

/** A class: one is made for each call, and nine functions of its own would be most of what a call leaves to be collected. */
export class OpenCall {
  private body = "";
  private fault: string | null = null;
  private readonly key: string | null;
  private readonly started: number;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly path: string,
    private readonly account: Pick<Account, "journal" | "whenKept">,
    private readonly monotonic: () => number,
  ) {
    const { authorization } = request.headers;
    this.key = authorization === undefined ? null : maskKey(authorization);
    this.started = monotonic();
  }

  /** The request's body, for the journal. */
  received(bytes: Buffer): void {
    this.body = bytes.toString("utf8", 0, KEPT);
  }

  /** The fault that strikes this call, for the journal. */
  struckBy(name: string): void {
    this.fault = name;
  }

  refuse(error: PlotonError): void {
    const answer = { status: error.status, headers: error.headers, body: renderError(error) };
    this.record(answer.status, answer.body);
    this.send(answer);
  }

  answer({ answer, task }: Done): void {
    this.record(answer.status, answer.body, task);
    this.send(answer);
  }

  /** Closes the connection without an answer: in order, or by a reset. */
  breakOff(how: "close" | "reset", done?: Done): void {
    this.record(null, "", done?.task);
    if (how === "reset") this.request.socket.resetAndDestroy();
    else this.request.socket.destroy();
  }

  /** Leaves the caller waiting. */
  leave(): void {
    this.record(null, "");
  }

  private record(status: number | null, answer: string, task?: Task): void {
    const { request, path, key, body, fault } = this;
    const call = {
      method: request.method ?? "GET",
      path: maskSecrets(path),
      key,
      headers: withoutKey(request.headers),
      body: maskSecrets(body),
      status,
      answer: maskSecrets(answer.slice(0, KEPT)),
      taskId: task?.id ?? null,
      fault,
      durationMs: Math.round((this.monotonic() - this.started) * 10) / 10,
    };
    const about = task && { tool: task.tool, fixture: task.fixture.name, status: statusOf(task) };
    this.account.journal.write({ kind: "request", call, task: about ?? null });
  }

  /** What is answered is kept before. */
  private send({ status, headers, body }: ApiAnswer): void {
    const usual = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const head: OutgoingHttpHeaders = headers ? { ...usual, ...headers } : usual;
    this.account.whenKept(() => this.response.writeHead(status, head).end(body));
  }
}

/** Headers that hold nothing but a secret, in whatever form. */
const WHOLLY_SECRET = [TOKEN_HEADER, "proxy-authorization"];

/** The request's own headers, which nobody reads after its line is written: so the key can be struck out without a copy. */
function withoutKey(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  headers.authorization = undefined;
  for (const name of WHOLLY_SECRET) if (headers[name] !== undefined) headers[name] = "****";
  if (!isLast(headers)) last = { headers, count: Object.keys(headers).length };
  return last.headers;
}

/** Headers come alike again and again: one object for all of them. */
let last: { headers: IncomingHttpHeaders; count: number } = { headers: {}, count: 0 };

function isLast(headers: IncomingHttpHeaders): boolean {
  let count = 0;
  for (const name in headers) {
    if (headers[name] !== last.headers[name]) return false;
    count += 1;
  }
  return count === last.count;
}

/** "pk_test_abc" → "pk_test_****": which kind of key it was, and no more. */
const maskKey = ofTheLast((authorization) => `${/pk_(?:test|live)_/.exec(authorization)?.[0] ?? ""}****`);
