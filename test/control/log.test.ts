// A program that asks for a log gets the one of the command line, on standard output; others get none.

import { expect, test, vi } from "vitest";
import { create, start } from "../support/mock.js";

/** What stands on standard output when a task was created in a mock with this log. */
async function printedWith(log: "pretty" | "json" | undefined): Promise<string> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const mock = await start(log && { log });
    await create(mock);
    await mock.close();
  } finally {
    spy.mockRestore();
  }
  return written.join("");
}

test("pretty: a line for each call", async () => {
  expect(await printedWith("pretty")).toMatch(/14:22:00 {2}POST \/v1\/tasks {2}200 {2}task_\w+ {2}general/);
});

test("json: where the mock is, then an object a line", async () => {
  const lines = (await printedWith("json")).trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(
    expect.arrayContaining(["listening", "request", "task"]),
  );
});

test("silent unless asked", async () => {
  expect(await printedWith(undefined)).toBe("");
});
