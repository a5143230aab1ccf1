// One line of text finds tasks: by key, by word, by phrase, bodies included.

import supertest from "supertest";
import { expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { create, start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";

async function found(mock: PlotonMock, q: string): Promise<string[]> {
  const { body } = await supertest(mock.url).get("/_mock/search").query({ q }).expect(200);
  return body.ids;
}

/** Four tasks: delivered, retrying after a 503, failed for good, and one that runs. */
async function four() {
  const { listener } = recorder((_, { body }) => (body.includes("stock") ? 503 : body.includes("gone") ? 404 : 200));
  const mock = await start({ webhook: listener, retry: "1m" });
  await mock.fixtures.use({
    name: "shop",
    when: { prompt: { contains: "order" } },
    tool: "shop",
    plan: [{ after: "1s", complete: { city: "São Paulo", what: "{{metadata.what}}" } }],
  });
  const of = async (user_id: string, what: string, prompt = "Place the order.") =>
    (await create(mock, { prompt, user_id, metadata: { what, order: "ORD-4711", n: 7 } })).id;
  const exhausted = await of("user_8", "gone");
  await mock.clock.advance("2m");
  const delivered = await of("user_7", "fine");
  const retrying = await of("user_77", "stock");
  await mock.clock.advance("1s");
  const running = await of("user_7", "later", "Place another order, 6 of them.");
  return { mock, delivered, retrying, exhausted, running };
}

test("finds by key, word and phrase, and nothing loosely", async () => {
  const { mock, delivered, retrying, exhausted, running } = await four();
  const all = [running, retrying, delivered, exhausted];
  const table: [string, string[]][] = [
    ["", all],
    ["user:user_7", [running, delivered]],
    ["user:user_7*", [running, retrying, delivered]],
    ["webhook:retrying", [retrying]],
    ["webhook:failed", [exhausted]],
    ["webhook:delivered user:user_7", [delivered]],
    ["webhook:sending", []],
    ["answer:5xx", [retrying]],
    ["answer:404", [exhausted]],
    ["event:task.complete status:complete", [retrying, delivered, exhausted]],
    ["event:complete", [retrying, delivered, exhausted]],
    ["event:task.failed", []],
    ["meta.order:ORD-4711 meta.what:later", [running]],
    ["meta.n:7 meta.what:stock", [retrying]],
    ["meta.none:1", []],
    ["tool:shop fixture:shop", all],
    ['"são paulo"', [retrying, delivered, exhausted]],
    ['"ORD-47"', all],
    ["paulo", [retrying, delivered, exhausted]],
    ["aulo", []],
    ["6", [running]],
    [delivered, [delivered]],
    [delivered.slice(5), [delivered]],
    [
      `id:${delivered.slice(0, 8)}`,
      all.filter((id) => id.toLowerCase().startsWith(delivered.slice(0, 8).toLowerCase())),
    ],
    [`dlv_${retrying.slice(5)}_1`, [retrying]],
    ["user:", all],
    ["webhook:retr", []],
    ["PLACE another", [running]],
  ];
  const results = await Promise.all(table.map(async ([q]) => [q, await found(mock, q)]));
  expect(results).toEqual(table);
});

test("a key that there is not is named, with what is allowed", async () => {
  const mock = await start();
  const { body } = await supertest(mock.url).get("/_mock/search").query({ q: "webhok:failed" }).expect(400);
  expect(body.error.code).toBe("bad_search");
  expect(body.error.message).toMatch(/"webhok:".*Did you mean "webhook"\?.*Allowed: id:, user:/);
});

test("calls are listed newest first, after one of them, and about a task", async () => {
  const mock = await start();
  const first = await create(mock);
  const second = await create(mock);
  const calls = async (query: object) =>
    (await supertest(mock.url).get("/_mock/requests").query(query).expect(200)).body.data;
  const [newest, oldest] = await calls({ order: "newest" });
  expect([newest.task_id, oldest.task_id]).toEqual([second.id, first.id]);
  expect(await calls({ after: oldest.id })).toEqual([newest]);
  expect(await calls({ task_id: first.id })).toEqual([oldest]);
});
