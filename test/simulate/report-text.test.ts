// The closing lines of a simulation.

import { expect, test } from "vitest";
import type { SimulationReport } from "../../src/simulate/report.js";
import { closingText } from "../../src/simulate/report-text.js";

const REPORT: SimulationReport = {
  handler: "http://localhost:3000/webhook",
  seeds: null,
  shard: null,
  stories: 1,
  requests: 1,
  passed: true,
  not_judged: ["effects", "state"],
  skipped: ["state"],
  failures: [],
  coverage: { cells: [], met: 0, of: 0 },
};

test("how to have an invariant judged is said where nobody asked for it to be skipped", () => {
  expect(closingText(REPORT, { colour: false }).split("\n")).toEqual([
    "  not judged: effects (give --probe URL|CMD, a number of effects such as a count of rows)",
    "  not judged: state",
    "  passed: 1 story, 1 request, the story",
  ]);
});
