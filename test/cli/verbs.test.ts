// The verbs against a running mock, in tables for people and in JSON for programs.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { call, cleanUp, cli, folderWith, mockHere, WEATHER } from "./cli.js";
import { startHandler } from "./handler.js";

afterEach(cleanUp);

const TASK = "task_8xK2mP";

/** A mock with the weather task in it, and `verb` to speak to it by. */
async function mockWithTask(args: readonly string[] = ["--clock", "frozen"]) {
  const mock = await mockHere(args);
  await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
  const env = { PLOTON_MOCK_URL: mock.url };
  const verb = async (...words: string[]) => {
    const { code, stdout, stderr } = await cli(words, { env });
    return { code, out: stdout, err: stderr };
  };
  const json = async (...words: string[]) => JSON.parse((await verb(...words, "--json")).out) as never;
  return { ...mock, verb, json };
}

test("tasks and task", async () => {
  const { verb, json } = await mockWithTask();
  const { code, out } = await verb("tasks");
  expect(code).toBe(0);
  expect(out).toMatch(
    /^TASK +STATUS +TOOL +USER +FIXTURE +CREATED +PROMPT\ntask_8xK2mP +running +weather +weather-san-francisco +2025-06-15T14:22:00Z +Look up/,
  );
  expect(await json("tasks")).toMatchObject([{ id: TASK, status: "running" }]);
  await json("create", "Water the plants", "--user-id", "user_7");
  expect((await verb("tasks")).out).toMatch(/ user_7 .*Water the plants/);
  expect(await json("tasks", "--status", "complete")).toEqual([]);
  const { id } = (await json("create", "Return the order_id")) as { id: string };
  expect((await verb("task", id)).out).toMatch(/^fixture +general .*; its result is invented from the prompt$/m);
  expect((await verb("task", TASK)).out).toMatch(
    /^task +task_8xK2mP {2}running\nprompt +Look up[\s\S]*next +complete at 2025-06-15T14:22:03Z[\s\S]*timeline\n {2}2025-06-15T14:22:00Z {2}create/,
  );
  expect(await json("task", TASK)).toMatchObject({ id: TASK, request: { prompt: WEATHER } });
  expect(await verb("task", "task_no")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^ploton-mock: There is no task "task_no"/),
  });
});

test("advance, deliveries and redeliver", async () => {
  const handler = await startHandler((n) => (n === 1 ? 500 : 200));
  const { verb, json, url } = await mockWithTask(["--clock", "frozen", "-w", handler.url]);
  expect((await verb("advance", "3s")).out).toMatch(
    /^2025-06-15T14:22:03Z {2}task_8xK2mP completes\n[\s\S]*\ndlv_8xK2mP_1 {2}task\.complete {2}attempt 1 at 2025-06-15T14:22:03Z: 500 in \d+ms\nnow 2025-06-15T14:22:03Z, 2 played\n$/,
  );
  const [{ id }] = (await json("deliveries")) as [{ id: string }];
  expect((await verb("deliveries", "--task", TASK)).out).toMatch(
    new RegExp(
      `^DELIVERY .*\n${id} +${TASK} +task.complete +scheduled +500 in \\d+ms +1 sent +next at 2025-06-15T14:23:03Z`,
    ),
  );
  expect((await verb("redeliver", id)).out).toMatch(
    /delivered\n {2}attempt 2 at 2025-06-15T14:22:03Z: 200 in \d+ms\n$/,
  );
  expect(await json("deliveries", "--path", "/webhook")).toHaveLength(1);
  expect(await json("deliveries", "--path", "/other*")).toEqual([]);
  const edited = await cli(["redeliver", id, "--body", "-"], {
    env: { PLOTON_MOCK_URL: url },
    input: '{"edited":true}',
  });
  expect(edited).toMatchObject({ code: 0 });
  expect(handler.received.pop()).toBe('{"edited":true}');
  expect(await json("advance", "--to", "2025-06-16T00:00:00Z")).toEqual({ now: "2025-06-16T00:00:00Z", played: [] });
  expect(handler.received.length).toBe(2);
  expect((await verb("advance", "--until-idle")).out).toBe("now 2025-06-16T00:00:00Z, 0 played\n");
  expect((await verb("task", TASK)).out).toMatch(
    /\nresult +\{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"\}\n/,
  );
  expect(await verb("advance")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/needs a duration such as 24h, or --to TIME/),
  });
  expect(await verb("advance", "soon")).toMatchObject({ code: 2, err: expect.stringMatching(/must be a duration/) });
  await handler.close();
});

test("advance is one call", async () => {
  const asked: string[] = [];
  const answers = { now: "2025-06-15T14:22:03Z", played: [] };
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader("X-Ploton-Mock-Version", "0").end(JSON.stringify(answers));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const { code, stdout } = await cli(["advance", "3s", "--url", `http://127.0.0.1:${port}`]);
  server.close();
  expect({ code, stdout, asked }).toEqual({
    code: 0,
    stdout: "now 2025-06-15T14:22:03Z, 0 played\n",
    asked: ["POST /_mock/clock/advance"],
  });
});

test("resume and cancel", async () => {
  const { verb, json, baseUrl } = await mockWithTask(["--clock", "frozen", "--consent", "ask"]);
  const prompt =
    "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";
  const { json: made } = await call(baseUrl, "/tasks", { prompt, user_id: "user_123" });
  const id = String(made.id);
  await verb("advance", "10s");
  expect((await verb("wait", id, "--until", "waiting")).out).toBe(`${id}  waiting\n`);
  expect((await verb("task", id)).out).toMatch(
    new RegExp(
      `next +.*waits for the user: ploton-mock resume ${id}, or open http://localhost:\\d+/_mock/consent/\\w+\n`,
    ),
  );
  expect((await verb("resume", id)).out).toBe(`${id}  running\n`);
  expect(await json("cancel", id)).toMatchObject({ id, status: "cancelled" });
  expect(await verb("cancel", id)).toMatchObject({ code: 1, out: "" });
  expect(await verb("resume", id, "--input", "{")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--input must be JSON/),
  });
});

test("wait resolves when it is so, and says what is missing when it cannot be", async () => {
  const { verb } = await mockWithTask();
  const stuck = await verb("wait", TASK);
  expect(stuck).toMatchObject({ code: 1, out: "" });
  expect(stuck.err).toMatch(/The clock is frozen at 2025-06-15T14:22:00Z/);
  const live = await mockWithTask(["--speed", "100"]);
  expect(await live.verb("wait", TASK, "--timeout", "20s")).toMatchObject({ code: 0, out: `${TASK}  complete\n` });
  expect((await live.verb("wait", "--until", "idle")).out).toMatch(/^idle at /);
});

test("faults are armed, listed and cleared", async () => {
  const { verb, json } = await mockWithTask();
  expect((await verb("fault", "webhook", "lost-ack", "attempt=1")).out).toMatch(
    /^flt_1 {2}webhook lost-ack attempt=1\n$/,
  );
  expect((await verb("fault", "api latency by=2s")).code).toBe(0);
  expect((await verb("fault", "--list")).out).toMatch(
    /^FAULT +LEFT +STRUCK +SPEC\nflt_1 +1 +0 +webhook lost-ack attempt=1\nflt_2 /,
  );
  expect((await verb("fault", "--clear", "flt_1")).out).toBe("cleared: flt_1\n");
  expect(await json("fault", "--list")).toMatchObject([{ id: "flt_2" }]);
  expect((await verb("fault", "--clear")).out).toBe("cleared: all\n");
  expect((await verb("fault", "--list")).out).toBe("No fault is armed.\n");
  expect(await verb("fault", "webhook lost-ak")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/Did you mean "lost-ack"\?/),
  });
  expect((await verb("fault", "webhook duplicate", "api empty")).out).toMatch(
    /^flt_\d+ {2}webhook duplicate\nflt_\d+ {2}api empty\n$/,
  );
  expect((await verb("fault")).out).toBe((await verb("fault", "--list")).out);
});

test("trigger makes an event happen at once, with values by path", async () => {
  let status = 200;
  const handler = await startHandler(() => status);
  const { verb } = await mockWithTask(["--clock", "frozen", "-w", handler.url]);
  expect((await verb("trigger", "task.complete", "--set", "temperature=70°F", "--set", "humidity=12")).out).toMatch(
    /task\.complete {2}delivered\n {2}attempt 1 .*200/,
  );
  expect(JSON.parse(handler.received[0]!)).toMatchObject({
    event: "task.complete",
    data: { temperature: "70°F", humidity: 12 },
  });
  expect(await verb("trigger", "task.complete", "--set", "temprature=1")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/Did you mean "temperature"|Allowed: /),
  });
  expect(await verb("trigger", "task.done")).toMatchObject({ code: 2 });
  status = 500;
  const refused = await verb("trigger", "task.complete");
  expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/attempt 1 .*: 500/) });
  const [, id] = /(dlv_\S+)/.exec(refused.out)!;
  expect(await verb("redeliver", id!)).toMatchObject({ code: 1, out: expect.stringMatching(/attempt 2 .*: 500/) });
  expect(await verb("trigger", "task.complete", "--set", "temperature")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/form PATH=VALUE/),
  });
  await handler.close();
});

test("reset puts the account back", async () => {
  const { verb, json } = await mockWithTask();
  expect(await verb("reset")).toMatchObject({ code: 0, out: "The account is as it was when made.\n" });
  expect(await json("tasks")).toEqual([]);
  expect((await verb("tasks")).out).toBe("There are no tasks.\n");
  expect((await verb("deliveries")).out).toBe("There are no deliveries.\n");
});

test("reset gives other ids with another seed, and leaves the webhook where it is told to", async () => {
  const { verb, json, url, baseUrl } = await mockWithTask();
  const headers = { "Content-Type": "application/json" };
  await fetch(`${url}/_mock/webhook`, { method: "PUT", headers, body: '{"timeout":"5s"}' });
  expect(await verb("reset", "--seed", "test-2", "--keep-webhook")).toMatchObject({ code: 0 });
  await call(baseUrl, "/tasks", { prompt: WEATHER });
  expect(await json("tasks")).toMatchObject([{ id: expect.not.stringMatching(TASK) }]);
  expect(await (await fetch(`${url}/_mock/webhook`)).json()).toMatchObject({ timeout: "5s" });
});

test("a list that is empty because of what was asked for does not say that there is nothing", async () => {
  const { verb } = await mockWithTask();
  expect((await verb("tasks", "--status", "waiting")).out).toBe("There is no task with status waiting.\n");
  expect((await verb("deliveries", "--task", TASK, "--state", "exhausted")).out).toBe(
    `There is no delivery with task ${TASK}, state exhausted.\n`,
  );
});

test("accounts lists them, and removes one that was left over", async () => {
  const { verb, json, url } = await mockWithTask();
  const headers = { "Content-Type": "application/json" };
  const body = '{"api_key":"pk_test_left","idle":"10m"}';
  await fetch(`${url}/_mock/accounts`, { method: "POST", headers, body });
  expect((await verb("accounts")).out).toMatch(
    /^ACCOUNT +TASKS +LAST USED \(REAL TIME\) +WHEN UNUSED\n\(default\) +1 +\d{4}-\S+ +stays\npk_test_left +0 +never +goes after 10m\n$/,
  );
  expect(await verb("accounts", "--remove", "pk_test_left")).toMatchObject({ code: 0, out: "removed: pk_test_left\n" });
  expect(await json("accounts")).toMatchObject([{ api_key: null, tasks: 1 }]);
  expect(await verb("accounts", "--remove", "pk_test_left")).toMatchObject({ code: 1 });
});

test("a fault is spelled as one, and what is missing is asked for", async () => {
  const { verb, json } = await mockWithTask();
  expect((await verb("fault", "webhook")).err).toMatch(/^ploton-mock: Which webhook fault\? Allowed: status, drop, /);
  await verb("fault", "webhook", "drop", 'fixture=my "own"');
  expect(await json("fault", "--list")).toMatchObject([{ fixture: 'my "own"' }]);
});

test("a command that is named to go on is of the same account; a key that is no test key is not shown", async () => {
  const { verb } = await mockWithTask();
  const refusedOf = async (key: string) => (await verb("task", "task_no", "--api-key", key)).err;
  expect(await refusedOf("pk_test_suite")).toContain("ploton-mock tasks --api-key pk_test_suite lists those");
  expect(await refusedOf("pk_live_suite")).toContain("ploton-mock tasks --api-key KEY lists those");
});

test("--api-key chooses the account, --control-token opens a guarded mock", async () => {
  const mock = await mockHere(["--control-token", "open sesame"]);
  const headers = { "Content-Type": "application/json", "X-Ploton-Mock-Token": "open sesame" };
  await fetch(`${mock.url}/_mock/accounts`, { method: "POST", headers, body: '{"api_key":"pk_test_other"}' });
  await call(mock.baseUrl, "/tasks", { prompt: WEATHER }, "pk_test_other");
  const env = { PLOTON_MOCK_CONTROL_TOKEN: "open sesame" };
  const args = ["tasks", "--json", "--url", `${mock.url}/`];
  expect((await cli(args)).code).toBe(1);
  expect(JSON.parse((await cli(args, { env })).stdout)).toEqual([]);
  expect(JSON.parse((await cli([...args, "--api-key", "pk_test_other"], { env })).stdout)).toHaveLength(1);
});

test("without a mock it says how to start one, and ends with 1", async () => {
  const { code, stdout, stderr } = await cli(["tasks", "--url", "http://127.0.0.1:1"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(
    /^ploton-mock: No mock answers at http:\/\/127\.0\.0\.1:1 .*Start one with: npx ploton-mock\n$/,
  );
});

test("where nobody said which mock, the way to name one is said too; with --port as well", async () => {
  const at = "http://localhost:1";
  const unnamed = await cli(["tasks"], { env: { PLOTON_MOCK_PORT: "1" } });
  expect(unnamed.stderr).toMatch(
    /npx ploton-mock; or, .* another port, .* --url URL or the variable PLOTON_MOCK_URL\n$/,
  );
  const env = await cli(["env"], { env: { PLOTON_MOCK_PORT: "1" } });
  expect(env.stderr).toMatch(/with --defaults; or, .* PLOTON_MOCK_URL\n$/);
  const left = await cli(["stop", "--ready-file", "gone.json"]);
  expect(left.stderr).not.toMatch(/PLOTON_MOCK_URL/);
  const named = await cli(["tasks"], { env: { PLOTON_MOCK_URL: at } });
  expect(named.stderr).toMatch(/npx ploton-mock\n$/);
  for (const flag of ["--port", "-p"]) {
    const { code, stderr } = await cli(["create", flag, "5210", "Do it"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ploton-mock: create has no option --?p\w*: .* --url http:\/\/localhost:5210\n$/);
  }
});

test("what a verb gives to paste names the mock that --url named", async () => {
  const fixture = {
    name: "asks",
    when: { prompt: "Ask" },
    plan: [{ after: "0s", wait: { reason: "R", service: "crm" } }],
  };
  const file = `${folderWith({ "asks.json": JSON.stringify(fixture) })}/asks.json`;
  const { url } = await mockHere(["--clock", "frozen", "--fixtures", file]);
  const verb = (...words: string[]) => cli([...words, "--url", url]);
  const id = (await verb("create", "Ask")).stdout.split(" ")[0]!;
  await verb("advance", "0s");
  expect((await verb("task", id)).stdout).toContain(`ploton-mock resume ${id} --url ${url}, or open`);
  expect((await verb("task", "task_no")).stderr).toContain(`ploton-mock tasks --url ${url}`);
});

test("a list holds all there is, also more than a page; cut by --limit it says so", async () => {
  const { verb, json, url } = await mockWithTask();
  const body = JSON.stringify({ on: "api", fault: "latency" });
  const arm = () =>
    fetch(`${url}/_mock/faults`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  for (let n = 0; n < 101; n += 1) await arm();
  expect(await json("fault")).toHaveLength(101);
  await verb("fault", "--clear");
  for (let n = 0; n < 100; n += 1) await call(`${url}/v1`, "/tasks", { prompt: `Water plant ${n}` });
  await verb("advance", "1h");
  const ids = async (...words: string[]) => ((await json(...words)) as { id: string }[]).map(({ id }) => id);
  const [deliveries, tasks, calls] = [await ids("deliveries"), await ids("tasks"), await ids("calls")];
  expect((await verb("wait")).err).toBe("There are more than these 100: ploton-mock tasks lists them all.\n");
  expect([deliveries.length, tasks.length, calls.length]).toEqual([101, 101, 101]);
  expect(await ids("deliveries", "--order", "newest")).toEqual(deliveries.toReversed());
  const { out, err } = await verb("deliveries", "--order", "newest", "--limit", "2");
  expect(out.trimEnd().split("\n")).toHaveLength(3);
  expect(err).toBe(
    "Listed: the 2 newest of more; --order oldest begins at the other end, without --limit all are listed.\n",
  );
  expect((await verb("deliveries", "--limit", "2")).err).toMatch(/^Listed: the 2 oldest of more; --order newest /);
  expect((await verb("tasks", "--limit", "2")).err).toMatch(/^Listed: the 2 newest of more; --order oldest /);
});

test("advance goes to the midnight of a day, and never back: a negative duration is refused as one", async () => {
  const { verb, json } = await mockWithTask();
  expect(await json("advance", "--to", "2025-12-01")).toMatchObject({ now: "2025-12-01T00:00:00Z" });
  expect(await verb("advance", "-1m")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^ploton-mock: DURATION must be a duration such as .*, not "-1m"\.$/m),
  });
  expect((await verb("wait", "--timeout", "-1m")).err).toMatch(/--timeout must be a duration such as .*, not "-1m"/);
  expect((await verb("create", "-5 degrees", "--user-id", "ada")).out).toMatch(/^task_/);
});

test("what narrows a list over HTTP does so here, and what it cannot be is said in the words of the flag", async () => {
  const { verb, json } = await mockWithTask();
  await verb("create", "Water the plants", "--user-id", "user_7");
  await verb("advance", "1h");
  expect(await json("tasks", "--user-id", "user_7")).toMatchObject([{ request: { user_id: "user_7" } }]);
  expect(await json("tasks", "--since", "2025-06-15T14:22:01Z")).toEqual([]);
  expect(await json("calls", "--path", "/v1/tasks/*")).toEqual([]);
  expect(await json("calls", "--path", "/v1/tasks", "--limit", "1")).toHaveLength(1);
  expect(await json("deliveries", "--status", "200")).toEqual([]);
  expect((await verb("tasks", "--user-id", "user_8")).out).toBe("There is no task with user-id user_8.\n");
  expect((await verb("deliveries", "--since", "2030-01-01T00:00:00Z")).out).toMatch(
    /^There is no delivery with since /,
  );
  expect(await verb("deliveries", "--limit", "some")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--limit must be a whole/),
  });
  expect(await verb("tasks", "--since", "noon")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--since must be an ISO/),
  });
});
