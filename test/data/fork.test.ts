// Checkpoints: a moment of an account, from which other accounts, or another mock, go on; each on its own.

import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connectPlotonMock, startPlotonMock, verifySignature } from "../../src/index.js";
import { start } from "../support/mock.js";
import { createIn, dataFile, handler } from "./kept.js";

const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const CRM =
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";

test("an account goes on from exactly that moment, and neither hears of the other", async () => {
  const { listener } = handler();
  const mock = await start({ webhook: listener });
  const { id } = await createIn(mock, { prompt: WEATHER });
  await mock.clock.advance("1s");
  const checkpoint = await mock.checkpoint();
  expect(checkpoint).toMatchObject({ at: "2025-06-15T14:22:01Z", tasks: 1 });
  await mock.tasks.cancel(id);

  const [one, two] = [await mock.account({ from: checkpoint }), await mock.account({ from: checkpoint.id })];
  expect(await one.clock.now()).toBe("2025-06-15T14:22:01Z");
  expect(await one.tasks.list()).toMatchObject([{ id, status: "running" }]);
  await one.clock.advance("2s");
  await two.tasks.fail(id, { code: "broken", message: "It broke." });
  expect((await one.tasks.get(id)).status).toBe("complete");
  expect((await two.tasks.get(id)).status).toBe("failed");
  expect((await mock.tasks.get(id)).status).toBe("cancelled");
});

test("what comes next is drawn as it would have been there", async () => {
  const mock = await start({ seed: "seven" });
  await createIn(mock, { prompt: "Return name and email for each contact" });
  const account = await mock.account({ from: await mock.checkpoint() });
  const ids = [];
  for (const one of [mock, account])
    ids.push(await createIn(one, { prompt: "Return name and email for each contact" }));
  expect(ids[0]!.id).toBe(ids[1]!.id);
});

test("a page that a task waits at is the account's own: an answer there is an answer here alone", async () => {
  const mock = await start({ consent: "ask" });
  const { id } = await createIn(mock, { prompt: CRM, user_id: "user_123" });
  await mock.clock.advance("1s");
  const account = await mock.account({ from: await mock.checkpoint() });
  const urls = [];
  for (const one of [mock, account]) urls.push((await one.tasks.get(id)).timeline.at(-1)!.data!.auth_url as string);
  expect(urls[0]).not.toBe(urls[1]);
  expect((await fetch(urls[1]!)).status).toBe(200);
  await account.tasks.resume(id);
  expect((await account.tasks.get(id)).status).toBe("running");
  expect((await mock.tasks.get(id)).status).toBe("waiting");
});

test("a user who answers at the page that the handler was told of answers in the account that told of it", async () => {
  const { got, answer, listener } = handler();
  answer.status = 503;
  const mock = await start({ consent: "ask", webhook: listener });
  const { id } = await createIn(mock, { prompt: CRM, user_id: "user_123" });
  await mock.clock.advance("1s");
  const account = await mock.account({ from: await mock.checkpoint() });
  const pages = [];
  for (const one of [mock, account]) {
    await one.clock.advance("1m");
    const { data } = JSON.parse(got.at(-1)!) as { data: { auth_url: string } };
    pages.push(data.auth_url);
    const { body, signature } = (await one.deliveries.list())[0]!;
    expect(got.at(-1)).toBe(body);
    expect(verifySignature(body, signature, mock.webhookSecret)).toBe(true);
    expect((await one.tasks.get(id)).timeline.at(-1)!.data!.auth_url).toBe(data.auth_url);
  }
  expect(pages[0]).not.toBe(pages[1]);

  const page = await (await fetch(pages[1]!)).text();
  const seal = /name="seal" value="([^"]+)"/.exec(page)![1]!;
  const form = new URLSearchParams({ seal, decision: "approve" });
  expect((await fetch(pages[1]!, { method: "POST", body: form })).status).toBe(200);
  expect((await account.tasks.get(id)).status).toBe("running");
  expect((await mock.tasks.get(id)).status).toBe("waiting");
  expect(await account.consents.list()).toMatchObject([{ user_id: "user_123", service: "crm" }]);
  expect(await mock.consents.list()).toEqual([]);
});

test("a reset of such an account takes it back to the moment", async () => {
  const mock = await start();
  const { id } = await createIn(mock, { prompt: WEATHER });
  const account = await mock.account({ from: await mock.checkpoint() });
  await account.clock.advance("1h");
  await account.reset();
  expect(await account.tasks.list()).toMatchObject([{ id, status: "running" }]);
  await account.clock.advance("3s");
  expect((await account.tasks.get(id)).status).toBe("complete");
});

test("a large account that another goes on from is many lines, none of them long, and the same after a kill and a reset", async () => {
  const data = dataFile();
  const mock = await start({ data });
  for (let n = 0; n < 200; n += 1) await createIn(mock, { prompt: WEATHER, metadata: { note: "n".repeat(1_000) } });
  await mock.clock.advance("1s");
  const { apiKey: key } = await mock.account({ from: await mock.checkpoint() });
  await mock.close();
  const lines = readFileSync(data, "utf8").split("\n");
  expect(lines.filter((line) => line.includes('"is":"moment"')).length).toBeGreaterThan(3);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(70_000);

  // Cut before the account was made: nobody was told of it, and what came of it is of no account.
  const cut = dataFile();
  const made = lines.findLastIndex((line) => line.includes('"parts"'));
  writeFileSync(cut, `${lines.slice(0, made).join("\n")}\n`);
  const without = await start({ data: cut });
  expect(await without.accounts.list()).toHaveLength(1);
  const again = await without.account({ from: await without.checkpoint() });
  expect(await again.tasks.list({ limit: 1_000 })).toHaveLength(200);
  await without.close();

  for (const file of [cut, data]) {
    const next = await start({ data: file });
    const fork = await connectPlotonMock(next.url, { apiKey: file === data ? key : again.apiKey });
    for (const turn of ["after a kill", "after a reset"]) {
      await fork.clock.advance("2s");
      const tasks = await fork.tasks.list({ limit: 1_000 });
      expect(tasks.filter(({ status }) => status === "complete").length, turn).toBe(200);
      await fork.reset();
    }
    await next.close();
  }
});

test("what cannot stand beside a moment is refused, and so is a moment that is not there", async () => {
  const mock = await start();
  const checkpoint = await mock.checkpoint();
  await expect(mock.account({ from: checkpoint, seed: "2" })).rejects.toThrow("seed cannot stand beside from");
  await expect(mock.account({ from: "ckp_99" })).rejects.toMatchObject({ status: 404, code: "checkpoint_not_found" });
});

test("another mock starts from its file, and may keep what happens then in a file of its own", async () => {
  const mock = await start();
  const { id } = await createIn(mock, { prompt: WEATHER });
  const { id: checkpoint } = await mock.checkpoint();
  const answer = await fetch(`${mock.url}/_mock/checkpoints/${checkpoint}`);
  const from = dataFile();
  writeFileSync(from, ((await answer.json()) as { file: string }).file);
  const data = dataFile();
  const next = await start({ from, data });
  await next.clock.advance("3s");
  expect((await next.tasks.get(id)).status).toBe("complete");
  await next.close();
  const after = await start({ data });
  expect((await after.tasks.get(id)).status).toBe("complete");
  await after.close();
  await expect(startPlotonMock({ from, data })).rejects.toThrow("has a past of its own");
});

test("an event that nobody has read before is signed with the secret that it was opened with, in an account that goes on from one that goes on", async () => {
  const mock = await start();
  const { id } = await createIn(mock, { prompt: "Return name and email for each contact" });
  await mock.clock.advance("1h");
  const headers = { "Content-Type": "application/json" };
  const change = { method: "PUT", headers, body: JSON.stringify({ secret: "whsec_another" }) };
  expect((await fetch(`${mock.url}/_mock/webhook`, change)).status).toBe(200);
  const next = await mock.account({ from: await mock.checkpoint() });
  const last = await mock.account({ from: await next.checkpoint() });
  expect(last.webhookSecret).toBe("whsec_another");
  const { body, signature } = (await last.deliveries.list({ task_id: id }))[0]!;
  expect(verifySignature(body, signature, "whsec_test_secret")).toBe(true);
});
