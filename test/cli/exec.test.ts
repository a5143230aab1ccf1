// `exec`: a program in any language, with a mock of its own in its environment.

import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, cli, folderWith, isRunning, mockHere } from "./cli.js";

afterEach(cleanUp);

const SUITE = fileURLToPath(new URL("suite/test_weather.py", import.meta.url));

/** Waits for the signal that its argument names, says so, and ends with 3. */
const LISTENER = `
import os, signal, sys
def end(number, frame):
    os.write(1, b"got %s\\n" % signal.Signals(number).name.encode())
    os._exit(3)
signal.signal(signal.Signals[sys.argv[1]], end)
os.write(1, b"ready\\n")
while True:
    signal.pause()
`;

/** Says each signal that comes, and ends with 3 at SIGTERM. */
const COUNTER = `
import os, signal
def say(number, frame):
    os.write(1, b"got %s\\n" % signal.Signals(number).name.encode())
    if number == signal.SIGTERM:
        os._exit(3)
for one in signal.Signals:
    if one not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(one, say)
os.write(1, b"ready\\n")
while True:
    signal.pause()
`;

test("a Python suite of the standard library passes, and knows nothing of Node", async () => {
  const { code, stderr } = await cli(["exec", "--clock", "frozen", "--", "python3", SUITE]);
  expect(stderr).toMatch(/Ran 1 test[\s\S]*\nOK\n$/);
  expect(code).toBe(0);
});

const REFUSED = `
import json, os, threading, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(401)
        self.end_headers()
    def log_message(self, *words): pass
server = HTTPServer(("localhost", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
def call(method, path, body):
    headers = {"Authorization": "Bearer " + os.environ["PLOTON_API_KEY"], "Content-Type": "application/json"}
    request = urllib.request.Request(os.environ["PLOTON_MOCK_URL"] + path, json.dumps(body).encode(), headers, method=method)
    return json.load(urllib.request.urlopen(request))
call("PUT", "/_mock/webhook", {"url": "http://localhost:%d/hook" % server.server_port})
call("POST", "/v1/tasks", {"prompt": "Look up the current weather in San Francisco and return temperature, conditions, and humidity"})
call("POST", "/_mock/clock/advance", {"by": "3s"})
call("POST", "/v1/tasks", {"prompt": "one that is not due yet"})
os._exit(int(os.environ["STATUS"]))
`;

test("when the command fails, what happened to the tasks whose events were not taken is told", async () => {
  const run = (status: string) =>
    cli(["exec", "--clock", "frozen", "--", "env", `STATUS=${status}`, "python3", "-c", REFUSED]);
  const failed = await run("4");
  expect(failed.code).toBe(4);
  expect(failed.stderr).toMatch(
    /ploton-mock: what happened to the tasks whose events were not taken:\n\ntask_8xK2mP {2}complete {2}weather\n"Look up/,
  );
  expect(failed.stderr).toMatch(
    /task\.complete 1\/5 \(dlv_8xK2mP_1\), 161 bytes to http:\/\/localhost:\d+\/hook → 401 in/,
  );
  expect(failed.stderr).not.toContain("one that is not due yet");
  expect(await run("0")).toMatchObject({ code: 0, stderr: "" });
});

test("the environment names the mock, and only it is printed", async () => {
  const { stdout, stderr } = await cli([
    "exec",
    "--webhook-secret",
    "whsec_x",
    "--",
    "sh",
    "-c",
    "env | grep ^PLOTON | sort",
  ]);
  expect(stdout).toMatch(
    /^PLOTON_API_KEY=pk_test_mock\nPLOTON_BASE_URL=(http:\/\/localhost:\d+)\/v1\nPLOTON_MOCK_URL=\1\nPLOTON_WEBHOOK_SECRET=whsec_x\n$/,
  );
  expect(stderr).toBe("");
});

test("the port is always a free one, whatever environment and config file say to start", async () => {
  const { port } = await mockHere();
  const setting = {
    env: { PLOTON_MOCK_PORT: String(port), PLOTON_MOCK_LOG: "pretty" },
    cwd: folderWith({ "ploton-mock.config.yaml": `port: ${port}\n` }),
  };
  const { code, stdout, stderr } = await cli(["exec", "--", "sh", "-c", "echo $PLOTON_MOCK_URL"], setting);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toContain(`:${port}`);
});

test("that others can reach the mock is said, whatever the log", async () => {
  const said = /on 0\.0\.0\.0 other machines may reach the mock/;
  for (const log of ["silent", "pretty", "json"])
    expect((await cli(["exec", "--host", "0.0.0.0", "--log", log, "--", "true"])).stderr, log).toMatch(said);
  expect((await cli(["exec", "--", "true"])).stderr).toBe("");
});

test("a public URL is told to the command when a flag says it, and not when only the config file of start does", async () => {
  const ask = ["--", "sh", "-c", "echo $PLOTON_BASE_URL $PLOTON_MOCK_URL"];
  const told = await cli(["exec", "--public-url", "https://mock.example", ...ask]);
  expect(told.stdout).toBe("https://mock.example/v1 https://mock.example\n");
  const cwd = folderWith({ "ploton-mock.config.yaml": "public-url: https://mock.example\n" });
  expect((await cli(["exec", ...ask], { cwd })).stdout).toMatch(/^http:\/\/localhost:\d+\/v1 /);
});

test("a log that is asked for goes to standard error", async () => {
  const { stdout, stderr } = await cli(["exec", "--log", "json", "--", "sh", "-c", "echo mine"]);
  expect(stdout).toBe("mine\n");
  const lines = stderr
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([{ type: "listening" }, { type: "note", data: { text: "the mock stops." } }]);
});

test("time is live unless it is said otherwise", async () => {
  const ask = [
    "sh",
    "-c",
    'exec "$0" -e \'fetch(process.env.PLOTON_MOCK_URL+"/_mock/clock").then(r=>r.json()).then(c=>console.log(c.mode))\'',
    process.execPath,
  ];
  expect((await cli(["exec", "--", ...ask])).stdout).toBe("live\n");
  expect((await cli(["exec", "--clock", "instant", "--", ...ask])).stdout).toBe("instant\n");
});

describe("it ends as the command ends", () => {
  test.each([
    ["0", ["true"], 0],
    ["its status", ["sh", "-c", "exit 7"], 7],
    ["128 and the signal's number", ["sh", "-c", "kill -TERM $$"], 143],
    ["128 and 9", ["sh", "-c", "kill -KILL $$"], 137],
  ])("%s", async (_, command, expected) => {
    expect(await cli(["exec", "--", ...command])).toMatchObject({ code: expected, stderr: "" });
  });

  test("127 when there is no such command, 126 when it cannot be run", async () => {
    expect(await cli(["exec", "--", "no-such-command"])).toMatchObject({
      code: 127,
      stderr: "ploton-mock: no-such-command cannot be run: there is no such command.\n",
    });
    expect(await cli(["exec", "--", "./plain"], { cwd: folderWith({ plain: "text" }) })).toMatchObject({ code: 126 });
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s goes through, and the command may take its time",
    async (signal) => {
      const running = begin(["exec", "--", "python3", "-c", LISTENER, signal]);
      await running.sees(/ready/);
      running.child.kill(signal);
      expect(await running.ended).toMatchObject({ code: 3, stdout: `ready\ngot ${signal}\n` });
    },
  );

  /** Those that a process can catch, but for what stops a whole terminal, and what is about this process itself. */
  const SENT = "HUP INT QUIT TRAP ABRT USR1 USR2 ALRM STKFLT CONT URG XCPU VTALRM WINCH IO PWR SYS TERM"
    .split(" ")
    .filter((name) => `SIG${name}` in constants.signals);

  test("every signal goes through that can, once and in order, and Node's debugger stays out of it", async () => {
    const running = begin(["exec", "--", "python3", "-c", COUNTER]);
    await running.sees(/ready/);
    for (const name of SENT) {
      running.child.kill(`SIG${name}` as NodeJS.Signals);
      await running.sees(new RegExp(`got SIG${name}\n`));
    }
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(stdout).toBe(`ready\n${SENT.map((name) => `got SIG${name}\n`).join("")}`);
  });

  test("SIGQUIT leaves no child behind", async () => {
    const running = begin(["exec", "--", "sh", "-c", "echo $$ ready; exec sleep 60"]);
    const [, pid] = await running.sees(/(\d+) ready/);
    running.child.kill("SIGQUIT");
    expect(await running.ended).toMatchObject({ code: 131 });
    expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
  });

  test("a command that a signal ends is a shell's status of it", async () => {
    const running = begin(["exec", "--", "sh", "-c", "echo ready; exec sleep 60"]);
    await running.sees(/ready/);
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130 });
  });
});

describe("what the command has started itself", () => {
  /** Starts a grandchild that says its own end, or hears nothing of it, and waits. */
  const family = (trap: string) => ["sh", "-c", `sh -c '${trap} echo $$ young; while :; do sleep 0.05; done' & wait`];

  test("hears the signal, and is gone when exec is", async () => {
    const running = begin(["exec", "--", ...family('trap "echo young ends; exit" TERM;')]);
    const [, pid] = await running.sees(/(\d+) young/);
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 143, stdout: expect.stringMatching(/young ends\n$/) });
    expect(isRunning(Number(pid))).toBe(false);
  });

  test("is killed when it does not listen", async () => {
    const running = begin(["exec", "--", ...family('trap "" TERM;')]);
    const [, pid] = await running.sees(/(\d+) young/);
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 143 });
    expect(isRunning(Number(pid))).toBe(false);
  });

  test("may stay when nobody told the command to end", async () => {
    const { stdout, code } = await cli(["exec", "--", "sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!"]);
    expect(code).toBe(0);
    expect(process.kill(Number(stdout), "SIGKILL")).toBe(true);
  });
});

test("this machine goes by no proxy", async () => {
  const ask = ["exec", "--", "sh", "-c", "echo $NO_PROXY $no_proxy"];
  expect((await cli(ask)).stdout).toBe("localhost,127.0.0.1,::1 localhost,127.0.0.1,::1\n");
  const told = await cli(ask, { env: { no_proxy: "a.example, localhost" } });
  expect(told.stdout).toBe("a.example,localhost,127.0.0.1,::1 a.example,localhost,127.0.0.1,::1\n");
});

test("it reads what is typed", async () => {
  expect(await cli(["exec", "--", "cat"], { input: "typed" })).toMatchObject({ code: 0, stdout: "typed" });
});

describe("with --seeds", () => {
  const RUN = ["--", "sh", "-c", 'echo run >> runs; test "$(wc -l < runs)" -lt 3'];

  test("runs the command once a seed, and stops at the first that fails, saying how to repeat it", async () => {
    const cwd = folderWith();
    const { code, stderr } = await cli(["exec", "--clock", "frozen", "--seeds", "5..20", ...RUN], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /seed 7 fails with 1\. To repeat it:\n {2}npx ploton-mock exec --seed 7 --fault 'chaos 0\.2' --clock frozen -- sh -c/,
    );
    expect(stderr).not.toContain("seed 8 of");
    expect(stderr).not.toContain("Warning");
  });

  test("ends with 0 when all passed, each under a chaos of its own", async () => {
    const ask =
      'curl -s -o /dev/null -w "%{http_code} " $PLOTON_BASE_URL/tasks -H "Authorization: Bearer $PLOTON_API_KEY" || true';
    const many = `for i in 1 2 3 4 5 6 7 8 9 10 11 12; do ${ask}; done; echo`;
    const { code, stdout } = await cli([
      "exec",
      "--seeds=1..4",
      "--fault",
      "api server-error probability=0.5",
      "--",
      "sh",
      "-c",
      many,
    ]);
    expect(code).toBe(0);
    const runs = stdout.trim().split("\n");
    expect(runs).toHaveLength(4);
    expect(new Set(runs).size).toBeGreaterThan(1);
  });

  test.each([
    [["--seeds", "3..1"], /the first is after the last/],
    [["--seeds", "1..2", "--seed", "4"], /Give --seed or --seeds/],
  ])("%j is refused", async (flags, message) => {
    const { code, stderr } = await cli(["exec", ...flags, "--", "true"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
