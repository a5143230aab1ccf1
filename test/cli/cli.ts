// Runs the command line, in a folder and an environment of its own: in a process of its own as a user does, or, where text and exit
// status are all that is shown, in this one.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { COMMANDS } from "../../src/cli/commands.js";
import { parseLine } from "../../src/cli/parse.js";
import { run } from "../../src/cli/run.js";
import { readSettings } from "../../src/cli/settings.js";
import { openMock } from "../../src/mock.js";

export const BIN = fileURLToPath(new URL("../../bin/ploton-mock.js", import.meta.url));

export type Result = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };
export type Setting = { cwd?: string; env?: Record<string, string>; input?: string };

export type Running = {
  child: ChildProcess;
  /** Resolves with the match once standard output, or with `from` standard error, holds it. Rejects when the process ends before. */
  sees(pattern: RegExp, from?: "stdout" | "stderr"): Promise<RegExpExecArray>;
  ended: Promise<Result>;
};

/** How long to wait for a line, in milliseconds. */
const PATIENCE_MS = 60_000;

const children = new Set<ChildProcess>();
const folders: string[] = [];
const mocks: { close(): Promise<unknown> }[] = [];

/** An empty folder with these files. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-cli-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** For afterEach: nothing outlives its test. */
export async function cleanUp(): Promise<void> {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(mocks.splice(0).map((mock) => mock.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Starts `ploton-mock ...args`. */
export function begin(args: readonly string[], setting: Setting = {}): Running {
  return launch(process.execPath, [BIN, ...args], setting);
}

/** Does a process run? One that has ended and that nobody has asked about yet, as in a container without init, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && process.platform !== "linux";
  }
}

/** These start a mock or a program, live with signals, or print past our own `stdio.ts`. */
const OWN_PROCESS = ["start", "exec", "completion"];

/** Runs `ploton-mock ...args` to its end. */
export function cli(args: readonly string[], setting: Setting = {}): Promise<Result> {
  const [command = "start"] = args;
  const isStart = command.startsWith("-") && !ASKS.test(command);
  return isStart || OWN_PROCESS.includes(command) ? begin(args, setting).ended : runHere(args, setting);
}

/** A command line that is refused before anything starts, whatever the command. */
export function refused(args: readonly string[], setting: Setting = {}): Promise<Result> {
  return runHere(args, setting);
}

/** Flags after which nothing is started, whatever the command. */
const ASKS = /^(--help|-h|--version|-v)$/;

/** One at a time: what a command line reads and writes is the process's own. */
let before: Promise<unknown> = Promise.resolve();

function runHere(args: readonly string[], setting: Setting): Promise<Result> {
  const result = before.then(() => inThisProcess(args, setting));
  before = result.catch(() => {});
  return result;
}

async function inThisProcess(args: readonly string[], { cwd = folderWith(), env = {}, input = "" }: Setting) {
  const [streams, outside, folder] = [STREAMS.map(descriptorOf), process.env, process.cwd()];
  const [stdout, stderr] = [collector(), collector()];
  const own = { stdin: Readable.from([Buffer.from(input)]), stdout: stdout.stream, stderr: stderr.stream };
  for (const name of STREAMS) Object.defineProperty(process, name, { value: own[name], configurable: true });
  process.env = { PATH: outside.PATH, HOME: cwd, ...env };
  process.chdir(cwd);
  try {
    const code = await run(args);
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(folder);
    process.env = outside;
    for (const [i, name] of STREAMS.entries()) Object.defineProperty(process, name, streams[i]!);
  }
}

const STREAMS = ["stdin", "stdout", "stderr"] as const;

function descriptorOf(name: (typeof STREAMS)[number]): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(process, name)!;
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

/** Any program, with the environment that the tests give. */
export function launch(
  command: string,
  args: readonly string[],
  { cwd = folderWith(), env = {}, input }: Setting,
): Running {
  const child = spawn(command, args, { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } });
  children.add(child);
  const output = { stdout: "", stderr: "" };
  const lookers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const look of lookers) look();
    });
  }
  const ended = new Promise<Result>((resolve) => {
    child.on("close", (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...output });
      for (const look of lookers) look();
    });
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);

  function sees(pattern: RegExp, from: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${why} without ${pattern}:\n${output.stdout}\n${output.stderr}`));
      const patience = setTimeout(() => fail(`${PATIENCE_MS} ms passed`), PATIENCE_MS);
      const look = () => {
        const match = pattern.exec(output[from]);
        if (match) resolve(match);
        else if (child.exitCode !== null || child.signalCode !== null) fail(`it ended (${child.exitCode})`);
        else return;
        clearTimeout(patience);
        lookers.delete(look);
      };
      lookers.add(look);
      look();
    });
  }
  return { child, sees, ended };
}

export type Started = Running & { url: string; baseUrl: string; port: number };

/** Starts a mock on a free port and resolves once it listens. */
export async function startMock(args: readonly string[] = [], setting: Setting = {}): Promise<Started> {
  const running = begin(["--port", "0", "--log", "json", ...args], setting);
  const [line] = await running.sees(/^\{"type":"listening".*\}$/m);
  const { url, base_url: baseUrl, port } = JSON.parse(line) as { url: string; base_url: string; port: number };
  return { ...running, url, baseUrl, port };
}

/** For who speaks to a mock: one in this process, with the options of `start`. */
export async function mockHere(args: readonly string[] = []): Promise<{ url: string; baseUrl: string; port: number }> {
  const { given } = parseLine(["start", "--port", "0", "--log", "silent", ...args], COMMANDS);
  const mock = await openMock(await readSettings(given));
  mocks.push(mock);
  return { url: mock.url, baseUrl: `${mock.url}/v1`, port: Number(new URL(mock.url).port) };
}

/** Calls the emulated API; the answer's status and JSON. */
export async function call(baseUrl: string, path: string, body?: object, key = "pk_test_any") {
  const response = await fetch(`${baseUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

export const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
