// Operations on the mock itself: is it there, what does it emulate, what does it serve.

import { z } from "zod";
import { LEDGER, MARKS } from "../contract/ledger.js";
import { formatInstant } from "../domain/duration.js";
import { operation } from "./operation.js";
import { clockMode } from "./schemas.js";

const behaviour = z.object({
  id: z.string(),
  text: z.string(),
  mark: z.enum(MARKS),
  source: z.string(),
  option: z.string().optional(),
});

export const mockOperations = [
  operation({
    name: "getHealth",
    route: "GET /_mock/health",
    summary: "The mock is up; its version and clock.",
    answer: z.object({
      status: z.literal("ok"),
      version: z.string(),
      clock: z.object({ mode: clockMode, now: z.string() }),
    }),
    handle: ({ mock, account: { clock } }) => ({
      status: "ok",
      version: mock.version,
      clock: { mode: clock.mode(), now: formatInstant(clock.now()) },
    }),
  }),
  operation({
    name: "getContract",
    route: "GET /_mock/contract",
    summary: "Every emulated behaviour: documented, inferred or assumed.",
    answer: z.object({ data: z.array(behaviour), has_more: z.boolean() }),
    handle: () => ({ data: LEDGER, has_more: false }),
  }),
];
