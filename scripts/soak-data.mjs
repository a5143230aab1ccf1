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
const RETRY = ["40ms", "40ms", "40ms", "40ms"];
const SPEED = 20;
const PROMPTS = [
  "Return name, email, and company for each contact",
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
];

const [kills = "300", seed = "1"] = process.argv.slice(2);
const report = await soakData({ kills: Number(kills), seed: Number(seed), say: console.log });
console.log(JSON.stringify(report));
process.exitCode = report.wrong.length === 0 ? 0 : 1;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a story, told in one go.
async function soakData({ kills, seed, say }) {
  const random = randomFrom(seed);
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-soak-"));
  const data = join(folder, "mock.log");
  const handler = await startHandler(random);
  const known = {
    acknowledged: 0,
    resets: 0,
    wrong: [],
    accounts: [accountOf("pk_test_mock", "/")],
    handlerUrl: handler.url,
  };
  let mock;
  const startChecked = async () => {
    const heard = new Map(handler.got);
    mock = await startMock(data, handler.url);
    await check(mock.url, known, heard);
  };
  let killed = 0;
  try {
    for (; killed < kills && known.wrong.length <= 20; killed += 1) {
      await startChecked();
      const load = loadOn(mock.url, known, random);
      await acknowledgedMore(known, random() * MOST_BETWEEN);
      await sleep(random() * 30);
      mock.child.kill("SIGKILL");
      await mock.gone;
      await load.stop();
      if (killed % 10 === 9)
        say(`${killed + 1} kills, ${known.acknowledged} tasks acknowledged, ${known.wrong.length} wrong`);
    }
    // At last in order, under load too: what was acknowledged is kept, and the status says so.
    await startChecked();
    const load = loadOn(mock.url, known, random);
    await acknowledgedMore(known, MOST_BETWEEN);
    mock.child.kill("SIGTERM");
    const status = await mock.gone;
    await load.stop();
    if (status !== 0) known.wrong.push(`the last SIGTERM ended with ${status}`);
    await startChecked();
    mock.child.kill("SIGTERM");
    await mock.gone;
  } finally {
    mock?.child.kill("SIGKILL");
    handler.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const { acknowledged, resets, wrong } = known;
  return { kills: killed, acknowledged, resets, requests: handler.count(), wrong };
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
      const what = whatOf(request.url, body);
      got.set(what, (got.get(what) ?? 0) + 1);
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
  const args = ["start", "--port", "0", "--data", data, "--webhook-url", webhook, "--retry", RETRY.join()];
  const child = spawn(process.execPath, [BIN, ...args, "--speed", String(SPEED), "--consent", "ask", "--no-watch"], {
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

/**
 * Clients of two accounts: they create tasks, look at them, answer for their users, give and revoke consents, reset; what they are told
 * is remembered, and nothing of what a kill left open.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
function loadOn(url, known, random) {
  let going = true;
  const ask = async (account, method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${account.key}`, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { ok: answer.ok, status: answer.status, told: await answer.json() };
  };
  const pick = (all) => all[Math.floor(random() * all.length)];

  async function create(account, n) {
    const life = account.lives;
    const user = `user_${n}_${Math.floor(random() * 1e9)}`;
    const { ok, told } = await ask(account, "POST", "/v1/tasks", { prompt: pick(PROMPTS), user_id: user });
    if (!ok || account.lives !== life) return;
    known.acknowledged += 1;
    if (account.tasks.has(told.id)) known.wrong.push(`${told.id} was given out twice in ${account.key}`);
    account.tasks.set(told.id, { user, created_at: told.created_at, statuses: new Set([told.status]) });
  }

  async function look(account) {
    const [id, task] = pick([...account.tasks].slice(-MOST_BETWEEN)) ?? [];
    if (!id) return;
    const { ok, told } = await ask(account, "GET", `/v1/tasks/${id}`);
    if (!ok) return;
    task.statuses.add(told.status);
    if (told.status !== "waiting") return;
    const answered = await ask(account, "POST", `/_mock/tasks/${id}/answer`, {
      decision: random() < 0.8 ? "approve" : "deny",
    });
    if (answered.ok) task.statuses.add(answered.told.status);
  }

  async function consent(account) {
    const user = `consents_${Math.floor(random() * 20)}`;
    const life = account.lives;
    const known = account.consents.get(user);
    if (known === "open") return;
    account.consents.set(user, "open");
    const { ok } =
      known === "given"
        ? await ask(account, "DELETE", `/_mock/consents?user_id=${user}`)
        : await ask(account, "POST", "/_mock/consents", { user_id: user, service: "crm" });
    if (ok && account.lives === life) account.consents.set(user, known === "given" ? "revoked" : "given");
  }

  /** Another seed each time, so that no id, and no event's body, comes twice. */
  async function reset(account) {
    begin(account);
    try {
      const { ok } = await ask(account, "POST", "/_mock/reset", { seed: `${known.acknowledged}-${random()}` });
      if (ok) known.resets += 1;
    } finally {
      begin(account); // also where a kill left open whether it happened
    }
  }

  async function second() {
    const body = {
      api_key: "pk_test_second",
      clock: "live",
      speed: SPEED,
      webhook_url: `${known.handlerUrl}second`,
      retry: RETRY,
      consent: "ask",
    };
    const { ok, status, told } = await ask(known.accounts[0], "POST", "/_mock/accounts", body);
    if (ok || status === 409) known.accounts.push(accountOf("pk_test_second", "/second"));
    else known.wrong.push(`no second account: ${JSON.stringify(told)}`);
  }

  async function client(n) {
    while (going) {
      const account = pick(known.accounts);
      const draw = random();
      try {
        if (draw < 0.05 && known.accounts.length < 2 && n === 0) await second();
        else if (draw < 0.003) await reset(account);
        else if (draw < 0.1) await consent(account);
        else if (draw < 0.4) await look(account);
        else await create(account, n);
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

/** What was sent: two accounts of one seed may send the same body, each to its own path. */
function whatOf(path, body) {
  return `${path} ${body}`;
}

/** What clients know of an account, whose webhook has `path`. `lives`: goes up when a reset is asked for, and when it is answered. */
function accountOf(key, path) {
  return { key, path, lives: 0, tasks: new Map(), consents: new Map() };
}

function begin(account) {
  account.lives += 1;
  account.tasks = new Map();
  account.consents = new Map();
}

/** `heard`: how often the handler had got what before this mock was started. */
async function check(url, known, heard) {
  const wrong = (text) => void known.wrong.push(text);
  for (const account of known.accounts) {
    const headers = { Authorization: `Bearer ${account.key}`, Accept: "application/json" };
    const all = async (path) => {
      const found = [];
      for (let offset = 0; ; offset += 1_000) {
        const answer = await fetch(`${url}${path}?limit=1000&offset=${offset}`, { headers });
        const { data, has_more } = await answer.json();
        found.push(...data);
        if (!has_more) return found;
      }
    };
    const there = new Map((await all("/_mock/tasks")).map((task) => [task.id, task]));
    for (const [id, told] of account.tasks) checkTask(`${id} of ${account.key}`, told, there.get(id), wrong);
    const given = new Set((await all("/_mock/consents")).map(({ user_id }) => user_id));
    for (const [user, state] of account.consents) {
      if (state === "open") account.consents.set(user, given.has(user) ? "given" : "revoked");
      else if (given.has(user) !== (state === "given"))
        wrong(`the consent of ${user} was ${state} in ${account.key}, and is otherwise`);
    }
    for (const delivery of [...there.values()].flatMap(({ deliveries }) => deliveries))
      checkDelivery(delivery, heard.get(whatOf(account.path, delivery.body)) ?? 0, wrong);
  }
}

function instantOf(text) {
  return Math.floor(Date.parse(text) / 1e3);
}

function checkTask(what, { user, created_at, statuses }, task, wrong) {
  if (!task) return wrong(`${what} was acknowledged and is gone`);
  if (task.request.user_id !== user) return wrong(`${what} is another task now`);
  if (instantOf(created_at) !== instantOf(task.created_at))
    wrong(`${what} was created at ${created_at}, and is of ${task.created_at} now`);
  const been = new Set(task.timeline.map(({ status }) => status));
  for (const status of statuses) if (!been.has(status)) wrong(`${what} was ${status}, and was so never`);
  if (task.timeline.slice(1).some(({ at }, i) => Date.parse(at) < Date.parse(task.timeline[i].at)))
    wrong(`${what} has a timeline out of order`);
}

function checkDelivery({ id, attempts }, heard, wrong) {
  if (attempts.length > MOST_ATTEMPTS) wrong(`${id} has ${attempts.length} attempts`);
  if (attempts.some(({ number }, i) => number !== i + 1)) wrong(`${id} has attempts out of order`);
  if (heard > attempts.length) wrong(`${id} was sent ${heard} times, and tells of ${attempts.length}`);
  const done = attempts.findIndex(({ status }) => status === 200);
  if (done !== -1 && done !== attempts.length - 1) wrong(`${id} was delivered, and sent again`);
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
