// Input that is no authorisation: an approval, a choice, a text, or whatever a scenario asks for, by the same page.

import { expect, test } from "vitest";
import type { Json } from "../../src/domain/json.js";
import { create, read, startWithPlan } from "../support/mock.js";
import { answer, open, pageOf } from "./page.js";

async function asking(input_request: Json | undefined) {
  const wait = { reason: "It is not clear.", ...(input_request !== undefined && { input_request }) };
  const mock = await startWithPlan([{ wait }, { after: "3s", complete: {} }], { consent: "ask" });
  const { id } = await create(mock);
  await mock.clock.advance("1s");
  const { html } = await open(mock, await pageOf(mock, id));
  const resumed = async () => (await mock.tasks.get(id)).timeline.at(-1)!;
  return { mock, id, html, resumed };
}

const CASES: [string, Json | undefined, string, Record<string, string>, Json][] = [
  ["nothing in particular", undefined, "Approve", {}, null],
  ["an approval", { type: "approval", label: "Send 40 emails?" }, "Send 40 emails?", {}, { approved: true }],
  [
    "a choice",
    { type: "choice", label: "Which one?", options: ["north", { value: "s", label: "South & East" }, 3] },
    "South &amp; East",
    { choice: "s" },
    { choice: "s" },
  ],
  ["a text", { type: "text", label: "Invoice number" }, "Invoice number", { text: "a\r\nb 🦊" }, { text: "a\nb 🦊" }],
  ["another shape", { question: "<b>How many?" }, "&lt;b&gt;How many?", { text: "12" }, { text: "12" }],
  ["a choice without options", { type: "choice", options: [] }, "&quot;choice&quot;", { text: "x" }, { text: "x" }],
  ["a bare text", "How many?", "How many?", { text: "12" }, { text: "12" }],
];

test.each(CASES)("%s", async (_, request, shown, fields, entered) => {
  const { mock, id, html, resumed } = await asking(request);
  expect(html).toContain(shown);
  const page = await answer(mock, id, { ...fields, decision: "approve" });
  expect(page.html).toMatch(/(Approved|Answered) at 2025-06-15T14:22:01Z/);
  expect(await resumed()).toMatchObject({ move: "resume", by: "consent", data: entered });
  expect(await mock.consents.list()).toEqual([]);
});

test.each([
  ["choice", { type: "choice", options: ["a"] }, { choice: "b" }],
  ["text", { type: "text" }, { text: "  " }],
] as [string, Json, Record<string, string>][])("a %s that is missing changes nothing", async (_, request, fields) => {
  const { mock, id } = await asking(request);
  expect((await answer(mock, id, { ...fields, decision: "approve" })).status).toBe(400);
  expect(await read(mock, id)).toMatchObject({ status: "waiting" });
});

test("declined: the task fails with consent_denied", async () => {
  const { mock, id } = await asking({ type: "text", label: "Why?" });
  await answer(mock, id, { decision: "deny" });
  expect(await read(mock, id)).toMatchObject({
    status: "failed",
    error: { code: "consent_denied", message: "The user declined the request." },
  });
});
