// The verbs by which somebody plays a part, and the story of a task that can be told and played again.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { recorder, serve } from "../support/receiver.js";
import { cleanUp, cli, folderWith, mockHere, WEATHER } from "./cli.js";
import { startHandler } from "./handler.js";

afterEach(cleanUp);

const ASKS = {
  name: "asks",
  when: { prompt: "Ask" },
  plan: [
    { after: "0s", wait: { reason: "Access", service: "crm", consent: "ask" } },
    { after: "1s", complete: {} },
  ],
};

async function open(...args: string[]) {
  const cwd = folderWith({ "asks.json": JSON.stringify(ASKS) });
  const { url } = await mockHere(["--clock", "frozen", "--fixtures", join(cwd, "asks.json"), ...args]);
  const verb = async (...words: string[]) => {
    const { code, stdout, stderr } = await cli(words, { env: { PLOTON_MOCK_URL: url } });
    return { code, out: stdout, err: stderr };
  };
  return { url, verb };
}

test("a task is created, reports progress, completes, and its calls are listed", async () => {
  const handler = await startHandler();
  const { verb } = await open("-w", handler.url);
  expect((await verb("create", WEATHER)).out).toBe("task_8xK2mP  running  weather\n");
  expect((await verb("progress", "task_8xK2mP", "--message", "half way")).out).toBe(
    "task_8xK2mP  running  task.progress delivered\n",
  );
  expect((await verb("complete", "task_8xK2mP", "--result", '{"ok":true}')).out).toBe(
    "task_8xK2mP  complete  task.complete delivered\n",
  );
  expect(handler.received.map((body) => JSON.parse(body).data)).toEqual([{ message: "half way" }, { ok: true }]);
  expect((await verb("complete", "task_8xK2mP")).err).toMatch(/is complete, so it cannot complete/);
  expect((await verb("calls")).out).toMatch(/^AT .*\n2025-06-15T14:22:00Z +POST \/v1\/tasks +200 +task_8xK2mP/);
  expect((await verb("create", "   ")).err).toMatch(/The mock answered 400: .*prompt/);
  expect((await verb("calls")).out).toMatch(/POST \/v1\/tasks +400 invalid_request/);
});

describe("a fault that strikes the command's own call is told in a line", () => {
  test.each([
    ["lost-response", /The connection to \S+ closed before an answer came \(.*\)\. What it asked for may be done/],
    ["reset", /The connection to \S+ closed before an answer came/],
    ["malformed-json", /The answer 200 of \S+ is no JSON: "\{.*"\. What it asked for may be done/],
    ["empty", /The answer 200 of \S+ is empty\. What it asked for may be done/],
    ["hang", /No answer came from \S+ in time\. What it asked for may be done/],
    ["server-error", /The mock answered 500: /],
  ])("%s", async (fault, message) => {
    const { verb } = await open();
    await verb("fault", "api", fault);
    // Long enough for those that do answer; the one that never does is waited for no longer.
    const patience = fault === "hang" ? ["--timeout", "50ms"] : [];
    const { code, out, err } = await verb("create", WEATHER, ...patience);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(message);
    expect(err).toMatch(/^ploton-mock: .*\n$/);
    if (fault !== "server-error")
      expect(err).toMatch(/see ploton-mock tasks, and ploton-mock fault --list for a fault that struck it\.\n$/);
  });
});

test("the user approves, denies, answers, and approves in advance", async () => {
  const { verb } = await open();
  const ask = async (...words: string[]) => (await verb("create", "Ask", ...words)).out.split(" ")[0]!;
  const [ann, bob, cat] = [await ask("--user-id", "ann"), await ask("--user-id", "bob"), await ask()];
  await verb("advance", "0s");
  expect((await verb("deny", ann)).out).toBe(`${ann}  failed  task.failed undeliverable\n`);
  expect((await verb("approve", bob)).out).toMatch(/^task_\w+ {2}running/);
  expect((await verb("answer", cat, "--decision", "deny")).out).toMatch(/^task_\w+ {2}failed/);
  expect((await verb("fail", bob, "--code", "x", "--message", "No.")).out).toMatch(/^task_\w+ {2}failed/);
  expect((await verb("approve", bob)).err).toMatch(
    /is failed, so it cannot be approved\. A finished task takes no move\./,
  );
  expect((await verb("deny", bob)).err).toMatch(/is failed, so it cannot be denied\./);
  expect((await verb("resume", bob)).err).toMatch(/is failed, so it cannot resume\./);
  expect((await verb("consents", "--grant", "crm", "--user-id", "eve")).out).toMatch(/\neve +crm +given/);
  expect((await verb("consents")).out).toMatch(/\nbob +crm +given[\s\S]*\neve +crm +given/);
  expect((await verb("consents", "--revoke", "crm", "--user-id", "eve")).out).toBe("revoked: 1\n");
  expect((await verb("consents")).out).not.toMatch(/eve/);
  expect((await verb("consents", "--revoke", "crm")).out).toBe("revoked: 1\n");
  expect((await verb("consents")).out).toBe("No user has approved anything.\n");
});

test("a story is told, and replayed with the same signed bytes without any mock", async () => {
  const first = recorder((n) => (n === 1 ? 500 : 200));
  const { verb } = await open(
    "-w",
    `${await serve(http.createServer(first.listener))}/hook`,
    "--fault",
    "webhook tampered-body attempt=2",
  );
  await verb("create", WEATHER);
  await verb("advance", "25h");
  expect((await verb("story", "task_8xK2mP")).out).toMatch(
    /^task_8xK2mP {2}complete {2}weather\n"Look up[\s\S]*created, running[\s\S]*task\.complete 1\/5 .* → 500 in/,
  );
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-story-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "story.json");
  writeFileSync(file, (await verb("story", "task_8xK2mP", "--json")).out);

  const second = recorder();
  const to = `${await serve(http.createServer(second.listener))}/mine`;
  const { code, stdout } = await cli(["replay", file, "--to", to]);
  expect(stdout).toMatch(
    /^EVENT .*\ntask\.complete +dlv_8xK2mP_1 +1 +200 in \d+ms\ntask\.complete +dlv_8xK2mP_1 +2 +200/,
  );
  expect(code).toBe(0);
  const bytes = ({ received }: typeof first) =>
    received.map(({ body, headers }) => [body, headers["x-ploton-signature"]]);
  expect(bytes(second)).toEqual(bytes(first));
  expect(second.received).toHaveLength(2);
});

test.each([
  ["no URL", ["replay", "story.json"], /replay needs --to URL/],
  ["no story", ["replay", "story.json", "--to", "http://localhost:1/"], /That is no story/],
])("%s: refused with what to give", async (_what, words, message) => {
  const { code, stderr } = await cli(words, { cwd: folderWith({ "story.json": "{}" }) });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
