// The page on speed shows what the last benchmark kept, and nothing else.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plotOf } from "../../bench/plot.mjs";
import { noteOf, type Results, tableOf } from "../../bench/table.mjs";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the table of speed is that of the last results, with all that is measured by default", () => {
  const results = JSON.parse(read("bench/results.json")) as Results;
  const page = read("docs/reference/speed.md");
  expect(page).toContain(tableOf(results));
  expect(page).toContain(noteOf(results));
  const measured = results.rows.map((row) => row.of);
  expect(measured).toEqual(expect.arrayContaining(["start-up", "requests", "deliveries", "retry-day"]));
  for (const { what, ratios, mock, bare } of results.rows)
    expect([what, ratios.length, bare.length]).toEqual([what, mock.length, mock.length]);
});

test("the plot is that of the last results, and README and the page show it", () => {
  expect(read("docs/reference/speed.svg")).toBe(plotOf(JSON.parse(read("bench/results.json")) as Results));
  expect(read("README.md")).toContain("](docs/reference/speed.svg)");
  expect(read("docs/reference/speed.md")).toContain("](speed.svg)");
});
