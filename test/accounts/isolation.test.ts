// Accounts: everything that moves is one account's own, chosen by the key that the app under test sends anyway.

import { describe, expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";

const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";

async function create(mock: PlotonMock, prompt = WEATHER): Promise<{ id: string }> {
  const response = await call(mock, mock.apiKey, { method: "POST", body: JSON.stringify({ prompt }) });
  return (await response.json()) as { id: string };
}

function call({ baseUrl }: PlotonMock, key: string, request: RequestInit = {}): Promise<Response> {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  return fetch(`${baseUrl}/tasks`, { headers, ...request });
}

describe("what one account does, another does not see", () => {
  test("tasks, and the calls to the API", async () => {
    const mock = await start();
    const [one, other] = [await mock.account(), await mock.account()];
    const { id } = await create(one);
    expect((await one.tasks.list()).map((task) => task.id)).toEqual([id]);
    expect(await other.tasks.list()).toEqual([]);
    await expect(other.tasks.get(id)).rejects.toMatchObject({ status: 404 });
    expect(await (await call(other, other.apiKey)).json()).toEqual({ data: [], has_more: false });
    expect(await one.requests.list()).toHaveLength(1);
    expect(await mock.requests.list()).toEqual([]);
  });

  test("the clock: its time, its mode, what is booked", async () => {
    const mock = await start();
    const [one, other] = [
      await mock.account({ now: "2030-01-01T00:00:00Z" }),
      await mock.account({ clock: "instant" }),
    ];
    await create(one);
    await other.clock.advance("1h");
    expect(await one.clock.get()).toMatchObject({ mode: "frozen", now: "2030-01-01T00:00:00Z", pending: [{}] });
    expect(await other.clock.get()).toMatchObject({ mode: "instant", now: "2025-06-15T15:22:00Z", pending: [] });
    expect(await mock.clock.now()).toBe("2025-06-15T14:22:00Z");
  });

  test("the seed: the same one gives the same, another gives other", async () => {
    const mock = await start();
    const ids = [];
    for (const seed of [1, 1, 2, "two"]) ids.push((await create(await mock.account({ seed }), "anything")).id);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  test("the webhook: its target and its secret", async () => {
    const mock = await start();
    const [first, second] = [recorder(), recorder()];
    const one = await mock.account({ webhook: first.listener, webhook_secret: "whsec_one" });
    const other = await mock.account({ webhook: second.listener, webhook_secret: "whsec_two" });
    for (const account of [one, other]) await create(account);
    await one.clock.advance("3s");
    expect([first.received.length, second.received.length]).toEqual([1, 0]);
    await other.clock.advance("3s");
    expect(second.received[0]!.body).toBe(first.received[0]!.body);
    expect(second.received[0]!.headers["x-ploton-signature"]).not.toBe(
      first.received[0]!.headers["x-ploton-signature"],
    );
    expect((await mock.webhook.get()).url).toBeNull();
  });

  test("faults", async () => {
    const mock = await start({ fault: "api unauthorized route=list times=100" });
    const [one, other] = [await mock.account(), await mock.account()];
    await one.faults.add("api server-error status=503 times=100");
    expect((await call(one, one.apiKey)).status).toBe(503);
    expect((await call(other, other.apiKey)).status).toBe(200);
    expect((await call(mock, mock.apiKey)).status).toBe(401);
    expect(await other.faults.list()).toEqual([]);
  });

  test("used fixtures", async () => {
    const mock = await start();
    const [one, other] = [await mock.account(), await mock.account()];
    await one.fixtures.use({ name: "mine", plan: [{ complete: { mine: true } }] });
    for (const account of [one, other]) {
      await create(account);
      await account.clock.runUntilIdle();
    }
    expect((await one.tasks.list())[0]!.result).toEqual({ mine: true });
    expect((await other.tasks.list())[0]!.result).toMatchObject({ temperature: "62°F" });
    await one.reset();
    expect((await one.fixtures.list()).map(({ name }) => name)).not.toContain("mine");
  });

  test("ids: each account counts for itself, so the documented id comes in each", async () => {
    const mock = await start();
    for (const account of [mock, await mock.account(), await mock.account()])
      expect((await create(account)).id).toBe("task_8xK2mP");
  });

  test("consents", async () => {
    const mock = await start();
    const [one, other] = [await mock.account(), await mock.account()];
    for (const account of [one, other]) await create(account);
    await one.tasks.wait("task_8xK2mP", { reason: "Access", service: "crm" });
    await one.tasks.resume("task_8xK2mP");
    expect(await one.consents.list()).toHaveLength(1);
    expect(await other.consents.list()).toEqual([]);
  });

  test("a reset", async () => {
    const mock = await start();
    const [one, other] = [await mock.account(), await mock.account()];
    for (const account of [mock, one, other]) await create(account);
    await one.reset();
    await mock.reset();
    expect(await one.tasks.list()).toEqual([]);
    expect(await mock.tasks.list()).toEqual([]);
    expect(await other.tasks.list()).toHaveLength(1);
  });
});

describe("keys", () => {
  test("every well-formed key reaches the default account, a made one its own", async () => {
    const mock = await start();
    const account = await mock.account({ api_key: "pk_live_mine" });
    for (const key of ["pk_test_a", "pk_live_b", "pk_live_mine"]) expect((await call(mock, key)).status).toBe(200);
    expect(await account.requests.list()).toHaveLength(1);
    expect(await mock.requests.list()).toHaveLength(2);
  });

  test("the key of a removed account is refused, by both APIs, and never falls back to the default account", async () => {
    const mock = await start();
    const account = await mock.account();
    await account.close();
    expect((await call(mock, account.apiKey)).status).toBe(401);
    const headers = { Authorization: `Bearer ${account.apiKey}` };
    expect((await fetch(`${mock.url}/_mock/tasks`, { headers })).status).toBe(401);
    expect((await call(mock, "pk_test_other")).status).toBe(200);
  });

  test("a removed key can be given again, to an account that knows nothing of the first", async () => {
    const mock = await start();
    const first = await mock.account({ api_key: "pk_test_again" });
    await create(first);
    await first.close();
    const second = await mock.account({ api_key: "pk_test_again" });
    expect(await second.tasks.list()).toEqual([]);
    expect((await call(mock, "pk_test_again")).status).toBe(200);
  });

  test("made accounts have keys and secrets of their own, the same for the same seed", async () => {
    const [one, other] = [await start(), await start()];
    const made = async (mock: PlotonMock) => {
      const accounts = [await mock.account(), await mock.account(), await mock.account()];
      return accounts.map(({ apiKey, webhookSecret }) => [apiKey, webhookSecret]);
    };
    const first = await made(one);
    expect(new Set(first.flat()).size).toBe(6);
    expect(await made(other)).toEqual(first);
  });

  test("with a list of accepted keys: those and the made ones, no other", async () => {
    const mock = await start({ apiKey: ["pk_test_listed", "pk_live_listed"] });
    expect(mock.apiKey).toBe("pk_test_listed");
    const account = await mock.account();
    const statuses = [];
    for (const key of ["pk_test_listed", "pk_live_listed", account.apiKey, "pk_test_other"])
      statuses.push((await call(mock, key)).status);
    expect(statuses).toEqual([200, 200, 200, 401]);
    await account.close();
    expect((await call(mock, account.apiKey)).status).toBe(401);
  });
});
