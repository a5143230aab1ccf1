// The running mock that a command acts on.

import { overHttp } from "../control/transports.js";
import { connectPlotonMock, type PlotonMock } from "../index.js";
import { type Given, textOf } from "./command.js";
import { DEFAULT_URL } from "./flags.js";
import { print, printJson } from "./output.js";

function reachOf(given: Given) {
  return {
    url: (textOf(given, "url") ?? (process.env.PLOTON_MOCK_URL || DEFAULT_URL)).replace(/\/+$/, ""),
    apiKey: textOf(given, "api-key"),
    token: textOf(given, "control-token") ?? (process.env.PLOTON_MOCK_CONTROL_TOKEN || undefined),
  };
}

/** The mock that --url, or PLOTON_MOCK_URL, names. Throws `MockError` 503 `unreachable` with how to start one. */
export function connect(given: Given): Promise<PlotonMock> {
  const { url, apiKey, token } = reachOf(given);
  return connectPlotonMock(url, { apiKey, token });
}

/** Calls an operation that the programmatic API has no method for. */
export function callOperation(
  given: Given,
  name: string,
  input: { params?: Record<string, string>; body?: unknown },
): Promise<unknown> {
  const { url, apiKey, token } = reachOf(given);
  return overHttp(url, apiKey ?? null, token)(name, input);
}

/** Prints a record: as JSON where that was asked for, else as `lines` has it. */
export function show<T>(given: Given, record: T, lines: (record: T) => string): number {
  if (given.flags.json === true) printJson(record);
  else print(lines(record));
  return 0;
}
