// What is wrong with fixtures, as tests read it off the one error that says it.

import { MockError } from "../../src/domain/errors.js";
import { isJsonObject } from "../../src/domain/json.js";
import type { Problem } from "../../src/fixtures/problem.js";

/** The problems that a `fixtureError` carries; undefined for any other error. */
export function problemsOf(error: unknown): Problem[] | undefined {
  if (!(error instanceof MockError) || error.code !== "bad_fixtures" || !isJsonObject(error.details)) return undefined;
  return error.details.problems as Problem[];
}
