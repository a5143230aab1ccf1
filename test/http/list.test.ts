// GET /v1/tasks (contract 3.3): newest first, whole tasks, limit, offset, status, user_id.

import { describe, expect, it } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { api, create, read, start, startWithPlan } from "../support/mock.js";

async function withTasks(count: number, body: (i: number) => object = () => ({})) {
  const mock = await startWithPlan([{ after: "10s", complete: { done: true } }]);
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push((await create(mock, { prompt: `Do ${i}`, ...body(i) })).id);
  return { mock, newest: ids.reverse() };
}

async function list(mock: PlotonMock, query = ""): Promise<{ ids: string[]; more: boolean }> {
  const { body } = await api(mock).get(`/v1/tasks${query}`).expect(200);
  expect(Object.keys(body)).toEqual(["data", "has_more"]);
  return { ids: body.data.map(({ id }: { id: string }) => id), more: body.has_more };
}

describe("the list of tasks", () => {
  it("is empty at first", async () => {
    const mock = await start();
    const { text } = await api(mock).get("/v1/tasks").expect(200);
    expect(text).toBe('{"data":[],"has_more":false}');
  });

  it("holds whole tasks, as a read gives them", async () => {
    const { mock, newest } = await withTasks(2, (i) => ({ metadata: { i } }));
    await mock.clock.advance("10s");
    const { body } = await api(mock).get("/v1/tasks");
    expect(body.data).toEqual([await read(mock, newest[0]!), await read(mock, newest[1]!)]);
    expect(body.data[0]).toMatchObject({ result: { done: true }, metadata: { i: 1 } });
  });

  it("gives 20, newest first, unless told", async () => {
    const { mock, newest } = await withTasks(21);
    expect(await list(mock)).toEqual({ ids: newest.slice(0, 20), more: true });
  });

  it.each([
    ["?limit=1", 0, 1, true],
    ["?limit=20", 0, 20, true],
    ["?limit=21", 0, 21, false],
    ["?limit=100", 0, 21, false],
    ["?offset=1", 1, 21, false],
    ["?limit=5&offset=15", 15, 20, true],
    ["?limit=5&offset=16", 16, 21, false],
    ["?limit=5&offset=20", 20, 21, false],
    ["?limit=5&offset=21", 21, 21, false],
    ["?offset=1000000", 21, 21, false],
    ["?limit=5&unknown=x", 0, 5, true],
  ])("%s gives the tasks %d to %d, more: %s", async (query, from, to, more) => {
    const { mock, newest } = await withTasks(21);
    expect(await list(mock, query)).toEqual({ ids: newest.slice(from, to), more });
  });

  it.each([
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1.5",
    "limit=",
    "limit=abc",
    "limit=1e1",
    "limit=%201",
    "limit=99999999999999999999",
    "offset=-1",
    "offset=x",
    "offset=",
    "offset=0.5",
    "status=",
    "status=done",
    "status=Running",
    "status=__proto__",
    "status=running,failed",
  ])("refuses %s and names the value", async (query) => {
    const mock = await start();
    const { status, body } = await api(mock).get(`/v1/tasks?${query}`);
    expect(status).toBe(400);
    expect(body).toEqual({
      error: { code: "invalid_request", message: expect.stringMatching(new RegExp(`^${query.split("=")[0]} `)) },
    });
  });

  it("is narrowed to one status", async () => {
    const { mock, newest } = await withTasks(3);
    await mock.tasks.cancel(newest[1]!);
    await mock.tasks.complete(newest[2]!);
    expect((await list(mock, "?status=running")).ids).toEqual([newest[0]]);
    expect((await list(mock, "?status=cancelled")).ids).toEqual([newest[1]]);
    expect((await list(mock, "?status=complete")).ids).toEqual([newest[2]]);
    for (const status of ["pending", "waiting", "failed"])
      expect((await list(mock, `?status=${status}`)).ids).toEqual([]);
  });

  it("is narrowed to one user; offset, limit and has_more count only that user's", async () => {
    const { mock, newest } = await withTasks(10, (i) => (i % 2 === 0 ? { user_id: "user & co" } : {}));
    const theirs = newest.filter((_, i) => i % 2 === 1);
    const user = `user_id=${encodeURIComponent("user & co")}`;
    expect(await list(mock, `?${user}`)).toEqual({ ids: theirs, more: false });
    expect(await list(mock, `?${user}&limit=2&offset=1`)).toEqual({ ids: theirs.slice(1, 3), more: true });
    expect(await list(mock, `?${user}&limit=2&offset=3`)).toEqual({ ids: theirs.slice(3), more: false });
    expect(await list(mock, "?user_id=nobody")).toEqual({ ids: [], more: false });
    expect(await list(mock, "?user_id=")).toEqual({ ids: [], more: false });
    expect(await list(mock, `?${user}&status=complete`)).toEqual({ ids: [], more: false });
  });

  it("is each account's own", async () => {
    const { mock } = await withTasks(1);
    const other = await mock.account();
    const { body } = await api(mock, other.apiKey).get("/v1/tasks").expect(200);
    expect(body).toEqual({ data: [], has_more: false });
  });
});
