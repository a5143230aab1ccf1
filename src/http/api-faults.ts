// What each API fault does to a call, as data: refuse it, delay its answer, or break it.

import { internalError, invalidApiKey, permissionDenied, rateLimitExceeded } from "../contract/errors.js";
import type { ApiFault } from "../domain/fault-kinds.js";
import type { Done, OpenCall } from "./api-call.js";

/** A call that a fault strikes. `param` in the fault's unit; `later` waits in real time; `letGo` stops holding the clock. */
export type StruckCall = {
  call: OpenCall;
  param: number;
  carryOut: () => Promise<Done>;
  later: (ms: number) => Promise<void>;
  letGo: () => void;
};

export const API_FAULTS: Readonly<Record<ApiFault, (struck: StruckCall) => void | Promise<void>>> = {
  "rate-limited": ({ call, param }) => call.refuse(rateLimitExceeded(param * 1_000)),
  "server-error": ({ call, param }) => call.refuse(internalError(param)),
  unauthorized: ({ call }) => call.refuse(invalidApiKey()),
  forbidden: ({ call }) => call.refuse(permissionDenied()),
  async latency({ call, param, carryOut, later }) {
    const done = await carryOut();
    await later(param);
    call.answer(done);
  },
  hang({ call, letGo }) {
    call.leave();
    letGo();
  },
  reset: ({ call }) => call.breakOff("reset"),
  async "malformed-json"({ call, carryOut }) {
    const { answer, task } = await carryOut();
    call.answer({ answer: { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) }, task });
  },
  async empty({ call, carryOut }) {
    const { answer, task } = await carryOut();
    call.answer({ answer: { ...answer, body: "" }, task });
  },
  async "lost-response"({ call, carryOut }) {
    call.breakOff("close", await carryOut());
  },
};
