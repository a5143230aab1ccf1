// A soak: thousands of tasks while each webhook attempt and each API call may draw any fault. By hand: node bench/chaos-soak.mjs
// [tasks] [seed]; the tests run a shorter one. It holds what must hold whatever is drawn, and gives the story's hash.

import { createHash } from "node:crypto";
import http from "node:http";
import { pathToFileURL } from "node:url";

const BATCH = 250;
const CHAOS = 0.2;
const FIXTURE = {
  name: "soak",
  plan: [
    { after: "1s..3s", progress: { message: "half way", prompt: "{{match.n}}" } },
    { after: "1s", wait: { reason: "Which of {{match.n}}?", consent: "auto" } },
    { after: "1s..5s", complete: { n: "{{match.n}}", text: "Zürich ✓" } },
  ],
  when: { prompt: { matches: "task (?<n>\\d+)" } },
};

/**
 * Plays `tasks` tasks under `chaos`, and gives {hash, tasks, deliveries, attempts, strikes}. Throws with what was broken: an event
 * that was lost, or one sent after its fifth attempt. `onBatch` hears how many are done.
 */
export async function soak(startPlotonMock, { tasks, seed, onBatch = () => {} }) {
  const arrivals = new Map();
  const handler = http.createServer((request, response) => void meet(request, response, arrivals));
  await new Promise((resolve) => handler.listen(0, "127.0.0.1", resolve));
  const webhook = `http://127.0.0.1:${handler.address().port}/`;
  const mock = await startPlotonMock({
    clock: "instant",
    seed,
    webhook,
    webhookTimeout: "5s",
    fault: `chaos ${CHAOS}`,
  });
  await mock.fixtures.use(FIXTURE);
  const story = createHash("sha256");
  const total = { tasks: 0, deliveries: 0, attempts: 0, strikes: {} };
  // A kept-alive connection may be closed by age just as it is used again; that would be a failure nobody ordered.
  const agent = new http.Agent({ keepAlive: false });
  const calls = await openCalls(mock, agent);
  try {
    for (let done = 0; done < tasks; done += BATCH) {
      const prompts = Array.from({ length: Math.min(BATCH, tasks - done) }, (_, n) => `task ${done + n}`);
      const outcomes = await Promise.all(prompts.map((prompt) => client(calls, prompt)));
      await mock.clock.runUntilIdle();
      const known = new Set(prompts);
      const records = [];
      for (let offset = 0; ; offset += 1_000) {
        const page = await mock.tasks.list({ limit: 1_000, offset });
        records.push(...page.filter(({ request }) => known.has(request.prompt)));
        if (page.length < 1_000 || records.length < offset + 1_000) break;
      }
      for (const record of records) hold(record, arrivals, total);
      story.update(JSON.stringify([outcomes, records.map(tell).sort()]));
      arrivals.clear();
      onBatch(done + prompts.length, mock);
    }
    return { hash: story.digest("hex"), ...total };
  } finally {
    calls.close();
    agent.destroy();
    await mock.close();
    handler.closeAllConnections();
    handler.close();
  }
}

/** A careful client: tries again after a failure, then reads the task once. */
async function client(calls, prompt) {
  const outcomes = [];
  for (let left = 4; left > 0; left -= 1) {
    const made = await calls.make("POST", "/v1/tasks", { prompt });
    outcomes.push(made.outcome);
    if (!made.body?.id) continue;
    outcomes.push((await calls.make("GET", `/v1/tasks/${made.body.id}`)).outcome);
    break;
  }
  return outcomes;
}

/**
 * Calls to the API that give up when they hang: not by a timer, but once the mock has told of as many hanging calls as there are
 * calls without an answer. So nothing depends on how fast the machine is.
 */
async function openCalls(mock, agent) {
  const open = new Set();
  const givenUp = new WeakSet();
  let hung = 0;
  const giveUp = () => {
    if (open.size !== hung) return;
    hung = 0;
    for (const request of open) {
      givenUp.add(request);
      request.destroy();
    }
    open.clear();
  };
  const stopHearing = await hear(mock.url, ({ data }) => {
    if (data.fault !== "hang") return;
    hung += 1;
    giveUp();
  });

  function make(method, path, body) {
    const text = body && JSON.stringify(body);
    const headers = { Authorization: `Bearer ${mock.apiKey}`, ...(text && { "Content-Type": "application/json" }) };
    return new Promise((resolve) => {
      const request = http.request(`${mock.url}${path}`, { method, headers, agent }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => finish(response.statusCode, parse(Buffer.concat(chunks).toString())));
        response.on("error", () => finish("broken"));
      });
      open.add(request);
      function finish(status, parsed) {
        if (!open.delete(request) && !givenUp.delete(request)) return;
        resolve({ outcome: parsed === undefined ? `${status} unreadable` : status, body: parsed });
        giveUp();
      }
      request.on("error", () => finish("none", null));
      request.end(text);
    });
  }
  return { make, close: stopHearing };
}

/** Reads the mock's events of calls to its API; gives a function that stops. */
function hear(url, listener) {
  return new Promise((resolve) => {
    const request = http.get(`${url}/_mock/events`, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        const frames = (text + chunk).split("\n\n");
        text = frames.pop();
        for (const frame of frames)
          if (frame.includes("\nevent: request\n")) listener(parse(frame.slice(frame.indexOf("data: ") + 6)));
      });
      resolve(() => request.destroy());
    });
    request.on("error", () => {});
  });
}

/** A handler that answers the first attempt of every seventh task with 503, and else 200. */
async function meet(request, response, arrivals) {
  const chunks = [];
  request.on("error", () => {});
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const event = parse(Buffer.concat(chunks).toString());
    const key = event && `${event.task_id} ${event.event}`;
    const before = arrivals.get(key) ?? 0;
    arrivals.set(key, before + 1);
    response.writeHead(before === 0 && Number(event?.data?.n ?? 1) % 7 === 0 ? 503 : 200).end();
  });
}

/** What must hold of a task whatever was drawn. */
function hold({ id, status, deliveries }, arrivals, total) {
  total.tasks += 1;
  const broken = (what) => {
    throw new Error(`${id}: ${what}`);
  };
  if (status !== "complete") broken(`it is ${status}`);
  if (deliveries.length !== 3) broken(`it has ${deliveries.length} events, not 3`);
  for (const { event, state, attempts } of deliveries) {
    total.deliveries += 1;
    total.attempts += attempts.length;
    const last = attempts.at(-1)?.number ?? 0;
    if (last < 1 || last > 5) broken(`${event} ended with attempt ${last}`);
    if (state === "scheduled" || state === "undeliverable") broken(`${event} was lost: it is ${state}`);
    if (state === "exhausted" && last !== 5) broken(`${event} was given up after attempt ${last}`);
    const sent = attempts.filter(({ outcome, fault }) => outcome === "answered" && fault !== "status").length;
    const came = arrivals.get(`${id} ${event}`) ?? 0;
    if (came > attempts.length) broken(`${event} came ${came} times in ${attempts.length} attempts`);
    if (state === "delivered" && sent > 0 && came === 0) broken(`${event} counts as delivered and never came`);
    for (const { fault } of attempts) if (fault) total.strikes[fault] = (total.strikes[fault] ?? 0) + 1;
  }
}

/** The task's story without real time and ports, and with virtual time from its beginning. */
function tell({ id, request, timeline, deliveries }) {
  const since = (at) => Date.parse(at) - Date.parse(timeline[0].at);
  return JSON.stringify([
    request.prompt,
    id,
    timeline.map(({ at, move }) => [since(at), move]),
    deliveries.map(({ event, state, attempts }) => [
      event,
      state,
      attempts.map(({ number, at, fault, outcome, response }) => [number, since(at), fault, outcome, response?.status]),
    ]),
  ]);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function main() {
  const { startPlotonMock } = await import("../dist/index.js");
  const [tasks = 20_000, seed = 1] = process.argv.slice(2).map(Number);
  const megabytes = (bytes) => `${Math.round(bytes / 1_048_576)} MB`;
  const started = performance.now();
  const result = await soak(startPlotonMock, {
    tasks,
    seed,
    onBatch(done) {
      if (done % 2_500 !== 0 && done !== tasks) return;
      globalThis.gc?.();
      const { rss, heapUsed } = process.memoryUsage();
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      console.log(`${done} tasks  ${seconds} s  heap ${megabytes(heapUsed)}  resident ${megabytes(rss)}`);
    },
  });
  console.log(JSON.stringify(result, null, 2));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
