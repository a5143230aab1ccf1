// A start that goes on from a file (--data, --from): what goes on, what this start says otherwise, and that both are said.

import { writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { bannerText } from "../../src/cli/banner.js";
import { createPaint } from "../../src/cli/terminal.js";
import { environmentOfAccount, type Mock } from "../../src/control/core.js";
import { connectPlotonMock } from "../../src/index.js";
import { openMock } from "../../src/mock.js";
import { DEFAULTS, fromKeys, readOptions } from "../../src/options.js";
import { until } from "../control/gate.js";
import { dataFile } from "./kept.js";

type Started = { mock: Mock; notes: string[]; banner: string };

/** `ploton-mock start` with these options, as far as others see it: the mock, its banner, what the log tells first. */
async function begin(given: Record<string, unknown>): Promise<Started> {
  const mock = await openMock(readOptions([fromKeys(given)], { ...DEFAULTS, port: 0, watch: false }));
  onTestFinished(() => mock.close());
  const notes: string[] = [];
  let told = false;
  mock.accounts.listen((record) => {
    if (record.kind === "note") notes.push(record.text);
  });
  const banner = bannerText(mock, createPaint(false));
  mock.real.soon(() => mock.real.soon(() => (told = true)));
  await until(() => told);
  return { mock, notes, banner };
}

const URL = "http://localhost:9/webhook";

function main({ mock }: Started) {
  const { clock, endpoint, settings } = mock.accounts.main();
  return {
    mode: clock.mode(),
    now: new Date(clock.now()).toISOString(),
    url: endpoint.url,
    secret: endpoint.secret,
    retry: endpoint.retry,
    seed: settings.seed,
    consent: settings.consent,
  };
}

test("a start that says nothing goes on with the clock, the webhook and all else that the one before was given", async () => {
  const data = dataFile();
  const said = { clock: "frozen", webhookUrl: URL, retry: "1m", seed: "7", consent: "ask" };
  const first = await begin({ data, ...said });
  const before = main(first);
  await first.mock.close();

  const next = await begin({ data });
  expect(main(next)).toEqual(before);
  expect(next.banner).toMatch(/^ {2}clock +frozen at 2025-06-15T14:22:00Z/m);
  expect(next.banner).toMatch(/^ {2}webhooks +http:\/\/localhost:9\/webhook +2 attempts over 1m$/m);
  expect(next.notes).toEqual([`--data ${data} goes on with 0 tasks, 0 events due.`]);
  await next.mock.close();
  expect(main(await begin({ data }))).toEqual(before);
});

test("what a start gives counts, also where the webhook was set otherwise meanwhile, and is said", async () => {
  const data = dataFile();
  const first = await begin({ data, clock: "frozen", webhookUrl: URL });
  await (await connectPlotonMock(first.mock.url)).webhook.set({ url: "http://localhost:9/meanwhile", retry: "5m" });
  await first.mock.close();

  const next = await begin({ data, webhookUrl: URL, clock: "instant" });
  expect(main(next)).toMatchObject({ url: URL, mode: "instant", now: "2025-06-15T14:22:00.000Z", retry: [300_000] });
  expect(next.notes).toEqual([
    `--data ${data} goes on with 0 tasks, 0 events due, but for what this start says otherwise: --clock, --webhook-url.`,
  ]);
});

test("banner and environment tell the webhook that was set while the mock before ran", async () => {
  const data = dataFile();
  const first = await begin({ data, clock: "frozen" });
  await (await connectPlotonMock(first.mock.url)).webhook.set({ url: URL, secret: "whsec_other" });
  await first.mock.close();

  const { mock, banner, notes } = await begin({ data, clock: "frozen" });
  expect(banner).toMatch(/^ {2}PLOTON_WEBHOOK_SECRET +whsec_other$/m);
  expect(banner).toMatch(/^ {2}webhooks +http:\/\/localhost:9\/webhook /m);
  expect(environmentOfAccount(mock, mock.accounts.main())).toMatchObject({ PLOTON_WEBHOOK_SECRET: "whsec_other" });
  expect(notes).toHaveLength(1);
});

test("a secret that the file does not hold is asked for, and one that is given is used", async () => {
  const data = dataFile();
  await (await begin({ data, clock: "frozen", webhookSecret: "whsec_mine" })).mock.close();
  const bare = await begin({ data });
  expect(main(bare).secret).toBe("whsec_test_secret");
  expect(bare.notes.slice(1)).toEqual([
    expect.stringMatching(/holds no webhook secret.*give --webhook-secret, as before/),
  ]);
  await bare.mock.close();
  const next = await begin({ data, webhookSecret: "whsec_mine" });
  expect(main(next).secret).toBe("whsec_mine");
});

/** A task that runs and whose result nobody has seen yet. */
async function createTask(mock: Mock): Promise<void> {
  const headers = { Authorization: "Bearer pk_test_1", "Content-Type": "application/json" };
  await fetch(`${mock.baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify({ prompt: "Count mails" }) });
}

const WITHHELD = /holds no webhook secret .* signed with whsec_test_secret: give --webhook-secret, as before\.$/;

test("what goes on is said also where only a task is under way, and the secret is asked for at each start until one is given", async () => {
  const data = dataFile();
  const first = await begin({ data, clock: "frozen", webhookUrl: URL, webhookSecret: "whsec_mine" });
  await createTask(first.mock);
  await first.mock.close();
  for (let n = 1; n <= 3; n += 1) {
    const { mock, notes } = await begin({ data });
    const line = `--data ${data} goes on with 1 task, 0 events due.`;
    expect(notes, `start ${n}`).toEqual([line, expect.stringMatching(WITHHELD)]);
    await (await connectPlotonMock(mock.url)).webhook.set({ retry: "5m" });
    await mock.close();
  }
  const given = await begin({ data, webhookSecret: "whsec_mine" });
  expect(main(given).secret).toBe("whsec_mine");
  await given.mock.close();
});

test.each([
  ["by a start", async (data: string) => (await begin({ data, webhookSecret: "whsec_test_secret" })).mock],
  [
    "while it runs",
    async (data: string) => {
      const { mock } = await begin({ data });
      await (await connectPlotonMock(mock.url)).webhook.set({ secret: "whsec_other" });
      return mock;
    },
  ],
])("a secret that is set %s in the place of the withheld one ends the asking", async (_, set) => {
  const data = dataFile();
  await (await begin({ data, clock: "frozen", webhookSecret: "whsec_mine" })).mock.close();
  const mock = await set(data);
  const { secret } = mock.accounts.main().endpoint;
  await mock.close();
  for (let n = 1; n <= 2; n += 1) {
    const next = await begin({ data });
    expect(main(next).secret).toBe(secret);
    expect(next.notes).toHaveLength(1);
    await next.mock.close();
  }
});

test("a checkpoint of a mock whose secret is withheld asks for it too, and so does the file of one that starts from it", async () => {
  const data = dataFile();
  await (await begin({ data, clock: "frozen", webhookSecret: "whsec_mine" })).mock.close();
  const bare = await begin({ data });
  const { id } = await (await connectPlotonMock(bare.mock.url)).checkpoint();
  const kept = await fetch(`${bare.mock.url}/_mock/checkpoints/${id}`);
  const from = dataFile();
  writeFileSync(from, ((await kept.json()) as { file: string }).file);
  const into = dataFile();
  const next = await begin({ from, data: into });
  expect(next.notes.slice(1)).toEqual([expect.stringMatching(WITHHELD)]);
  await next.mock.close();
  expect((await begin({ data: into })).notes.slice(1)).toEqual([expect.stringMatching(WITHHELD)]);
});

test("time does not go back: an earlier --now is said to do nothing yet", async () => {
  const data = dataFile();
  await (await begin({ data, clock: "frozen" })).mock.close();
  const { notes } = await begin({ data, now: "2025-01-01T00:00:00Z" });
  expect(notes.at(-1)).toMatch(/stands at 2025-06-15T14:22:00Z, and time does not go back/);
});

test("a start from a checkpoint says what it goes on from, and that a live clock is behind", async () => {
  const first = await begin({
    clock: "live",
    now: "2025-06-15T14:22:00Z",
    webhookUrl: URL,
    webhookSecret: "whsec_mine",
  });
  const there = await connectPlotonMock(first.mock.url);
  await fetch(`${first.mock.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${there.apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ prompt: "Do it" }),
  });
  const { id } = await there.checkpoint();
  const kept = await fetch(`${first.mock.url}/_mock/checkpoints/${id}`);
  const from = dataFile();
  writeFileSync(from, ((await kept.json()) as { file: string }).file);

  const { banner, notes } = await begin({ from });
  expect(banner).toMatch(/^ {2}from +\S+ +1 task, 0 events due$/m);
  expect(banner).toMatch(/^ {2}webhooks +http:\/\/localhost:9\/webhook /m);
  expect(banner).toMatch(/^ {2}clock +live +it is 2025-06-15T14:22:0\S+ there, behind the real time$/m);
  expect(notes.slice(1)).toEqual([expect.stringMatching(/^--from \S+ holds no webhook secret/)]);
});
