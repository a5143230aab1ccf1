// Operations on the mock itself: is it there, what does it emulate, what does it serve.

import { z } from "zod";
import { LEDGER, MARKS } from "../contract/ledger.js";
import { formatInstant } from "../domain/duration.js";
import { environmentOfAccount, type Mock } from "./core.js";
import { clockMode, instant, listOf, MOST_LISTED, page, pageOf, schemaOf, wholeNumber } from "./forms.js";
import { operation } from "./operation.js";
import type { Environment } from "./types.js";

const behaviour = () =>
  z.object({
    id: z.string(),
    text: z.string(),
    mark: z.enum(MARKS),
    source: z.string(),
    option: z.string().optional(),
  });

const environmentSchema = schemaOf<Environment>()("Environment", () =>
  z.object({
    PLOTON_BASE_URL: z.string(),
    PLOTON_API_KEY: z.string(),
    PLOTON_WEBHOOK_SECRET: z.string(),
    PLOTON_MOCK_URL: z.string(),
  }),
);

function healthOf(mock: Mock): { status: "ok" | "degraded"; problem?: string } {
  const problem = mock.problem();
  return problem === undefined ? { status: "ok" } : { status: "degraded", problem };
}

export const mockOperations = {
  getHealth: operation({
    route: "GET /_mock/health",
    summary:
      "The mock is up; its version and clock. degraded: what happens is not kept just now, and `problem` says why.",
    answer: () =>
      z.object({
        status: z.enum(["ok", "degraded"]),
        problem: z.string().optional(),
        version: z.string(),
        clock: z.object({ mode: clockMode(), now: instant() }),
      }),
    handle: ({ mock, account: { clock } }) => ({
      ...healthOf(mock),
      version: mock.version,
      clock: { mode: clock.mode(), now: formatInstant(clock.now()) },
    }),
  }),
  getContract: operation({
    route: "GET /_mock/contract",
    summary: "Every emulated behaviour: documented, inferred or assumed.",
    // All of them unless fewer are asked for.
    query: () => z.strictObject({ ...page(), limit: wholeNumber("how many at most", 1, MOST_LISTED, MOST_LISTED) }),
    answer: listOf(behaviour),
    handle: ({ query }) => pageOf(LEDGER, query, (row) => row),
  }),
  stopMock: operation({
    route: "POST /_mock/stop",
    summary: "Stops the mock, once this is answered.",
    answer: () => z.object({ stopping: z.literal(true) }),
    handle: ({ mock, signal }) => {
      const stop = () => void mock.close("POST /_mock/stop").catch(() => {});
      if (signal === undefined) mock.real.soon(stop);
      else signal.addEventListener("abort", stop);
      return { stopping: true as const };
    },
  }),
  getEnvironment: operation({
    route: "GET /_mock/environment",
    summary: "What an app's environment holds to reach this mock as this account.",
    answer: environmentSchema,
    handle: ({ mock, account }) => environmentOfAccount(mock, account),
  }),
};
