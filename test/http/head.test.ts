// HEAD answers as GET does, without a body (contract 1.11).

import { expect, test } from "vitest";
import { api, create, start } from "../support/mock.js";

test.each([
  ["/v1/tasks", 200],
  ["/v1/tasks?limit=1", 200],
  ["/v1/tasks?limit=0", 400],
  ["/v1/tasks/TASK", 200],
  ["/v1/tasks/task_0aA0aA", 404],
])("of %s: status and headers of GET", async (path, status) => {
  const mock = await start();
  const { id } = await create(mock);
  await create(mock);
  const [head, get] = [await api(mock).head(path.replace("TASK", id)), await api(mock).get(path.replace("TASK", id))];
  expect([head.status, get.status]).toEqual([status, status]);
  for (const name of ["content-type", "content-length"]) expect(head.headers[name]).toBe(get.headers[name]);
  expect(Number(head.headers["content-length"])).toBeGreaterThan(0);
  expect(head.text).toBeFalsy();
});

test("without a key it is refused as GET is", async () => {
  const mock = await start();
  expect((await fetch(`${mock.baseUrl}/tasks`, { method: "HEAD" })).status).toBe(401);
});

test("of the control API and its stream, too: the stream does not begin", async () => {
  const mock = await start();
  for (const path of ["/_mock/tasks", "/_mock/health", "/_mock/events"])
    expect(await (await fetch(`${mock.url}${path}`, { method: "HEAD" })).text()).toBe("");
});
