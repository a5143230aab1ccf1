// A client that a public generator makes of the description: its types have names, it compiles, and it works.

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import esbuild from "esbuild";
import { generate } from "openapi-typescript-codegen";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlotonMock, startPlotonMock } from "../../src/index.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** What a user of the generated client writes; it does not compile when a type has lost its name or its meaning. */
const PROGRAM = `
import { PlotonMockClient, type Attempt, type Delivery, type Fault, type TaskRecord } from "./client";

export async function run(url: string): Promise<{ prompt: string; delivery: Delivery; fault: Fault; refused: number }> {
  const { mock, v1 } = new PlotonMockClient({ BASE: url, TOKEN: "pk_test_mock" });
  const fault: Fault = await mock.addFault({ on: "webhook", fault: "lost-ack", attempt: 1 });
  const created = await v1.v1CreateTask({ prompt: "Do it" });
  await mock.advanceClock({ by: "24h" });
  const { data } = await mock.listDeliveries(100, 0, created.id);
  const delivery: Delivery = data[0]!;
  const attempt: Attempt = delivery.attempts[0]!;
  const outcome: "answered" | "lost" | "timed_out" | "refused" | "unreachable" | "interrupted" = attempt.outcome;
  const task: TaskRecord = await mock.getTask(created.id);
  const refused = await mock.getTask("task_none").catch((error: { status: number }) => error.status);
  if (outcome !== "lost" || typeof refused !== "number") throw new Error("odd");
  return { prompt: task.request.prompt, delivery, fault, refused };
}
`;

let mock: PlotonMock;
let folder: string;

beforeAll(async () => {
  mock = await startPlotonMock({ webhook: (_, response) => void response.end() });
  folder = mkdtempSync(join(ROOT, "node_modules/.generated-"));
  const input = (await (await fetch(`${mock.url}/_mock/openapi.json`)).json()) as Record<string, unknown>;
  await generate({
    input,
    output: join(folder, "client"),
    clientName: "PlotonMockClient",
    useUnionTypes: true,
    exportSchemas: false,
  });
  writeFileSync(join(folder, "program.ts"), PROGRAM);
});

afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the records have their names", () => {
  const models = readdirSync(join(folder, "client/models")).map((name) => name.replace(".ts", ""));
  const wanted = [
    "Account",
    "Attempt",
    "Clock",
    "Consent",
    "Delivery",
    "Explanation",
    "Fault",
    "Fixture",
    "FixtureFile",
  ];
  expect(models).toEqual(expect.arrayContaining([...wanted, "RequestRecord", "Task", "TaskRecord", "Webhook"]));
  expect(readFileSync(join(folder, "client/models/TaskRecord.ts"), "utf8")).toContain("deliveries: Array<Delivery>;");
});

test("it compiles strictly, with a program that uses it", async () => {
  const options = ["--strict", "--noEmit", "--target", "es2023", "--lib", "es2023,dom", "--module", "esnext"];
  const files = [join(folder, "program.ts")];
  const compiled = promisify(execFile)(process.execPath, [
    TSC,
    "--singleThreaded",
    ...options,
    "--moduleResolution",
    "bundler",
    "--types",
    "",
    "--ignoreConfig",
    ...files,
  ]);
  await expect(compiled).resolves.toMatchObject({ stdout: "" });
});

test("it works", async () => {
  const outfile = join(folder, "program.mjs");
  await esbuild.build({
    entryPoints: [join(folder, "program.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
  const { run } = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as {
    run: (url: string) => Promise<unknown>;
  };
  expect(await run(mock.url)).toMatchObject({
    prompt: "Do it",
    delivery: { state: "delivered", attempts: [{ outcome: "lost" }, { status: 200 }] },
    fault: { spec: "webhook lost-ack attempt=1", strikes: 0 },
    refused: 404,
  });
});
