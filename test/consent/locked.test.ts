// Where a --control-token is set, the consent page asks for it first: its address is short enough to guess, and others may reach it.

import supertest from "supertest";
import { expect, test } from "vitest";
import { create, read, startWithPlan } from "../support/mock.js";
import { open, pageOf, post } from "./page.js";

const TOKEN = "open-sesame-4711";
const PLAN = [{ wait: { reason: "Why not", service: "crm" } }, { after: "3s", complete: {} }];

async function locked() {
  const mock = await startWithPlan(PLAN, { consent: "ask", controlToken: TOKEN });
  const { id } = await create(mock, { prompt: "Only for the one who knows", user_id: "user_123" });
  await mock.clock.advance("1s");
  return { mock, id, path: await pageOf(mock, id) };
}

test("without the token it shows nothing of the task, and an answer changes nothing", async () => {
  const { mock, id, path } = await locked();
  const page = await open(mock, path);
  expect(page).toMatchObject({ status: 401, html: expect.stringContaining("--control-token") });
  expect(page.html).not.toMatch(/Only for the one|user_123|seal/);
  expect((await post(mock, path, { decision: "approve" })).status).toBe(401);
  expect(await read(mock, id)).toMatchObject({ status: "waiting" });
});

test("a page of nobody is not told from one of a task", async () => {
  const { mock } = await locked();
  expect((await open(mock, "/_mock/consent/nothing")).status).toBe(401);
});

test("a wrong token is told as one", async () => {
  const { mock, path } = await locked();
  const page = await post(mock, path, { control_token: "open-sesame" });
  expect(page).toMatchObject({ status: 401, html: expect.stringContaining("not the token") });
});

test("with the token it goes on, and remembers it in a cookie that holds no token and goes nowhere else", async () => {
  const { mock, id, path } = await locked();
  const entered = await supertest(mock.url)
    .post(path)
    .type("form")
    .set({ Origin: mock.url })
    .send({ control_token: TOKEN });
  expect([entered.status, entered.headers.location]).toEqual([303, path]);
  const cookie = String(entered.headers["set-cookie"]);
  expect(cookie).toMatch(/^ploton-mock-session=[0-9a-f]{64}; Path=\/_mock\/consent; HttpOnly; SameSite=Strict$/);
  const Cookie = cookie.split(";")[0]!;
  const page = await supertest(mock.url).get(path).set({ Cookie });
  expect(page.text).toContain("Only for the one who knows");
  const seal = /name="seal" value="([^"]+)"/.exec(page.text)![1]!;
  await post(mock, path, { seal, decision: "approve" }, { Origin: mock.url, Cookie });
  expect(await read(mock, id)).toMatchObject({ status: "running" });
});

test.each(["ploton-mock-session=", "ploton-mock-session=0", `ploton-mock-session=${TOKEN}`, "x"])(
  "a made-up cookie does not open it: %s",
  async (Cookie) => {
    const { mock, path } = await locked();
    expect((await supertest(mock.url).get(path).set({ Cookie })).status).toBe(401);
  },
);

test("a program opens it with the header", async () => {
  const { mock, path } = await locked();
  expect((await supertest(mock.url).get(path).set({ "X-Ploton-Mock-Token": TOKEN })).status).toBe(200);
});
