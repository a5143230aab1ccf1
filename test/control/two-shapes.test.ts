// Bodies that may be of two shapes: either is taken, a mixture of both is refused, and nothing moves.

import { expect, test } from "vitest";
import { create, start } from "../support/mock.js";

async function post(move: string, body: unknown) {
  const mock = await start();
  const { id } = await create(mock);
  const answer = await fetch(`${mock.url}/_mock/tasks/${id}/${move}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const last = (await mock.tasks.get(id)).timeline.at(-1)!;
  return { status: answer.status, answer: (await answer.json()) as { error?: { message: string } }, last };
}

test.each([
  ["complete", {}, {}],
  ["complete", { result: {} }, {}],
  ["complete", { result: { a: 1 } }, { a: 1 }],
  ["complete", { result: [1, 2] }, { items: [1, 2] }],
  ["complete", { result: { result: 5 } }, { result: 5 }],
  ["complete", { a: 1, data: 2 }, { a: 1, data: 2 }],
  ["progress", {}, { message: "In progress." }],
  ["progress", { data: "half way" }, { message: "half way" }],
  ["progress", { data: { percent: 50 } }, { message: "In progress.", percent: 50 }],
  ["progress", { message: "on", percent: 50 }, { message: "on", percent: 50 }],
  ["fail", { error: { code: "x", message: "y" } }, { code: "x", message: "y" }],
  ["fail", { code: "x", message: "y" }, { code: "x", message: "y" }],
])("%s %j", async (move, body, data) => {
  expect(await post(move, body)).toMatchObject({ status: 200, last: { move, data } });
  expect((await post(move, body)).last.data).toEqual(data);
});

test.each([
  [
    "complete",
    { result: { a: 1 }, b: 2 },
    'result cannot stand beside b: give {"result": …} alone, with all of it in there.',
  ],
  ["complete", { result: 5 }, "result must be an object ({} for nothing) or a list, not 5."],
  ["complete", { result: null }, "result must be an object ({} for nothing) or a list, not null."],
  [
    "progress",
    { data: {}, message: "m" },
    'data cannot stand beside message: give {"data": …} alone, with all of it in there.',
  ],
  ["progress", { data: [1] }, "data must be an object with a message, or a text, not [1]."],
  ["fail", { error: { code: "x", message: "y" }, code: "z" }, "error cannot stand beside code."],
])("%s %j is refused", async (move, body, message) => {
  expect(await post(move, body)).toMatchObject({
    status: 400,
    answer: { error: { code: "invalid_request", message } },
    last: { move: "create" },
  });
});
