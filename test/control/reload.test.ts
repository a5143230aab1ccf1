// Fixtures are read again when they are asked for, also by a mock that does not watch; and a mock is stopped by a call.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { start } from "../support/mock.js";

const yaml = (tool: string) => `name: mine\ntool: ${tool}\nplan: [{ complete: {} }]\n`;
const post = async (url: string, body = "{}") =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });

test("POST /_mock/fixtures/reload reads the files, and tells what is wrong with them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reload-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "mine.yaml");
  writeFileSync(file, yaml("crm"));
  const mock = await start({ fixtures: folder, watch: false });
  writeFileSync(file, yaml("chat"));
  const read = await post(`${mock.url}/_mock/fixtures/reload`);
  expect(await read.json()).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ name: "mine", tool: "chat" })]),
    problems: [],
  });
  writeFileSync(file, "name: [");
  const broken = (await (await post(`${mock.url}/_mock/fixtures/reload`)).json()) as { problems: { file: string }[] };
  expect(broken.problems).toMatchObject([{ file }]);
  expect((await mock.fixtures.list()).find(({ name }) => name === "mine")).toMatchObject({ tool: "chat" });
});

test("POST /_mock/stop is answered, then nobody listens", async () => {
  const mock = await start();
  const answer = await post(`${mock.url}/_mock/stop`);
  expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 200, body: { stopping: true } });
  await expect.poll(() => fetch(mock.url).catch(() => "nobody")).toBe("nobody");
  await mock.close();
});

test("a compressed body is named as what it is", async () => {
  const { baseUrl } = await start();
  const headers = {
    Authorization: "Bearer pk_test_x",
    "Content-Type": "application/json",
    "Content-Encoding": "gzip",
  };
  const answer = await fetch(`${baseUrl}/tasks`, { method: "POST", headers, body: "x" });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    error: { code: "invalid_request", message: expect.stringMatching(/Content-Encoding: gzip/) },
  });
});
