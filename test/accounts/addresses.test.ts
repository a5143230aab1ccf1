// Addresses that name no account (a consent page, an event's or a record's id) lead to the one that gave them out, and to no other.

import { expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { readEvents } from "../control/event-reader.js";
import { api, start } from "../support/mock.js";

const NEGOTIATION =
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";

/** An account whose one task waits for consent, and its page. */
async function waiting(mock: PlotonMock): Promise<{ account: PlotonMock; id: string; page: string }> {
  const account = await mock.account({ consent: "ask" });
  const { id } = await make(account);
  await account.clock.advance("1s");
  return { account, id, page: String((await account.tasks.get(id)).waiting!.auth_url) };
}

async function make(account: PlotonMock): Promise<{ id: string }> {
  const prompt = NEGOTIATION;
  return (await api(account, account.apiKey).post("/v1/tasks").send({ prompt, user_id: "user_123" }).expect(200)).body;
}

test("the consent page of one account's task approves that task, though another account has the same", async () => {
  const mock = await start();
  const [one, other] = [await waiting(mock), await waiting(mock)];
  expect(one.id).toBe(other.id);
  expect(one.page).not.toBe(other.page);
  const html = await (await fetch(other.page)).text();
  const seal = /name="seal" value="([^"]+)"/.exec(html)![1]!;
  const body = new URLSearchParams({ seal, decision: "approve" });
  expect((await fetch(other.page, { method: "POST", body })).status).toBe(200);
  expect((await one.account.tasks.get(one.id)).status).toBe("waiting");
  expect((await other.account.tasks.get(other.id)).status).toBe("running");
});

test("the pages of the same seed and keys have the same addresses in every run", async () => {
  const pages = [];
  for (const mock of [await start(), await start()])
    pages.push(new URL((await waiting(mock)).page).pathname, new URL((await waiting(mock)).page).pathname);
  expect(pages.slice(0, 2)).toEqual(pages.slice(2));
  expect(new Set(pages).size).toBe(2);
});

test("records of two accounts never share an id", async () => {
  const mock = await start();
  const accounts = [mock, await mock.account(), await mock.account()];
  for (const account of accounts) await make(account);
  const ids = (await Promise.all(accounts.map((account) => account.requests.list()))).flat().map(({ id }) => id);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

test("a stream that is resumed with another account's event id says that there is a gap, and begins anew", async () => {
  const mock = await start();
  const [one, other] = [await mock.account(), await mock.account()];
  for (const account of [one, other]) for (let n = 0; n < 3; n += 1) await make(account);
  const readFrom = (account: PlotonMock, last: string) =>
    readEvents(mock.url, { Authorization: `Bearer ${account.apiKey}`, "Last-Event-ID": last });
  const [first, second] = await (await readFrom(one, "0")).take(2);
  expect([first!.event, second!.event]).not.toContain("gap");
  const [next] = await (await readFrom(one, second!.id!)).take(1);
  expect(next!.event).not.toBe("gap");
  const [gap, begin] = await (await readFrom(other, second!.id!)).take(2);
  expect(gap!.event).toBe("gap");
  expect(begin!.data.id).toBe(1);
});
