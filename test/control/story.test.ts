// The story of a task: ten lines that say what happened, or the whole of it as JSON.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import supertest from "supertest";
import { expect, onTestFinished, test } from "vitest";
import { create, start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";

test("is told in lines: what was asked, each step, each attempt, what is due, what is armed", async () => {
  const { listener } = recorder((n) => (n === 1 ? 500 : 401));
  const mock = await start({ webhook: listener });
  await mock.fixtures.use({ name: "mine", when: {}, tool: "shop", plan: [{ after: "3s", complete: { ok: true } }] });
  const { id } = await create(mock, { prompt: "Order it with pk_live_abcdef", user_id: "user_7" });
  await mock.clock.advance("2m");
  await mock.faults.add({ on: "webhook", fault: "timeout", task_id: id, attempt: 3 });
  const { text, headers } = await supertest(mock.url).get(`/_mock/tasks/${id}/story`).expect(200);
  expect(headers["content-type"]).toContain("text/plain");
  const url = (await mock.webhook.get()).url;
  const bytes = Buffer.byteLength((await mock.deliveries.list())[0]!.body);
  expect(text.replace(/in [\d.]+ ms/g, "in N ms").split("\n")).toEqual([
    `${id}  complete  shop  for user_7`,
    '"Order it with pk_live_****"',
    "2025-06-15T14:22:00Z  created, running: fixture mine (it answers every request)",
    '2025-06-15T14:22:03Z  complete  {"ok":true}',
    `2025-06-15T14:22:03Z  task.complete 1/5 (dlv_${id.slice(5)}_1), ${bytes} bytes to ${url} → 500 in N ms`,
    `2025-06-15T14:23:03Z  task.complete 2/5 (dlv_${id.slice(5)}_1), ${bytes} bytes to ${url} → 401 in N ms`,
    expect.stringMatching(/^2025-06-15T14:23:03Z {6}\S/),
    `2025-06-15T14:34:03Z  due: the next attempt of dlv_${id.slice(5)}_1 (task.complete)`,
    `armed: webhook timeout attempt=3 task_id=${id}`,
    "",
  ]);
  const asJson = await supertest(mock.url).get(`/_mock/tasks/${id}/story`).set("Accept", "application/json");
  expect(asJson.body).toEqual({ lines: text.trimEnd().split("\n"), task: await mock.tasks.get(id) });
});

test("says of a result that was invented from the prompt that it was", async () => {
  const mock = await start();
  const { id } = await create(mock, { prompt: "Return the order_id" });
  await mock.clock.advance("1h");
  expect(await mock.story(id)).toMatch(/^\S+Z {2}complete, invented from the prompt {2}\{"order_id":/m);
});

test("goes forward in time to the end: an event is given up when its last attempt failed, and one by hand has no place in the schedule", async () => {
  const { listener } = recorder(() => 500);
  const mock = await start({ webhook: listener });
  const { id } = await create(mock);
  await mock.clock.advance("25h");
  const story = async () => (await mock.story(id)).trimEnd().split("\n");
  expect((await story()).at(-1)).toMatch(
    /^2025-06-16T14:22:\d\dZ {2}task\.complete .* given up after its last attempt$/,
  );
  await mock.deliveries.redeliver((await mock.deliveries.list())[0]!.id);
  const told = await story();
  expect(told.at(-2)).toMatch(/task\.complete attempt 6 \(dlv_\S+\), .* \(by hand\) → 500/);
  const times = told.flatMap((line) => /^\d{4}\S+Z/.exec(line)?.[0] ?? []);
  expect(times).toEqual([...times].sort());
});

test("tells of an attempt that is on the wire that the handler has not answered", async () => {
  let arrived = () => {};
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  const mock = await start({ webhook: arrived });
  const { id } = await create(mock);
  const again = mock.clock.advance("2m").catch(() => {});
  await isThere;
  expect((await mock.story(id)).trimEnd().split("\n").at(-1)).toMatch(
    /task\.complete \(dlv_\S+\): attempt 1 is on the wire; the handler has not answered for \d/,
  );
  await mock.close();
  await again;
});

test("a played task becomes a file of the fixtures folder, never over another", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const mock = await start({ fixtures: folder });
  const { id } = await create(mock, { prompt: "Water the plants. Return liters." });
  await mock.clock.advance("1m");
  const keep = async () => (await supertest(mock.url).post(`/_mock/tasks/${id}/fixture`).send({}).expect(201)).body;
  const [first, second] = [await keep(), await keep()];
  expect(first.file).toBe(join(folder, "water-the-plants-return-liters.yaml"));
  expect(second.file).toBe(join(folder, "water-the-plants-return-liters-2.yaml"));
  expect(readFileSync(first.file, "utf8")).toBe(first.yaml);
});

test("without a fixtures folder nothing is written, and the answer says what to do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "one.json");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(file, JSON.stringify({ name: "one", plan: [{ complete: {} }] }));
  const mock = await start({ fixtures: file });
  const { id } = await create(mock);
  const { body } = await supertest(mock.url).post(`/_mock/tasks/${id}/fixture`).send({}).expect(409);
  expect(body.error).toMatchObject({
    code: "no_fixtures_folder",
    message: expect.stringContaining("--fixtures FOLDER"),
  });
  expect(existsSync(join(folder, "do-it.yaml"))).toBe(false);
});
