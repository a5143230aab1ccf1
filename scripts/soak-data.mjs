// npm run soak:data [-- KILLS [SEED]]: a mock with --data under load is killed again and again at random instants; after each start
// a checker compares what clients were told, and what the handler saw, with what the mock says.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../bin/ploton-mock.js", import.meta.url));
const MOST_ATTEMPTS = 5;
/** So many tasks are acknowledged between two kills at most. */
const MOST_BETWEEN = 60;
const PROMPTS = [
  "Return name, email, and company for each contact",
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
];

const [kills = "300", seed = "1"] = process.argv.slice(2);
const report = await soakData({ kills: Number(kills), seed: Number(seed), say: console.log });
console.log(JSON.stringify(report));
process.exitCode = report.wrong.length === 0 ? 0 : 1;

async function soakData({ kills, seed, say }) {
  const random = randomFrom(seed);
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-soak-"));
  const data = join(folder, "mock.log");
  const handler = await startHandler(random);
  const known = { acknowledged: 0, wrong: [], accounts: new Map([["pk_test_mock", new Map()]]) };
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const mock = await startMock(data, handler.url);
      await check(mock.url, known, handler);
      const load = loadOn(mock.url, known, random);
      await acknowledgedMore(known, random() * MOST_BETWEEN);
      await sleep(random() * 30);
      mock.child.kill("SIGKILL");
      await mock.gone;
      await load.stop();
      if (kill % 10 === 0) say(`${kill} kills, ${known.acknowledged} tasks acknowledged, ${known.wrong.length} wrong`);
      if (known.wrong.length > 20) break;
    }
    const mock = await startMock(data, handler.url);
    await check(mock.url, known, handler);
    mock.child.kill("SIGTERM");
    const status = await mock.gone;
    if (status !== 0) known.wrong.push(`the last SIGTERM ended with ${status}`);
    const after = await startMock(data, handler.url);
    await check(after.url, known, handler);
    after.child.kill("SIGTERM");
    await after.gone;
  } finally {
    handler.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { kills, acknowledged: known.acknowledged, requests: handler.count(), wrong: known.wrong };
}

function startHandler(random) {
  const got = new Map();
  let count = 0;
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      count += 1;
      got.set(body, (got.get(body) ?? 0) + 1);
      setTimeout(() => response.writeHead(random() < 0.6 ? 200 : 503).end(), random() * 20);
    });
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        got,
        count: () => count,
        close() {
          server.close();
          server.closeAllConnections();
        },
      }),
    ),
  );
}

async function startMock(data, webhook) {
  const args = ["start", "--port", "0", "--data", data, "--webhook-url", webhook, "--retry", "40ms,40ms,40ms,40ms"];
  const child = spawn(process.execPath, [BIN, ...args, "--speed", "20", "--consent", "auto", "--no-watch"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const gone = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  let text = "";
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const url = await new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /PLOTON_BASE_URL +(http:\/\/\S+)\/v1/.exec(text)?.[1];
      if (found) resolve(found);
    });
    void gone.then((code) => reject(new Error(`the mock ended with ${code}: ${text}${errors}`)));
  });
  return { child, gone, url };
}

/** Clients: they create tasks, poll, make an account, revoke consents, reset that account; what is answered is remembered. */
function loadOn(url, known, random) {
  let going = true;
  const call = (key, method, path, body) =>
    fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
  async function client(n) {
    while (going) {
      const keys = [...known.accounts.keys()];
      const key = keys[Math.floor(random() * keys.length)];
      try {
        const draw = random();
        if (draw < 0.02 && !known.accounts.has("pk_test_second")) {
          const made = await call("pk_test_mock", "POST", "/_mock/accounts", {
            api_key: "pk_test_second",
            clock: "live",
            speed: 20,
          });
          if (made.ok || made.status === 409) known.accounts.set("pk_test_second", new Map());
        } else if (draw < 0.03 && key !== "pk_test_mock") {
          known.accounts.set(key, new Map()); // whether it happened is not known until it is answered
          await call(key, "POST", "/_mock/reset", {});
        } else if (draw < 0.06) await call(key, "DELETE", "/_mock/consents");
        else {
          const tasks = known.accounts.get(key);
          const prompt = `${PROMPTS[Math.floor(random() * PROMPTS.length)]}`;
          const user = `user_${n}_${Math.floor(random() * 1e9)}`;
          const answer = await call(key, "POST", "/v1/tasks", { prompt, user_id: user });
          const { id, created_at } = await answer.json();
          if (!answer.ok) continue;
          if (known.accounts.get(key) !== tasks) continue;
          known.acknowledged += 1;
          if (tasks.has(id)) known.wrong.push(`${id} was given out twice in ${key}`);
          tasks.set(id, { user, created_at });
        }
      } catch {
        return; // killed
      }
    }
  }
  const clients = [0, 1, 2, 3].map(client);
  return {
    async stop() {
      going = false;
      await Promise.all(clients);
    },
  };
}

async function check(url, known, handler) {
  // Before the mock is asked: it goes on sending meanwhile.
  const got = new Map(handler.got);
  for (const [key, tasks] of known.accounts) {
    const headers = { Authorization: `Bearer ${key}`, Accept: "application/json" };
    const page = async (path) => {
      const all = [];
      for (let offset = 0; ; offset += 1_000) {
        const answer = await fetch(`${url}${path}?limit=1000&offset=${offset}`, { headers });
        const { data, has_more } = await answer.json();
        all.push(...(data ?? []));
        if (!has_more) return all;
      }
    };
    const there = new Map((await page("/_mock/tasks")).map((task) => [task.id, task]));
    for (const [id, { user, created_at }] of tasks) {
      const task = there.get(id);
      if (!task) known.wrong.push(`${id} of ${key} was acknowledged and is gone`);
      else if (task.request.user_id !== user) known.wrong.push(`${id} of ${key} is another task now`);
      else if (
        task.created_at !== undefined &&
        Date.parse(created_at) !== Math.floor(Date.parse(task.created_at) / 1e3) * 1e3
      )
        known.wrong.push(`${id} of ${key} was created at ${created_at}, and is of ${task.created_at} now`);
    }
    for (const delivery of await page("/_mock/deliveries")) {
      const { id, attempts, body } = delivery;
      if (attempts.length > MOST_ATTEMPTS) known.wrong.push(`${id} has ${attempts.length} attempts`);
      const heard = key === "pk_test_mock" ? (got.get(body) ?? 0) : 0;
      if (heard > MOST_ATTEMPTS) known.wrong.push(`${id} was sent ${heard} times`);
      if (heard > attempts.length + 1)
        known.wrong.push(`${id} was sent ${heard} times, and tells of ${attempts.length}`);
      const done = attempts.findIndex(({ status }) => status === 200);
      if (done !== -1 && done !== attempts.length - 1) known.wrong.push(`${id} was delivered, and sent again`);
    }
  }
}

/** However slow the machine is: a kill comes when so much has happened, or nothing has for long. */
async function acknowledgedMore(known, count) {
  const target = known.acknowledged + count;
  for (let left = 1_000; left > 0 && known.acknowledged < target; left -= 1) await sleep(5);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
