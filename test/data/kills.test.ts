// The kills of npm run soak:data, a few of them: what clients were told, and what the handler saw, is what the mock says after each.

import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startPlotonMock } from "../../src/index.js";
import { dataFile } from "./kept.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIN = `${ROOT}bin/ploton-mock.js`;

test("no kill loses what was acknowledged, or sends an event a sixth time", async () => {
  const script = `${ROOT}scripts/soak-data.mjs`;
  // It ends with 1 where something is wrong, which its report says.
  const ran = promisify(execFile)(process.execPath, [script, "4", "11"]);
  const { stdout } = await ran.catch((error: { stdout: string }) => error);
  const report = JSON.parse(stdout.trim().split("\n").at(-1)!) as { acknowledged: number; wrong: string[] };
  expect(report.wrong).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(0);
}, 180_000);

test("a second process on the file ends with 1, and names the address and the pid of the first", async () => {
  const data = dataFile();
  await using first = await startPlotonMock({ data });
  const child = spawn(process.execPath, [BIN, "start", "--port", "0", "--data", data], { stdio: "pipe" });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect(said).toContain(`in use by another ploton-mock (${first.url}, pid ${process.pid})`);
  expect(status).toBe(1);
});
