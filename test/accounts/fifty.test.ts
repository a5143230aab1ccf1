// Fifty accounts at once, each with its own clock, seed, webhook and faults, give byte for byte what they give one at a time.

import http from "node:http";
import { expect, test } from "vitest";
import { type PlotonMock, startPlotonMock } from "../../src/index.js";
import { readEvents } from "../control/event-reader.js";
import { type Received, recorder, serve } from "../support/receiver.js";

const COUNT = 50;
const FAULTS = [
  "webhook lost-ack attempt=1",
  "webhook status status=500 times=2",
  "webhook duplicate",
  "webhook delay by=7s",
  "webhook tampered-body event=task.complete",
  "webhook before-response event=task.complete",
  "webhook timeout",
  "api rate-limited",
  "api server-error probability=0.3",
  "chaos 0.3",
];
const PROMPTS = [
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "Return name, email, and company for each contact",
  "Connect to user_123's team chat, find the #engineering channel, and post a summary of their latest invoice from the payment service.",
];

/** All that one suite would see of its account, with what is real time taken out. */
async function suite(mock: PlotonMock, n: number, webhook: string, received: readonly Received[]): Promise<string> {
  const account = await mock.account({
    api_key: `pk_test_suite_${n}`,
    webhook_secret: `whsec_${n}`,
    webhook_url: `${webhook}/${n}`,
    seed: n,
    now: `20${30 + (n % 20)}-01-01T00:00:00Z`,
    clock: n % 2 === 0 ? "frozen" : "instant",
  });
  await account.faults.add(FAULTS[n % FAULTS.length]!);
  const hangs = await tellHangs(account);
  const answers: unknown[] = [];
  const frozen = n % 2 === 0;
  for (const prompt of [...PROMPTS, PROMPTS[n % PROMPTS.length]!]) {
    answers.push(await create(account, prompt, hangs()));
    if (!frozen) await account.clock.runUntilIdle();
  }
  if (frozen) await account.clock.advance("30s");
  if (frozen) await account.clock.advance("48h");
  const seen = {
    answers,
    received: received
      .filter(({ path }) => path === `/webhook/${n}`)
      .map(({ body, headers }) => [body, headers["x-ploton-signature"]]),
    tasks: await account.tasks.list(),
    faults: await account.faults.list(),
    requests: (await account.requests.list()).map(({ path, status, response_body, fault }) => [
      path,
      status,
      response_body,
      fault,
    ]),
  };
  await account.close();
  return JSON.stringify(seen, (key, value) => (key === "duration_ms" ? 0 : value), 1).replaceAll(
    /"(date|content-length|keep-alive|connection)": "[^"]*"/gi,
    '"$1": ""',
  );
}

/** Hears of calls that hang, so that nobody waits for real time: what it gives is a signal that ends the call that hangs next. */
async function tellHangs({ url, apiKey }: PlotonMock): Promise<() => AbortSignal> {
  const events = await readEvents(url, { Authorization: `Bearer ${apiKey}` });
  let hung = new AbortController();
  const listen = async () => {
    for (let one = await events.next(); one; one = await events.next()) if (one.data.fault === "hang") hung.abort();
  };
  void listen();
  return () => {
    if (hung.signal.aborted) hung = new AbortController();
    return hung.signal;
  };
}

/** The call of an app that gives up on an answer that does not come. */
async function create({ baseUrl, apiKey }: PlotonMock, prompt: string, signal: AbortSignal): Promise<unknown> {
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  try {
    const response = await fetch(`${baseUrl}/tasks`, {
      method: "POST",
      headers,
      body: JSON.stringify({ prompt }),
      signal,
    });
    return [response.status, await response.text()];
  } catch {
    return "no answer";
  }
}

test(`${COUNT} accounts at once give what they give one at a time`, async () => {
  const counts = new Map<string, number>();
  const { listener, received } = recorder((_n, { path }) => {
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    return count === 3 ? 500 : 200;
  });
  const webhook = await serve(http.createServer(listener));
  await using mock = await startPlotonMock();
  const fresh = () => {
    counts.clear();
    received.length = 0;
  };
  const suites = Array.from({ length: COUNT }, (_, n) => () => suite(mock, n, webhook, received));
  const atOnce = await Promise.all(suites.map((one) => one()));
  fresh();
  for (let n = 0; n < COUNT; n += 1) expect(await suites[n]!(), `suite ${n}`).toBe(atOnce[n]);
  expect(new Set(atOnce).size).toBe(COUNT);
}, 600_000);
