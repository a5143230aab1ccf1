// The corpus: each bad handler has one mistake, the case that is meant for it finds it, and no other case than those
// that the handler names complains.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CASES } from "../../src/handler-check/cases.js";
import { reportText } from "../../src/handler-check/report-text.js";
import { type CheckOptions, checkHandler } from "../../src/handler-check/runner.js";
import { clock } from "./clock.js";
import { ROOT, SECRET, startInThread } from "./start-handler.js";

const FOLDER = "test/handlers/bad";
const NAMES = readdirSync(join(ROOT, FOLDER)).map((file) => file.replace(/\.mjs$/, ""));

/** Limits that spare the tests the real ones. */
const OPTIONS: Readonly<Record<string, Partial<CheckOptions>>> = {
  slow: { slowMs: 60 },
  "hangs-on-bad-json": { timeoutMs: 1_500 },
};

/** What a handler's first lines say: the case that must find it, the cases that may complain too. */
function declared(name: string): { finds: string; also: string[] } {
  const source = readFileSync(join(ROOT, FOLDER, `${name}.mjs`), "utf8");
  const line = (word: string) => new RegExp(`^// ${word}: (.*)$`, "m").exec(source)?.[1] ?? "";
  return { finds: line("finds"), also: line("also").split(" ").filter(Boolean) };
}

test("the corpus holds at least 22 handlers, and names only cases that there are", () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(22);
  const ids = CASES.map(({ id }) => id);
  for (const name of NAMES) {
    const { finds, also } = declared(name);
    for (const id of [finds, ...also]) expect(ids, `${name} names ${id}`).toContain(id);
  }
});

test("the pieces that bad handlers are made of are a correct handler", async () => {
  const report = await check("../correct-handler");
  expect(report.cases.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
});

test("every case finds a mistake that no other case is meant for, or guards against one that ends the check", () => {
  const meant = new Set(NAMES.map((name) => declared(name).finds));
  const unproven = CASES.map(({ id }) => id).filter((id) => !meant.has(id));
  expect(unproven).toEqual([]);
});

describe("a handler that does it another way, and is right", () => {
  test.each(readdirSync(join(ROOT, "test/handlers/fine")))("%s", async (file) => {
    const report = await check(`../fine/${file.replace(/\.mjs$/, "")}`);
    expect(report.cases.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });
});

describe.concurrent("a handler with one mistake is found out", () => {
  test.each(NAMES)("%s", async (name) => {
    const { finds, also } = declared(name);
    const report = await check(name);
    const complaints = report.cases.filter(({ verdict }) => verdict === "fail" || verdict === "warning");
    const ids = complaints.map(({ id }) => id);
    const folded = report.causes.flatMap(({ explains }) => explains);
    expect([...ids, ...folded], reportText(report)).toContain(finds);
    expect(complaints.filter(({ verdict }) => verdict === "fail").length, reportText(report)).toBeLessThanOrEqual(2);
    expect(
      ids.filter((id) => id !== finds && !also.includes(id)),
      reportText(report),
    ).toEqual([]);
  });
});

async function check(name: string) {
  const handler = await startInThread(`${FOLDER}/${name}.mjs`, { HANDLER_DELAY_MS: "80" });
  try {
    const options = { ...clock, patience: { comeMs: 1_000, quietMs: 40 }, ...OPTIONS[name] };
    return await checkHandler({ ...options, url: handler.url, secret: SECRET, probe: handler.probe });
  } finally {
    await handler.stop();
  }
}
