// A post that the page did not make, or makes twice, changes nothing; what outsiders fill in stays text.

import supertest from "supertest";
import { expect, test } from "vitest";
import { create, read, startWithPlan } from "../support/mock.js";
import { open, pageOf, post } from "./page.js";

const PLAN = [{ wait: { reason: "Why not", service: "crm" } }, { after: "3s", complete: {} }];

async function asked(user_id = "user_123") {
  const mock = await startWithPlan(PLAN, { consent: "ask" });
  const { id } = await create(mock, { prompt: "Do it", user_id });
  await mock.clock.advance("1s");
  const path = await pageOf(mock, id);
  const { seal } = await open(mock, path);
  const status = async () => (await read(mock, id)).status;
  return { mock, id, path, seal: seal!, status };
}

const FOREIGN: [string, Record<string, string>][] = [
  ["another origin", { Origin: "https://evil.example" }],
  ["another port of this machine", { Origin: "http://localhost:3000", "Sec-Fetch-Site": "same-site" }],
  ["an opaque origin", { Origin: "null" }],
  ["another site without an origin", { "Sec-Fetch-Site": "cross-site" }],
  ["a rebound name", { Host: "evil.example", Origin: "http://evil.example" }],
];

test.each(FOREIGN)("a post from %s is refused, also with the right seal", async (_, headers) => {
  const { mock, path, seal, status } = await asked();
  expect((await post(mock, path, { seal, decision: "approve" }, headers)).status).toBe(403);
  expect(await status()).toBe("waiting");
});

test.each([
  ["no seal", {}],
  ["a made-up seal", { seal: "x".repeat(43) }],
  ["an empty one", { seal: "" }],
])("a post with %s is refused, and shows the page again", async (_, fields) => {
  const { mock, path, seal, status } = await asked();
  const page = await post(mock, path, { ...fields, decision: "approve" });
  expect(page).toMatchObject({ status: 403, seal, html: expect.stringContaining("Nothing was changed") });
  expect(await status()).toBe("waiting");
});

test("the seal of one page, of one run of the account, opens no other", async () => {
  const { mock, path, seal } = await asked();
  await mock.reset();
  const { id } = await create(mock, { prompt: "Do it", user_id: "user_123" });
  await mock.clock.advance("1s");
  expect(await pageOf(mock, id)).toBe(path);
  expect((await post(mock, path, { seal, decision: "approve" })).status).toBe(403);
  expect(await read(mock, id)).toMatchObject({ status: "waiting" });
});

test("a second post shows the outcome and changes nothing", async () => {
  const { mock, id, path, seal, status } = await asked();
  await post(mock, path, { seal, decision: "approve" });
  const before = (await mock.tasks.get(id)).timeline;
  for (const decision of ["approve", "deny"]) {
    const page = await post(mock, path, { seal, decision });
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining("Approved at") });
    expect(page.html).not.toContain("<button");
  }
  expect((await mock.tasks.get(id)).timeline).toEqual(before);
  expect(await status()).toBe("running");
});

test("no decision, an unknown one, a doubled one, a huge one: nothing changes", async () => {
  const { mock, path, seal, status } = await asked();
  expect((await post(mock, path, { seal })).status).toBe(400);
  expect((await post(mock, path, { seal, decision: "maybe" })).status).toBe(400);
  const doubled = supertest(mock.url).post(path).type("form").send(`seal=${seal}&seal=${seal}&decision=approve`);
  expect((await doubled).status).toBe(403);
  const long = await post(mock, path, { seal, decision: "approve", text: "x".repeat(300_000) });
  expect(long).toMatchObject({ status: 413, html: expect.stringContaining("larger than 262144 bytes") });
  expect(await status()).toBe("waiting");
});

test("a page of nobody is 404, also by post", async () => {
  const { mock } = await asked();
  for (const token of ["nothing", "..%2f..", "%00", "x".repeat(5_000)]) {
    expect((await open(mock, `/_mock/consent/${token}`)).status).toBe(404);
    expect((await post(mock, `/_mock/consent/${token}`, { decision: "approve" })).status).toBe(404);
  }
});

test("the page's headers keep it from being framed, from scripts and from other sites", async () => {
  const { mock, path } = await asked();
  const { headers } = await supertest(mock.url).get(path);
  expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/);
  expect(headers["content-security-policy"]).not.toContain("unsafe");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("markup in a user id, a reason and a prompt stays text", async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const mock = await startWithPlan([{ wait: { reason: evil, service: evil } }], { consent: "ask" });
  const { id } = await create(mock, { prompt: evil, user_id: evil });
  await mock.clock.advance("1s");
  const { html } = await open(mock, await pageOf(mock, id));
  expect(html).not.toMatch(/<script|<img/);
  expect(html.match(/&lt;script&gt;/g)!.length).toBeGreaterThanOrEqual(4);
});
