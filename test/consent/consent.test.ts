// Consent in a task's life: asked for, given, denied, expired, remembered, revoked; by real HTTP, in every mode of the clock.

import supertest from "supertest";
import { expect, test } from "vitest";
import type { PlotonMock, StartOptions } from "../../src/index.js";
import { create, read, start, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";
import { answer, open, pageOf, post } from "./page.js";

const CRM =
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";
const WAIT = { reason: "The user must authorize access to their CRM account.", service: "crm" };
const ASKING: StartOptions = { consent: "ask" };

/** A mock whose one scenario waits for the CRM and then completes, and a task of a user that waits. */
async function waiting(options: StartOptions = ASKING, wait = {}): Promise<{ mock: PlotonMock; id: string }> {
  const mock = await startWithPlan([{ wait: { ...WAIT, ...wait } }, { after: "3s", complete: { ok: true } }], options);
  return { mock, id: await again(mock) };
}

/** A further task of that user, a second on. */
async function again(mock: PlotonMock, user_id = "user_123"): Promise<string> {
  const { id } = await create(mock, { prompt: "Do it", user_id });
  await mock.clock.advance("1s");
  return id;
}

test("the quickstart's CRM example waits the first time and not the second", async () => {
  const { listener, received } = recorder();
  const mock = await start({ ...ASKING, webhook: listener });
  const body = { prompt: CRM, user_id: "user_123" };
  const first = await create(mock, body);
  await mock.clock.advance("1s");
  const { auth_url } = (await read(mock, first.id)).waiting as { auth_url: string };
  expect(auth_url).toBe(mock.url + (await pageOf(mock, first.id)));
  await answer(mock, first.id, { decision: "approve" });
  expect(await read(mock, first.id)).toMatchObject({ status: "running" });
  await mock.clock.advance("3s");
  expect(await read(mock, first.id)).toMatchObject({ status: "complete", result: { deals: [{}, {}, {}] } });
  const second = await create(mock, body);
  await mock.clock.advance("4s");
  expect(await read(mock, second.id)).toMatchObject({ status: "complete" });
  expect(eventsOf(received)).toEqual(["task.waiting", "task.complete", "task.complete"]);
});

test("the page names who asks for what, and has two buttons and no script", async () => {
  const { mock, id } = await waiting({ consent: "ask" }, { expires: "10m" });
  const { status, html } = await open(mock, await pageOf(mock, id));
  expect(status).toBe(200);
  for (const shown of ["crm", "user_123", WAIT.reason, id, "Do it", "consent_expired at 2025-06-15T14:32:00Z"])
    expect(html).toContain(shown.replaceAll("'", "&#39;"));
  expect(html.match(/<button/g)).toHaveLength(2);
  expect(html).not.toMatch(/<script|javascript:/i);
});

test("denied: the task fails and the next one asks again", async () => {
  const { mock, id } = await waiting();
  expect((await answer(mock, id, { decision: "deny" })).html).toContain("Denied at 2025-06-15T14:22:01Z");
  expect(await read(mock, id)).toMatchObject({
    status: "failed",
    error: { code: "consent_denied", message: "The user denied access to crm." },
  });
  expect(await mock.consents.list()).toEqual([]);
  expect(await read(mock, await again(mock))).toMatchObject({ status: "waiting" });
});

test("nobody answers: it expires by the mock's clock, and the page says so", async () => {
  const { mock, id } = await waiting(ASKING, { expires: "10m" });
  const path = await pageOf(mock, id);
  const { seal } = await open(mock, path);
  await mock.clock.advance("10m");
  expect(await read(mock, id)).toMatchObject({ status: "failed", error: { code: "consent_expired" } });
  const late = await post(mock, path, { seal: seal!, decision: "approve" });
  expect(late).toMatchObject({
    status: 200,
    html: expect.stringContaining("expired at 2025-06-15T14:32:00Z"),
  });
  expect(await read(mock, id)).toMatchObject({ status: "failed" });
});

test("what is given is remembered for that user and that service alone, also when nobody clicked", async () => {
  const { mock, id } = await waiting({ consent: "auto" });
  await mock.clock.advance("2s");
  expect(await read(mock, id)).toMatchObject({ status: "running" });
  expect(await mock.consents.list()).toEqual([
    { user_id: "user_123", service: "crm", state: "given", granted_at: "2025-06-15T14:22:02Z", expires_at: null },
  ]);
  expect((await mock.tasks.get(await again(mock))).timeline.map(({ move }) => move)).toEqual(["create", "pass"]);
  expect(await read(mock, await again(mock, "user_456"))).toMatchObject({ status: "waiting" });
});

test("revoked: the next task asks again; a running one goes on", async () => {
  const { mock, id } = await waiting();
  await answer(mock, id, { decision: "approve" });
  await supertest(mock.url).delete("/_mock/consents?user_id=user_123&service=crm").expect(200, { deleted: 1 });
  expect(await read(mock, await again(mock))).toMatchObject({ status: "waiting" });
  await mock.clock.advance("3s");
  expect(await read(mock, id)).toMatchObject({ status: "complete" });
});

test("what was approved without a user is revoked alone", async () => {
  const { mock, id } = await waiting();
  await answer(mock, id, { decision: "approve" });
  const nobody = await create(mock);
  await mock.clock.advance("1s");
  await answer(mock, nobody.id, { decision: "approve" });
  await mock.consents.revoke({ user_id: null, service: "crm" });
  expect((await mock.consents.list()).map(({ user_id }) => user_id)).toEqual(["user_123"]);
});

test("revoked with next=fail: one task ends in auth_token_expired, the one after asks", async () => {
  const { mock, id } = await waiting();
  await answer(mock, id, { decision: "approve" });
  await mock.consents.revoke({ user_id: "user_123", service: "crm", next: "fail" });
  expect(await mock.consents.list()).toMatchObject([{ state: "expired" }]);
  expect(await read(mock, await again(mock))).toMatchObject({
    status: "failed",
    error: {
      code: "auth_token_expired",
      message: "The user's OAuth token has expired and automatic refresh failed.",
      tool: "crm",
      recoverable: true,
      suggestion: "Prompt the user to re-authorize access",
    },
  });
  expect(await mock.consents.list()).toEqual([]);
  expect(await read(mock, await again(mock))).toMatchObject({ status: "waiting" });
});

test("an approval that lasts an hour is dead after an hour", async () => {
  const { mock, id } = await waiting(ASKING, { lasts: "1h" });
  await answer(mock, id, { decision: "approve" });
  await mock.clock.advance("59m");
  expect(await read(mock, await again(mock))).toMatchObject({ status: "running" });
  await mock.clock.advance("1h");
  expect(await mock.consents.list()).toMatchObject([{ state: "expired", expires_at: "2025-06-15T15:22:01Z" }]);
  expect(await read(mock, await again(mock))).toMatchObject({
    status: "failed",
    error: { code: "auth_token_expired" },
  });
  expect(await read(mock, await again(mock))).toMatchObject({ status: "waiting" });
});

test("the control API answers as the page does", async () => {
  const { mock, id } = await waiting();
  const call = (decision: string) => supertest(mock.url).post(`/_mock/tasks/${id}/answer`).send({ decision });
  await call("approve").expect(200);
  expect((await mock.tasks.get(id)).timeline.at(-1)).toMatchObject({ move: "resume", by: "consent" });
  await call("deny").expect(409);
  const other = await again(mock, "user_456");
  await supertest(mock.url).post(`/_mock/tasks/${other}/answer`).send({ decision: "deny" }).expect(200);
  expect(await read(mock, other)).toMatchObject({ status: "failed", error: { code: "consent_denied" } });
});

test("a live clock: the page is answered, and an approval that is due is there when it is opened", async () => {
  const mock = await startWithPlan([{ wait: { ...WAIT, expires: "20ms" } }, { complete: {} }], {
    consent: "ask",
    clock: "live",
  });
  const { id } = await create(mock, { prompt: "Do it" });
  await mock.waitFor(id, "finished");
  expect((await open(mock, await pageOf(mock, id))).html).toContain("Nobody answered in time");
});

test("an instant clock stands at an open page, and goes on when it is answered", async () => {
  const { mock, id } = await waiting({ consent: "ask", clock: "instant" });
  await mock.waitFor(id, "waiting");
  await answer(mock, id, { decision: "approve" });
  expect(await mock.waitFor(id, "finished")).toMatchObject({ status: "complete" });
});
