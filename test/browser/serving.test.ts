// The inspector over plain HTTP: where it is, what it is served with, and that nothing else of the package is.

import supertest from "supertest";
import { expect, test } from "vitest";
import { start } from "../support/mock.js";

test.each(["/", "/_mock/", "/_mock"])("%s is the page, also with a control token set", async (path) => {
  const mock = await start({ controlToken: "secret" });
  const { text, headers } = await supertest(mock.url).get(path).expect(200);
  expect(text).toContain("<title>ploton-mock</title>");
  expect(text).not.toMatch(/<script(?![^>]* src="\/inspector\/)|<style| style=| on\w+=/);
  expect(headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
  });
});

test.each([
  ["app.js", "text/javascript; charset=utf-8"],
  ["theme.js", "text/javascript; charset=utf-8"],
  ["style.css", "text/css; charset=utf-8"],
  ["consent.css", "text/css; charset=utf-8"],
  ["icon.svg", "image/svg+xml"],
])("%s has its type and the policy", async (name, type) => {
  const mock = await start();
  const { headers } = await supertest(mock.url).get(`/inspector/${name}`).expect(200);
  expect(headers["content-type"]).toBe(type);
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
});

test.each([
  "",
  "nothing.js",
  "../package.json",
  "..%2fpackage.json",
  "%2e%2e/package.json",
  "panels",
  "panels/",
  "a%00.js",
])("/inspector/%s is not there", async (name) => {
  const mock = await start();
  await supertest(mock.url).get(`/inspector/${name}`).expect(404);
});

test("tasks in brief: all, by id, by page; with the state of their webhooks", async () => {
  const mock = await start();
  const create = (prompt: string) =>
    supertest(mock.url).post("/v1/tasks").set("Authorization", "Bearer pk_test_mock").send({ prompt, user_id: "u" });
  const { body: first } = await create(`Water the plants ${"x".repeat(500)}`);
  await create("Water them again");
  await mock.clock.advance("1m");
  const list = async (query: string) =>
    (await supertest(mock.url).get(`/_mock/tasks-in-brief${query}`).expect(200)).body;
  expect(await list("?limit=1")).toMatchObject({ data: [{ number: 2, status: "complete" }], has_more: true });
  const [brief] = (await list(`?ids=${first.id},task_none`)).data;
  expect(brief).toMatchObject({ id: first.id, user_id: "u", deliveries: 1, delivery_state: "undeliverable" });
  expect(brief.prompt).toHaveLength(200);
});

test("the environment of an app, and the kinds of faults", async () => {
  const mock = await start({ apiKey: "pk_test_mine" });
  const { body } = await supertest(mock.url).get("/_mock/environment").expect(200);
  expect(body).toEqual(mock.env);
  const kinds = await supertest(mock.url).get("/_mock/fault-kinds").expect(200);
  expect(kinds.body.data).toContainEqual({
    on: "webhook",
    fault: "status",
    text: expect.any(String),
    param: { name: "status", form: "number", default: 500, least: 200, most: 599 },
  });
});
