// The running mock that a command acts on.

import { overHttp } from "../control/transports.js";
import { connectPlotonMock, MockError, type PlotonMock } from "../index.js";
import type { Given } from "./command.js";
import { print, printJson } from "./output.js";
import { type Reach, reachOf } from "./where.js";

/** The mock that --url, or PLOTON_MOCK_URL, names. Throws `MockError` 503 `unreachable` with how to start one. */
export async function connect(given: Given): Promise<PlotonMock> {
  return connectTo(await reachOf(given));
}

/** The same for what is known already. */
export async function connectTo({ url, apiKey, token }: Reach): Promise<PlotonMock> {
  await refuseOthers({ url, apiKey, token });
  return connectPlotonMock(url, { apiKey, token });
}

/** What calls operations that the programmatic API has no method for. */
export async function caller(given: Given) {
  const reach = await reachOf(given);
  await refuseOthers(reach);
  return overHttp(reach.url, reach.apiKey ?? null, reach.token);
}

/** What a mock says when it answers but does not let us in. */
const OF_A_MOCK = [401, 403, 503];

/** Another server on that port may answer anything: its pages are not worth showing. */
async function refuseOthers({ url, apiKey, token }: Reach): Promise<void> {
  const call = overHttp(url, apiKey ?? null, token);
  const answer = await call("getEnvironment").catch((error: unknown) => {
    if (error instanceof MockError && error.code !== "not_a_mock" && OF_A_MOCK.includes(error.status)) throw error;
  });
  if (typeof answer?.PLOTON_BASE_URL === "string") return;
  throw new MockError(
    503,
    "not_a_mock",
    `No ploton-mock answers at ${url}: another server does. Give --url, or start one with: npx ploton-mock`,
  );
}

/** Prints a record: as JSON where that was asked for, else as `lines` has it. */
export function show<T>(given: Given, record: T, lines: (record: T) => string): number {
  if (given.flags.json === true) printJson(record);
  else print(lines(record));
  return 0;
}
