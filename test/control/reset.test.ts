// A reset: the account as it was when made; what is kept, and how the next test's bytes are others.

import { describe, expect, test } from "vitest";
import { connectPlotonMock, type PlotonMock } from "../../src/index.js";
import { create, start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { openInside } from "./inside.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};

/** The id and the bytes that the handler gets for one prompt. */
async function play(mock: PlotonMock): Promise<string[]> {
  const { id } = await create(mock, WEATHER);
  await mock.clock.advance("3s");
  const { body } = (await mock.tasks.get(id)).deliveries[0]!;
  return [id, body];
}

describe("seeds", () => {
  test("of the mock's own: the documented id, again after a reset", async () => {
    const mock = await start();
    expect((await play(mock))[0]).toBe("task_8xK2mP");
    await mock.reset();
    expect((await play(mock))[0]).toBe("task_8xK2mP");
  });

  test("another seed gives other ids and bytes, the same each time; the next plain reset goes back", async () => {
    const mock = await start();
    await mock.reset({ seed: "a test" });
    const first = await play(mock);
    expect(first[0]).not.toBe("task_8xK2mP");
    await mock.reset({ seed: "another test" });
    expect(await play(mock)).not.toEqual(first);
    await mock.reset({ seed: "a test" });
    expect(await play(mock)).toEqual(first);
    await mock.reset();
    expect((await play(mock))[0]).toBe("task_8xK2mP");
  });

  test("an account of its own seed has ids of its own; one of the mock's seed has the listed ones", async () => {
    const mock = await start({ seed: "mine" });
    expect((await play(mock))[0]).toBe("task_8xK2mP");
    for (const [seed, isListed] of [
      ["mine", true],
      ["1", false],
    ] as const) {
      const account = await mock.account({ seed });
      const headers = { Authorization: `Bearer ${account.apiKey}`, "Content-Type": "application/json" };
      const answer = await fetch(`${account.baseUrl}/tasks`, {
        method: "POST",
        headers,
        body: JSON.stringify(WEATHER),
      });
      expect(((await answer.json()) as { id: string }).id === "task_8xK2mP").toBe(isListed);
    }
  });
});

describe("the webhook", () => {
  test("what was set is taken back; what keep names stays; what was served or started with is the account's own", async () => {
    const mock = await start({ webhook: recorder().listener });
    const made = await mock.webhook.get();
    await mock.webhook.set({ url: null, secret: "whsec_other", timeout: "1s", retry: "none" });
    await mock.reset();
    expect(await mock.webhook.get()).toEqual(made);
    const changed = await mock.webhook.set({ retry: "none" });
    await mock.reset({ keep: ["webhook"] });
    expect(await mock.webhook.get()).toEqual(changed);

    const served = await mock.webhook.serve(recorder().listener);
    await mock.webhook.set({ url: null });
    await mock.reset();
    expect(await mock.webhook.get()).toEqual({ ...made, url: served.url });
  });

  test("so does an account's, also from another process", async () => {
    const mock = await start();
    const account = await (await connectPlotonMock(mock.url)).account({ webhook: recorder().listener, retry: "1m" });
    const made = await account.webhook.get();
    await account.webhook.set({ retry: "none", url: "http://localhost:1/gone" });
    await account.reset();
    expect(await account.webhook.get()).toEqual(made);
    await account.webhook.set({ url: "http://localhost:1/kept", keep: true });
    await account.reset();
    expect(await account.webhook.get()).toEqual({ ...made, url: "http://localhost:1/kept" });
  });
});

test.each([
  ["{ sed: 1 }", { sed: 1 }, /There is no field sed\. Did you mean "seed"\?/],
  ["keep of something else", { keep: ["clock"] }, /keep\[0\] must be "webhook", not "clock"/],
  ["an empty seed", { seed: "" }, /seed must not be empty/],
])("%s is refused, and nothing is lost", async (_what, change, message) => {
  const mock = await start();
  await create(mock, WEATHER);
  await expect(mock.reset(change as object)).rejects.toThrow(message);
  expect(await mock.tasks.list()).toHaveLength(1);
});

describe("a handler takes bytes that it has taken before", () => {
  const notes = (mock: Awaited<ReturnType<typeof openInside>>) =>
    mock.accounts
      .all()
      .flatMap(({ journal }) =>
        journal
          .after(0)
          .records.flatMap((record) =>
            record.kind === "note" && record.text.includes("same bytes") ? [record.text] : [],
          ),
      );

  async function hear(mock: Awaited<ReturnType<typeof openInside>>): Promise<void> {
    const headers = { Authorization: "Bearer pk_test_1", "Content-Type": "application/json" };
    await fetch(`${mock.baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify(WEATHER) });
    const { clock } = mock.accounts.main();
    await clock.runUntilIdle(100);
  }

  test("after a reset: the log says so once, and not again", async () => {
    const { listener } = recorder();
    const handler = await start();
    const { url } = await handler.webhook.serve(listener);
    const mock = await openInside({ webhookUrl: url, clock: "frozen" });
    await hear(mock);
    expect(notes(mock)).toEqual([]);
    await mock.accounts.reset(mock.accounts.main());
    await hear(mock);
    expect(notes(mock)).toEqual([
      expect.stringMatching(/took task\.complete of task_8xK2mP with the same bytes .* reset\(\{ seed/),
    ]);
    await mock.accounts.reset(mock.accounts.main());
    await hear(mock);
    expect(notes(mock)).toEqual([]);
  });

  test("not for another seed, a redelivery or a handler that refused them", async () => {
    const { listener } = recorder((n) => (n === 1 ? 500 : 200));
    const handler = await start();
    const { url } = await handler.webhook.serve(listener);
    const mock = await openInside({ webhookUrl: url, clock: "frozen", retry: [] });
    await hear(mock);
    await mock.accounts.reset(mock.accounts.main());
    await hear(mock);
    const { courier } = mock.accounts.main();
    await courier.redeliver([...courier.list()][0]!);
    await mock.accounts.reset(mock.accounts.main(), { seed: "another" });
    await hear(mock);
    expect(notes(mock)).toEqual([]);
  });
});
