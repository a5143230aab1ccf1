// The log: a line for each thing that happens, for people and for programs.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { BIN, begin, call, cleanUp, folderWith, launch, startMock, WEATHER } from "./cli.js";
import { startHandler } from "./handler.js";

afterEach(cleanUp);

/** A frozen mock that prints its log for people. */
async function watched(args: readonly string[] = []) {
  const mock = begin(["-p", "0", "--clock", "frozen", ...args]);
  const [, url] = await mock.sees(/inspector (\S+)\/$/m);
  const control = async (path: string, body: object) => {
    const headers = { "Content-Type": "application/json" };
    return fetch(`${url}/_mock${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  };
  return { ...mock, baseUrl: `${url}/v1`, control };
}

describe("for people", () => {
  test("requests, steps, attempts, the next attempt's time, and what a 401 points to", async () => {
    const handler = await startHandler((n) => (n === 1 ? 401 : 200));
    const mock = await watched(["-w", handler.url]);
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await mock.control("/clock/advance", { by: "3s" });
    await call(mock.baseUrl, "/tasks/task_8xK2mP");
    await mock.control("/clock/advance", { by: "24h" });
    await mock.sees(
      /^ {2}14:22:00 {2}POST \/v1\/tasks {2}200 {2}task_8xK2mP {2}weather {2}\(weather-san-francisco\)$/m,
    );
    await mock.sees(/^ {2}14:22:03 {2}task_8xK2mP {2}running → complete$/m);
    await mock.sees(
      /^ {2}14:22:03 {2}task\.complete {2}task_8xK2mP {2}1\/5 {2}401 in \d+ms {2}next attempt in 1m, at 14:23:03$/m,
    );
    await mock.sees(/next attempt.*\n {12}This body is compact JSON/);
    await mock.sees(/^ {2}14:22:03 {2}GET \/v1\/tasks\/task_8xK2mP {2}200 {2}task_8xK2mP {2}complete$/m);
    await mock.sees(/^ {2}14:23:03 {2}task\.complete {2}task_8xK2mP {2}2\/5 {2}200 in \d+ms$/m);
    await mock.sees(/^ {2}2025-06-16$/m);
    await handler.close();
  });

  test("a prompt that gets {} because nothing was read off it is remarked on, once", async () => {
    const mock = await watched();
    for (const prompt of [
      "Connect to the CRM",
      "Do the thing",
      "Do the thing",
      "Return name and email for each contact",
    ])
      await call(mock.baseUrl, "/tasks", { prompt });
    await mock.sees(/general\)\n[\s\S]*general\)\n[\s\S]*general\)\n/);
    await mock.control("/clock/advance", { by: "5s" });
    await mock.sees(/(?:[\s\S]*invented from the prompt){3}/);
    mock.child.kill("SIGTERM");
    const { stdout } = await mock.ended;
    const remark = 'the prompt names no fields, so the result is {}; ploton-mock explain "…" shows what is read';
    expect(stdout.split(remark)).toHaveLength(2);
    expect(stdout.indexOf(remark)).toBeGreaterThan(stdout.indexOf("crm-connect-only"));
  });

  test("an answer that a fault loses is said once, and not taken for a handler that is not there", async () => {
    const handler = await startHandler();
    const faults = ["--fault", "webhook lost-ack", "--fault", "webhook drop attempt=2"];
    const mock = await watched(["-w", handler.url, ...faults]);
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await mock.control("/clock/advance", { by: "5m" });
    await mock.sees(/1\/5 {2}the handler answered, and the answer was lost {2}\[lost-ack\] {2}next attempt/);
    await mock.sees(/2\/5 {2}refused \(connection refused\) {2}\[drop\] {2}next attempt/);
    await handler.close();
  });

  test("a new fixture file that is broken is not said to have been reloaded, nor to have been good", async () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "ploton-fixtures"));
    const running = begin(["-p", "0"], { cwd });
    await running.sees(/inspector/);
    writeFileSync(join(cwd, "ploton-fixtures", "bad.yaml"), "name: bad\n");
    await running.sees(/warning {2}\S*bad\.yaml:1:1 .*\(it is not used until it is mended\)/);
    running.child.kill("SIGTERM");
    expect((await running.ended).stdout).not.toContain("fixtures reloaded");
  });

  test("an attempt that is due on another day names the day, the last one that it was the last", async () => {
    const mock = await watched(["-w", "http://127.0.0.1:1/nobody"]);
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await mock.control("/clock/advance", { by: "25h" });
    await mock.sees(/1\/5 {2}refused \(.*\) {2}next attempt in 1m, at 14:23:03$/m);
    await mock.sees(/4\/5 .* next attempt in 21h48m, at 2025-06-16 14:22:03$/m);
    const [, id] = await mock.sees(
      /5\/5 .* given up; once more: ploton-mock redeliver (dlv_\S+) --url http:\/\/localhost:\d+$/m,
    );
    await mock.control(`/deliveries/${id}/redeliver`, {});
    await mock.sees(/task\.complete {2}\S+ {2}attempt 6, by hand {2}refused/m);
  });

  test("what is to be done for a made account takes its key, which a log does not show", async () => {
    const mock = await watched();
    const made = await (
      await mock.control("/accounts", { webhook_url: "http://127.0.0.1:1/nobody", retry: "none" })
    ).json();
    const { api_key: key } = made as { api_key: string };
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
    const ask = (path: string, body: object) =>
      fetch(new URL(path, mock.baseUrl), { method: "POST", headers, body: JSON.stringify(body) });
    await ask("/v1/tasks", { prompt: WEATHER });
    await ask("/_mock/clock/advance", { by: "3s" });
    await mock.sees(
      /1\/1 .* given up; once more, with the account's KEY: ploton-mock redeliver dlv_\S+ --url http:\/\/localhost:\d+ --api-key KEY$/m,
    );
  });

  test("refused calls with code and message, faults, events without a webhook URL, reset", async () => {
    const mock = await watched(["--fault", "api server-error"]);
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await call(mock.baseUrl, "/tasks/task_nope");
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await mock.control("/clock/advance", { by: "3s" });
    await mock.control("/reset", {});
    await mock.sees(/fault {2}api server-error.*\n.* POST \/v1\/tasks {2}500 {2}\[server-error\] {2}internal_error$/m);
    await mock.sees(/GET \/v1\/tasks\/task_nope {2}404 {2}task_not_found\n {12}\S/);
    await mock.sees(/task\.complete {2}task_8xK2mP {2}kept as dlv_\S+: no webhook URL is set$/m);
    await mock.sees(/^ {2}14:22:00 {2}reset$/m);
    await call(mock.baseUrl, "/tasks/task_after_reset");
    await mock.sees(/task_after_reset {2}404/);
  });

  test("a live key is remarked on, and is masked", async () => {
    const mock = await watched();
    await call(mock.baseUrl, "/tasks", undefined, "pk_live_very_secret");
    await mock.sees(/warning {2}a pk_live_ key arrived/);
    mock.child.kill("SIGTERM");
    expect((await mock.ended).stdout).not.toContain("very_secret");
  });

  test("what callers send is shown, not obeyed, by a terminal; a pipe gets no colours", async () => {
    const mock = await watched();
    await fetch(`${mock.baseUrl}/tasks/%1b%5b2J`, { headers: { Authorization: "Bearer pk_test_x" } });
    await mock.control("/trigger", { event: "task.failed", set: { message: "\u001b[2Jbell\u0007 and \u202egnirts" } });
    await mock.sees(/\\u001b\[2Jbell\\u0007 and \\u202egnirts/);
    mock.child.kill("SIGTERM");
    expect((await mock.ended).stdout).not.toContain("\u001b");
  });
});

describe("--log json", () => {
  test("is one object a line: first where the mock listens, then what happens", async () => {
    const handler = await startHandler();
    const mock = await startMock(["--clock", "instant", "-w", handler.url]);
    const delivered = handler.next();
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await delivered;
    await mock.sees(/"type":"delivery".*"outcome":"answered"/);
    mock.child.kill("SIGTERM");
    const { stdout } = await mock.ended;
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; id?: number; at?: string });
    expect(lines[0]).toMatchObject({ type: "listening", url: mock.url, base_url: mock.baseUrl, port: mock.port });
    expect(lines.slice(1).map(({ type }) => type)).toEqual(expect.arrayContaining(["request", "task", "delivery"]));
    const ids = lines.slice(1).map(({ id }) => id!);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(lines[1]!.at).toMatch(/^2025-06-15T14:22:0\dZ$/);
    await handler.close();
  });
});

describe("a reader", () => {
  test("that goes away does not stop the mock", async () => {
    const shell = `"${process.execPath}" "${BIN}" --port 0 --log json & echo "pid $!" >&2; wait $!; echo "ended $?" >&2`;
    const running = launch("bash", ["-c", `(${shell}) | head -n 1`], {});
    const [, port] = await running.sees(/"port":(\d+)/);
    const [, pid] = await running.sees(/pid (\d+)/, "stderr");
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    for (let i = 0; i < 20; i += 1) expect(await call(baseUrl, "/tasks")).toMatchObject({ status: 200 });
    process.kill(Number(pid), "SIGTERM");
    await running.sees(/ended 0/, "stderr");
  });

  test("that does not read does not hold it up", async () => {
    const mock = await startMock(["--clock", "instant"]);
    mock.child.stdout!.pause();
    const long = `/tasks?offset=0&limit=1&user_id=${"x".repeat(6_000)}`;
    for (let i = 0; i < 200; i += 1) expect(await call(mock.baseUrl, long)).toMatchObject({ status: 200 });
    mock.child.kill("SIGTERM");
    mock.child.stdout!.resume();
    expect(await mock.ended).toMatchObject({ code: 0 });
  });
});
