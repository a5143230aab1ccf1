// What the journal says to somebody who took a wrong turn.

import { expect, test } from "vitest";
import { startPlotonMock } from "../../src/index.js";
import { openMock } from "../../src/mock.js";
import { DEFAULTS } from "../../src/options.js";

test("a call that lacks /v1 is answered with the reason, and told in the log", async () => {
  const mock = await openMock({ ...DEFAULTS, port: 0, clock: "frozen", watch: false });
  const said: string[] = [];
  mock.accounts.main().journal.listen((record) => record.kind === "note" && said.push(record.text));
  const answer = await fetch(`${mock.url}/tasks`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining("must end in /v1") } });
  expect(said).toEqual([expect.stringContaining("must end in /v1")]);
  await mock.close();
});

test("a client that polls under a frozen clock is told once what moves it", async () => {
  await using mock = await startPlotonMock();
  const { task } = await mock.trigger("task.waiting");
  const headers = { Authorization: `Bearer ${mock.apiKey}` };
  for (let n = 0; n < 6; n += 1) await fetch(`${mock.baseUrl}/tasks/${task.id}`, { headers });
  const events = await fetch(`${mock.url}/_mock/events?last_event_id=0`);
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (text.split("event: request").length < 7) text += (await reader.read()).value;
  await reader.cancel();
  expect(text.split("is being polled").length - 1).toBe(1);
  expect(text).toContain('mock.clock.advance(\\"2s\\")');
});

test("a wait on one task under a frozen clock says how far that task's own next step is", async () => {
  await using mock = await startPlotonMock();
  await mock.trigger("task.waiting");
  const answer = await fetch(`${mock.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ prompt: "Connect to the CRM" }),
  });
  const { id } = (await answer.json()) as { id: string };
  await expect(mock.waitFor(id)).rejects.toThrow(`advance by 3s.`);
});

test("a field that Ploton does not know is ignored, and told once in the log with what was probably meant", async () => {
  const mock = await openMock({ ...DEFAULTS, port: 0, clock: "frozen", watch: false });
  const said: string[] = [];
  mock.accounts.main().journal.listen((record) => record.kind === "note" && said.push(record.text));
  const headers = { Authorization: "Bearer pk_test_mock", "Content-Type": "application/json" };
  for (const field of ["userId", "userId", "Prompt", "colour"]) {
    const body = JSON.stringify({ prompt: "Connect to the CRM", user_id: "u", [field]: "u" });
    expect((await fetch(`${mock.baseUrl}/tasks`, { method: "POST", headers, body })).status).toBe(200);
  }
  expect(said).toEqual([
    'unknown field "userId" in POST /v1/tasks: Ploton ignores it. Did you mean "user_id"?',
    'unknown field "Prompt" in POST /v1/tasks: Ploton ignores it. Did you mean "prompt"?',
    'unknown field "colour" in POST /v1/tasks: Ploton ignores it.',
  ]);
  const slip = await fetch(`${mock.baseUrl}/tasks`, {
    method: "POST",
    headers,
    body: '{"promt":"Connect to the CRM"}',
  });
  expect([slip.status, said.at(-1)]).toEqual([
    400,
    'unknown field "promt" in POST /v1/tasks: Ploton ignores it. Did you mean "prompt"?',
  ]);
  for (let n = 0; n < 200; n += 1)
    await fetch(`${mock.baseUrl}/tasks`, {
      method: "POST",
      headers,
      body: JSON.stringify({ prompt: "x", [`f${n}`]: 1 }),
    });
  expect(said.length).toBeLessThan(100);
  await mock.close();
});

test.each<[status: number, headers: Record<string, string>, hint: RegExp]>([
  [204, {}, /200 and no other 2xx/],
  [302, { location: "/webhook/" }, /redirect is not followed.*\/webhook\//],
  [308, { location: "https://app.example/webhook" }, /redirect is not followed.*https:/],
  [404, {}, /Is this the handler's URL/],
  [405, {}, /take POST/],
  [415, {}, /application\/json/],
  [419, {}, /CSRF/],
  [429, {}, /rate limit/],
])("an answer of %s carries in its record what check says to it", async (status, headers, hint) => {
  await using mock = await startPlotonMock({
    webhook: (request, response) => void request.resume().on("end", () => response.writeHead(status, headers).end()),
  });
  const { delivery } = await mock.trigger("task.complete");
  expect(delivery.attempts[0]!.diagnosis).toMatch(hint);
});
