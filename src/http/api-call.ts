// One call to the emulated API on its socket: how it is answered, or broken off, and its line in the journal.

import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { renderError } from "../contract/errors.js";
import type { PlotonError } from "../domain/errors.js";
import { maskSecrets } from "../domain/mask.js";
import { statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { TOKEN_HEADER } from "./control-caller.js";

/** An answer of the API: a status, headers beyond the usual, and a compact JSON body. */
type ApiAnswer = { status: number; headers?: Readonly<Record<string, string>>; body: string };

/** What a route did: its answer, and the task it was about. */
export type Done = { answer: ApiAnswer; task?: Task };

export type OpenCall = {
  /** The request's body, for the journal. */
  received(body: Buffer): void;
  /** The fault that strikes this call, for the journal. */
  struckBy(fault: string): void;
  refuse(error: PlotonError): void;
  answer(done: Done): void;
  /** Closes the connection without an answer: in order, or by a reset. */
  breakOff(how: "close" | "reset", done?: Done): void;
  /** Leaves the caller waiting. */
  leave(): void;
  isOpen(): boolean;
};

/** How much of a request's and an answer's body the journal keeps, in characters. */
const KEPT = 65_536;

export function openCall(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  key: string | null,
  { journal, whenKept }: Pick<Account, "journal" | "whenKept">,
  elapsed: () => number,
): OpenCall {
  let body = "";
  let fault: string | null = null;

  function record(status: number | null, answer: string, task?: Task): void {
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
      durationMs: elapsed(),
    };
    const about = task && { tool: task.tool, fixture: task.fixture.name, status: statusOf(task) };
    journal.write({ kind: "request", call, task: about ?? null });
  }

  /** What is answered is kept before. */
  function send({ status, headers, body: text }: ApiAnswer): void {
    whenKept(() => {
      const head: OutgoingHttpHeaders = {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(text),
      };
      response.writeHead(status, headers ? { ...head, ...headers } : head).end(text);
    });
  }

  return {
    received(bytes) {
      body = bytes.toString("utf8", 0, KEPT);
    },
    struckBy(name) {
      fault = name;
    },
    refuse(error) {
      const answer = { status: error.status, headers: error.headers, body: renderError(error) };
      record(answer.status, answer.body);
      send(answer);
    },
    answer({ answer, task }) {
      record(answer.status, answer.body, task);
      send(answer);
    },
    breakOff(how, done) {
      record(null, "", done?.task);
      if (how === "reset") request.socket.resetAndDestroy();
      else request.socket.destroy();
    },
    leave: () => record(null, ""),
    isOpen: () => !response.destroyed,
  };
}

/** Headers that hold nothing but a secret, in whatever form. */
const WHOLLY_SECRET = [TOKEN_HEADER, "proxy-authorization"];

/** The request's own headers, which nobody reads after its line is written: so the key can be struck out without a copy. */
function withoutKey(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  headers.authorization = undefined;
  for (const name of WHOLLY_SECRET) if (headers[name] !== undefined) headers[name] = "****";
  if (!isAlike(headers, last)) last = headers;
  return last;
}

/** Headers come alike again and again: one object for all of them. */
let last: IncomingHttpHeaders = {};

function isAlike(some: IncomingHttpHeaders, others: IncomingHttpHeaders): boolean {
  let left = Object.keys(others).length;
  for (const name in some) {
    if (some[name] !== others[name]) return false;
    left -= 1;
  }
  return left === 0;
}

/** "pk_test_abc" → "pk_test_****": which kind of key it was, and no more. */
export function maskKey(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return `${/pk_(?:test|live)_/.exec(authorization)?.[0] ?? ""}****`;
}
