// README is held to the code: its tables are generated, its scenario is valid, its programs run as they stand.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readFixture } from "../../src/fixtures/read.js";
import { startPlotonMock } from "../../src/index.js";
import { pythonWith, withPackage } from "../examples/python.js";
import { cleanEnvironment, here, isInstalled, PLOTON_MOCK, ROOT, run } from "../examples/run.js";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

/** The first block of a language under a heading, or anywhere. */
function block(language: string, heading = ""): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme.slice(readme.indexOf(heading)))![1]!;
}

/** A user's project with one file, in which `ploton-mock` is installed. */
function project(file: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ploton-readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules/ploton-mock"), "junction");
  writeFileSync(join(folder, file), content);
  return folder;
}

test.each([
  ["the tables of docs/reference", "reference-tables.mjs"],
  ["what is said of each field of a record, with an example", "records-doc.mjs"],
])("%s: what the source says", (_, file) => {
  const script = join(ROOT, "scripts", file);
  expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
});

test("its scenario is a valid fixture", async () => {
  expect((await readFixture(block("yaml"), "README.md")).problems).toEqual([]);
});

test("its scenarios, the guide's and init's have names of their own", () => {
  const sources = ["README.md", "docs/write-a-scenario.md", "src/fixtures/example.ts"];
  const names = sources.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/^name: ([\w-]+)/gm)].map(([, name]) => name),
  );
  expect(new Set(names).size).toBe(names.length);
});

test("its test in Node passes as it stands", async () => {
  const folder = project("weather-test.mjs", block("js", "### Test a handler in Node"));
  const { status, output } = await run([process.execPath, "--test", "weather-test.mjs"], folder);
  expect(output).toMatch(/pass 1\b/);
  expect(status).toBe(0);
});

test("its test in Python passes as it stands", async (context) => {
  if (!isInstalled(["python3", "--version"])) {
    if (process.env.CI === "true") throw new Error("This needs Python (python3 --version): install it.");
    context.skip("needs Python");
  }
  const folder = project("test_weather.py", block("python"));
  const command = /^npx ploton-mock exec .*unittest$/m.exec(readme)![0];
  const { status, output } = await run(here(command), folder, withPackage(pythonWith([]) ?? "python3"));
  expect(output).toMatch(/Ran 1 test[\s\S]*OK/);
  expect(status).toBe(0);
});

test("its handler passes check", async () => {
  const tell = "function told() {\n  process.send(this.address().port);\n}\n";
  const program = block("js", "## Sixty seconds to a verified webhook").replace("process.env.PORT ?? 3000", "0, told");
  const folder = project("handler.mjs", program + tell);
  const env = { ...cleanEnvironment(), PLOTON_WEBHOOK_SECRET: "whsec_test_secret" };
  const handler = spawn(process.execPath, ["handler.mjs"], {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void handler.kill());
  const [port] = await once(handler, "message");
  const words = [process.execPath, PLOTON_MOCK, "check", `http://localhost:${port}/webhook`];
  const { status, output } = await run([...words, "--secret", "whsec_test_secret"], folder);
  expect(output).toMatch(/ 0 failed, 0 warnings/);
  expect(status).toBe(0);
});

test("its inferred results are what comes", async () => {
  await using mock = await startPlotonMock();
  const resultOf = async (prompt: string) => {
    const headers = { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" };
    const answer = await fetch(`${mock.baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify({ prompt }) });
    await mock.clock.advance("3s");
    const { id } = (await answer.json()) as { id: string };
    return (await mock.tasks.get(id)).result as { invoices: Record<string, unknown>[] };
  };
  const [, prompt] = /"(List the open invoices[^"]*)" gives/.exec(readme.replaceAll("\n", " "))!;
  const withoutDates = (result: { invoices: Record<string, unknown>[] }) =>
    result.invoices.map(({ due_date, ...rest }) => ({ ...rest, due_date: typeof due_date }));
  expect(withoutDates(await resultOf(prompt!))).toEqual(withoutDates(JSON.parse(block("json"))));
  expect(await resultOf("Connect to the ERP")).toEqual({});
  expect(await resultOf("Cancel order 7.")).toMatchObject({ success: true });
});

/** What is read here of an operation in the OpenAPI description. */
type Operation = { requestBody: { content: { "application/json": { schema: { properties: object } } } } };

test("its account works, and the fields of the body are those that it names", async () => {
  await using mock = await startPlotonMock();
  const program = block("js", "### Run suites in parallel");
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...given: unknown[]) => Promise<void>;
  const env: Record<string, string> = {};
  const app = (_: unknown, response: { end(): void }) => response.end();
  await new AsyncFunction("mock", "app", "process", program)(mock, app, { env });
  expect(env.PLOTON_API_KEY).toMatch(/^pk_test_/);
  const answer = await fetch(`${mock.url}/_mock/openapi.json`);
  const openapi = (await answer.json()) as { paths: Record<string, { post: Operation }> };
  const { schema } = openapi.paths["/_mock/accounts"]!.post.requestBody.content["application/json"];
  const page = readFileSync(join(ROOT, "docs/reference/control-api.md"), "utf8");
  const part = page.slice(page.indexOf("Fields of the\nbody"));
  const named = [...part.slice(0, part.indexOf("Left out")).matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  expect(named.sort()).toEqual(Object.keys(schema.properties).sort());
});

test("it is read in one sitting: under 2,000 words", () => {
  expect(readme.split(/\s+/).length).toBeLessThan(2_000);
});
