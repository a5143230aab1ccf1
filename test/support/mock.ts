// A mock for one test: started on a free port, closed after it; and the calls to /v1 that every test makes.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import supertest from "supertest";
import { onTestFinished } from "vitest";
import type { FixtureFile, StepFile } from "../../src/fixtures/fixture.js";
import { type PlotonMock, type StartOptions, startPlotonMock } from "../../src/index.js";

export const KEY = "pk_test_mock";

/** Starts a mock (frozen clock unless said) and closes it when the test is over. */
export async function start(options: StartOptions = {}): Promise<PlotonMock> {
  const mock = await startPlotonMock(options);
  onTestFinished(() => mock.close());
  return mock;
}

/** A folder with one fixture file each, gone after the test. */
export function fixtureFolder(...fixtures: FixtureFile[]): string {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const fixture of fixtures) writeFileSync(join(folder, `${fixture.name}.json`), JSON.stringify(fixture));
  return folder;
}

/** A mock that plays `plan` for every prompt. */
export function startWithPlan(plan: StepFile[], options: StartOptions = {}): Promise<PlotonMock> {
  return start({ ...options, fixtures: fixtureFolder({ name: "any", tool: "any_tool", plan }) });
}

/** POST, GET, DELETE … to `/v1` with a key, by supertest. */
export function api(mock: PlotonMock, key = KEY) {
  const agent = supertest(mock.url);
  const call = (method: "get" | "post" | "delete" | "put" | "patch" | "head" | "options") => (path: string) =>
    agent[method](path).set("Authorization", `Bearer ${key}`);
  return {
    get: call("get"),
    post: call("post"),
    delete: call("delete"),
    put: call("put"),
    patch: call("patch"),
    head: call("head"),
    options: call("options"),
  };
}

/** Creates a task and gives its answer's body. */
export async function create(
  mock: PlotonMock,
  body: object = { prompt: "Do it" },
): Promise<{ id: string } & Record<string, unknown>> {
  return (await api(mock).post("/v1/tasks").send(body).expect(200)).body;
}

/** Reads a task as the API shows it. */
export async function read(mock: PlotonMock, id: string): Promise<Record<string, unknown>> {
  return (await api(mock).get(`/v1/tasks/${id}`).expect(200)).body;
}
