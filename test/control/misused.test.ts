// The programmatic API misused: what is given in the wrong form is named as the program knows it; after a close nothing happens in silence.

import { expect, test } from "vitest";
import { connectPlotonMock, type PlotonMock, startPlotonMock } from "../../src/index.js";
import { create, start } from "../support/mock.js";

type Loose = Record<string, Record<string, (...given: unknown[]) => Promise<unknown>>> &
  Record<string, (...given: unknown[]) => Promise<unknown>>;

const FORM = 'must be a duration such as "500ms", "3s", "1m", "2h" or "21h48m", not';

const MISUSED: [string, (mock: Loose, id: string) => Promise<unknown>, string][] = [
  ["clock.advance(3000)", ({ clock }) => clock!.advance!(3000), `What clock.advance() is given ${FORM} 3000.`],
  [
    "clock.advance()",
    ({ clock }) => clock!.advance!(),
    'What was given must have either "by" (such as "24h") or "to" (a time).',
  ],
  ["clock.set", ({ clock }) => clock!.set!("live"), 'clock.set takes an object, not "live".'],
  ["tasks.wait", ({ tasks }, id) => tasks!.wait!(id, "why"), 'tasks.wait takes an object, not "why".'],
  ["tasks.fail", ({ tasks }, id) => tasks!.fail!(id, "why"), 'tasks.fail takes an object, not "why".'],
  [
    "tasks.complete",
    ({ tasks }, id) => tasks!.complete!(id, "done"),
    'result must be an object ({} for nothing) or a list, not "done".',
  ],
  [
    "NaN",
    ({ tasks }, id) => tasks!.complete!(id, { n: Number.NaN }),
    "n is NaN, which JSON cannot hold: give it as text.",
  ],
  [
    "a BigInt",
    ({ tasks }, id) => tasks!.complete!(id, { n: 2n ** 63n }),
    "n is 9223372036854775808, which JSON cannot hold: give it as text.",
  ],
  ["tasks.get()", ({ tasks }) => tasks!.get!(), "The id must be a text, not undefined."],
  ["story(5)", (mock) => mock.story!(5), "The id must be a text, not 5."],
  [
    "faults.clear(fault)",
    ({ faults }) => faults!.clear!({ id: "flt_1" }),
    'The id must be a text, not {"id":"flt_1"}.',
  ],
  ["deliveries.redeliver()", ({ deliveries }) => deliveries!.redeliver!(), "The id must be a text, not undefined."],
  ["webhook.set's url", ({ webhook }) => webhook!.set!({ url: 5 }), "url must be of type string or null."],
  ["reset's seed", (mock) => mock.reset!({ seed: true }), "seed must be of type string or number."],
  ["webhook.set", ({ webhook }) => webhook!.set!("http://x"), 'webhook.set takes an object, not "http://x".'],
  ["faults.add", ({ faults }) => faults!.add!(5), "faults.add takes an object, not 5."],
  ["fixtures.use", ({ fixtures }) => fixtures!.use!("mine"), 'fixtures.use takes an object, not "mine".'],
  ["consents.revoke", ({ consents }) => consents!.revoke!("crm"), 'consents.revoke takes an object, not "crm".'],
  [
    "waitFor",
    (mock, id) => mock.waitFor!(id, "finished", 5000),
    "the third argument of waitFor takes an object, not 5000.",
  ],
  ["a timeout", (mock, id) => mock.waitFor!(id, "finished", { timeout: 5000 }), `timeout ${FORM} 5000.`],
  [
    "deliveries.redeliver",
    ({ deliveries }) => deliveries!.redeliver!("dlv_1", "{}"),
    'deliveries.redeliver takes an object, not "{}".',
  ],
  ["reset", (mock) => mock.reset!({ keep: "webhook" }), 'keep must be a list: ["webhook"].'],
  ["trigger", (mock) => mock.trigger!("task.complete", "p"), 'trigger takes an object, not "p".'],
  ["account's webhookUrl", (mock) => mock.account!({ webhookUrl: 5 }), "webhookUrl must be of type string or null."],
  [
    "account's webhookSecrt",
    (mock) => mock.account!({ webhookSecrt: "s" }),
    'There is no field webhookSecrt. Did you mean "webhookSecret"? Allowed: apiKey, webhookUrl, webhookSecret, webhookTimeout, retry, clock, speed, now, seed, consent, idle, from.',
  ],
  ["tasks.create", ({ tasks }) => tasks!.create!(5), "tasks.create takes an object, not 5."],
  ["account", (mock) => mock.account!("pk_test_x"), 'account takes an object, not "pk_test_x".'],
];

test.each(MISUSED)("%s", async (_, call, message) => {
  const mock = await start();
  const { id } = await create(mock);
  for (const one of [mock, await connectPlotonMock(mock.url)]) {
    const error: unknown = await (async () => call(one as unknown as Loose, id))().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 400, message });
  }
  expect((await mock.tasks.get(id)).timeline).toHaveLength(1);
});

/** Whatever changes something. */
const CHANGES: [string, (mock: PlotonMock) => Promise<unknown>][] = [
  ["clock.advance", ({ clock }) => clock.advance("1s")],
  ["tasks.complete", ({ tasks }) => tasks.complete("task_1")],
  ["faults.add", ({ faults }) => faults.add("webhook drop")],
  ["webhook.serve", ({ webhook }) => webhook.serve(() => {})],
  ["waitFor", (mock) => mock.waitFor("task_1")],
  ["account", (mock) => mock.account()],
  ["reset", (mock) => mock.reset()],
];

test.each(CHANGES)(
  "after a close %s is refused: by the mock, by an account of it, by a connection",
  async (_, call) => {
    const mock = await start();
    const account = await mock.account();
    const connection = await connectPlotonMock(mock.url);
    await connection.close();
    await expect((async () => call(connection))()).rejects.toMatchObject({ status: 409, code: "closed" });
    await mock.close();
    for (const one of [mock, account])
      await expect((async () => call(one))()).rejects.toMatchObject({ status: 409, code: "closed" });
    expect(await account.tasks.list()).toEqual([]);
    await account.close();
  },
);

test("a handler that is given twice is refused: webhook and webhookUrl say the same", async () => {
  const twice = { webhook: "http://localhost:1/a", webhookUrl: "http://localhost:1/b" };
  await expect(startPlotonMock(twice)).rejects.toMatchObject({
    code: "bad_option",
    message: expect.stringContaining("not both"),
  });
});

test("what is no listener is not served: every event would be answered 500", async () => {
  const mock = await start();
  const serve = (handler: unknown) => mock.webhook.serve(handler as () => void);
  await expect(serve("http://localhost:3000/webhook")).rejects.toMatchObject({
    status: 400,
    code: "bad_option",
    message: expect.stringMatching(/listener .*, not "http.*webhook\.set\(\{ url \}\)\.$/),
  });
  await expect(serve(undefined)).rejects.toThrow(/listener .*, not undefined\.$/);
});
