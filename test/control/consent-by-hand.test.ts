// The user's part from a program: answered, approved, denied, and approved in advance.

import { expect, test } from "vitest";
import { create, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { describedCalls } from "./described.js";

const ASKS = [
  { after: "1s", wait: { reason: "Access", service: "crm", consent: "ask" as const } },
  { after: "1s", complete: { done: true } },
];

test("approve: the task goes on", async () => {
  const mock = await startWithPlan(ASKS);
  const { id } = await create(mock);
  await mock.clock.advance("1s");
  expect(await mock.tasks.approve(id)).toMatchObject({ status: "running" });
  await mock.clock.advance("1s");
  expect(await mock.waitFor(id)).toMatchObject({ status: "complete" });
  expect(await mock.consents.list()).toMatchObject([{ service: "crm", state: "given" }]);
});

test("deny: the task has failed, and the handler knows", async () => {
  const { listener, received } = recorder();
  const mock = await startWithPlan(ASKS, { webhook: listener });
  const { id } = await create(mock);
  await mock.clock.advance("1s");
  expect(await mock.tasks.deny(id)).toMatchObject({ status: "failed", error: { code: "consent_denied" } });
  expect(received).toHaveLength(2);
});

test("answer: with what was asked for", async () => {
  const mock = await startWithPlan([{ wait: { reason: "Which?", input_request: { text: "Which list?" } } }]);
  const { id } = await create(mock);
  await mock.clock.advance("0s");
  const { timeline } = await mock.tasks.answer(id, { decision: "approve", input: { list: "open" } });
  expect(timeline.at(-1)).toMatchObject({ move: "resume", by: "consent", data: { list: "open" } });
});

test("a task that does not wait is refused with what it can do", async () => {
  const mock = await startWithPlan(ASKS);
  const { id } = await create(mock);
  for (const refused of [mock.tasks.approve(id), mock.tasks.deny(id)])
    await expect(refused).rejects.toMatchObject({ status: 409, code: "illegal_move" });
});

test("granted in advance: the user's task does not wait, another's does", async () => {
  const mock = await startWithPlan(ASKS);
  expect(await mock.consents.grant({ user_id: "ann", service: "crm" })).toEqual({
    user_id: "ann",
    service: "crm",
    state: "given",
    granted_at: "2025-06-15T14:22:00Z",
    expires_at: null,
  });
  const ann = await create(mock, { prompt: "Do it", user_id: "ann" });
  const bob = await create(mock, { prompt: "Do it", user_id: "bob" });
  await mock.clock.advance("2s");
  expect(await mock.tasks.get(ann.id)).toMatchObject({ status: "complete" });
  expect(await mock.tasks.get(bob.id)).toMatchObject({ status: "waiting" });
});

test("without a user, and without a service", async () => {
  const call = await describedCalls(await startWithPlan(ASKS));
  expect(await call("POST /_mock/consents", { service: "crm" })).toMatchObject({
    status: 201,
    body: { user_id: null },
  });
  expect(await call("POST /_mock/consents", { user_id: "ann" })).toMatchObject({ status: 400 });
});
