// The life of a mock as other programs see it: the file that says that it listens, waiting until it does, starting it apart, stopping it.

import { spawn } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { isMockAt, whoIsAt } from "../control/transports.js";
import type { EnvironmentName } from "../domain/address.js";
import { realTime } from "../engine/clock.js";
import { MockError } from "../index.js";
import type { Options } from "../options.js";
import { badUsage, type Command, commandAt, type Flag, type Given, RUNNING_MOCK, textOf } from "./command.js";
import { callerOf, type MockTarget, show, targetOf } from "./connect.js";
import { refuseUnwritable } from "./output-file.js";
import { isAlive } from "./signals.js";
import { complain, print } from "./stdio.js";

/** What a mock says of itself once it listens. */
export type Ready = { url: string; pid: number; env: Record<EnvironmentName, string> };

const LOOK_EVERY_MS = 100;
const pause = () => new Promise<void>((resolve) => realTime.after(LOOK_EVERY_MS, resolve));

/**
 * Makes the file free for this mock: what an earlier one left behind when it was killed goes, since whoever waits for the file must not
 * find that. Throws `MockError`: 409 `ready_file_in_use` when that mock still runs, 400 when the file could not be written.
 */
export async function claimReadyFile(file: string): Promise<void> {
  refuseUnwritable("ready-file", file);
  const other = readReadyFile(file);
  if (other !== undefined && !isLeftOver(other) && (await isMockAt(other.url)))
    throw new MockError(
      409,
      "ready_file_in_use",
      `--ready-file ${file} is that of another ploton-mock, which runs (${other.url}, pid ${other.pid}). Stop it with: ploton-mock stop --ready-file ${file}; or name another file.`,
    );
  rmSync(file, { force: true });
}

/** Has the process that wrote it ended? One of a container has a number that means nothing here: ask its URL first. */
function isLeftOver({ pid }: Ready): boolean {
  return !isAlive(pid);
}

/** Writes the file whole and at once, and takes it away when this process ends, unless another mock's stands there by then. */
export function writeReadyFile(file: string, ready: Ready): void {
  const whole = `${file}.${process.pid}`;
  try {
    // It holds the key and the secret, so it is for its owner.
    writeFileSync(whole, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
    renameSync(whole, file);
  } catch (error) {
    throw badUsage(`--ready-file ${file} cannot be written: ${(error as Error).message}.`);
  }
  process.on("exit", () => {
    if (readReadyFile(file)?.pid === ready.pid) rmSync(file, { force: true });
  });
}

function readReadyFile(file: string): Ready | undefined {
  try {
    const ready = JSON.parse(readFileSync(file, "utf8")) as Partial<Ready> | null;
    return typeof ready?.url === "string" && typeof ready.pid === "number" ? (ready as Ready) : undefined;
  } catch {
    return undefined;
  }
}

export const READY_FILE: Flag = {
  flag: "ready-file",
  value: "FILE",
  help: "find the mock by the file that its --ready-file names",
};

/** Where the mock is: as the file says, once it is there, else as for every verb. */
async function targetNow(given: Given): Promise<MockTarget | undefined> {
  const file = textOf(given, "ready-file");
  if (file === undefined) return targetOf(given);
  const url = readReadyFile(file)?.url;
  return url === undefined ? undefined : targetOf({ ...given, flags: { ...given.flags, url } });
}

/** `wait --ready`: until a mock answers, in real time. Throws `MockError` 408. */
export async function waitUntilReady(given: Given, timeoutMs: number): Promise<number> {
  const until = realTime.monotonic() + timeoutMs;
  for (;;) {
    const target = await targetNow(given);
    if (target !== undefined && (await isMockAt(target.url))) {
      const { url } = target;
      const env = given.flags.json === true ? await callerOf(target)("getEnvironment") : {};
      return show(given, { url, env }, () => `ready at ${url}`);
    }
    if (realTime.monotonic() >= until) throw await notReady(target, textOf(given, "ready-file"), timeoutMs);
    await pause();
  }
}

async function notReady(
  target: MockTarget | undefined,
  file: string | undefined,
  timeoutMs: number,
): Promise<MockError> {
  const where = target === undefined ? `there is no ${file}` : await whoInPlace(target.url, file);
  return new MockError(
    408,
    "not_ready",
    `After ${timeoutMs / 1_000} s ${where}. Look at its log, or give it longer with --timeout.`,
  );
}

/** What there is where no mock answers. */
async function whoInPlace(url: string, file: string | undefined): Promise<string> {
  if ((await whoIsAt(url)) === "another server") return `another server answers at ${url}, and no ploton-mock`;
  const ready = file === undefined ? undefined : readReadyFile(file);
  const isLeft = ready !== undefined && isLeftOver(ready);
  return `no ploton-mock answers at ${url}${isLeft ? `: ${file} was left behind by process ${ready.pid}, which has ended` : ""}`;
}

/** How long a mock may take to stop: a delivery on the wire gets a second. */
const STOP_MS = 5_000;

export const stop: Command = {
  name: "stop",
  summary: "Stop the running mock",
  flags: [READY_FILE, ...RUNNING_MOCK],
  examples: [["ploton-mock stop", "ends what ploton-mock --detach has started"]],
  async run(given) {
    const target = await targetNow(given);
    if (target === undefined) throw new MockError(503, "unreachable", `There is no ${textOf(given, "ready-file")}.`);
    await refuseLeftOver(target.url, textOf(given, "ready-file"));
    await callerOf(target)("stopMock");
    const until = realTime.monotonic() + STOP_MS;
    while ((await isMockAt(target.url)) && realTime.monotonic() < until) await pause();
    return show(given, { stopped: target.url }, () => `stopped: ${target.url}`);
  },
};

/** A file that a killed mock has left behind goes. Throws `MockError` 503 that says so. */
async function refuseLeftOver(url: string, file: string | undefined): Promise<void> {
  const ready = file === undefined ? undefined : readReadyFile(file);
  if (file === undefined || ready === undefined || !isLeftOver(ready) || (await isMockAt(url))) return;
  rmSync(file, { force: true });
  throw new MockError(
    503,
    "unreachable",
    `The mock of ${file} (${url}, pid ${ready.pid}) has ended without a stop. The file that it left behind was taken away.`,
  );
}

/** `start --detach`: the same command line in a process of its own; this one ends once that one listens, or fails as it fails. */
export async function startApart({ logFile }: Options): Promise<number> {
  const own = ["--no-detach", "--no-exit-with-parent", ...(logFile === null ? ["--log-file", devNull] : [])];
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), ...own], {
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  child.stderr?.pipe(process.stderr);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      complain(`ploton-mock: it cannot be started in the background: ${error.message}.`);
      resolve(1);
    });
    child.on("close", (code) => resolve(code ?? 1));
    child.on("message", (message) => {
      const { url, pid } = message as Ready;
      print(`ploton-mock runs at ${url} as process ${pid}; ${commandAt(url, "stop")} ends it`);
      child.stderr?.destroy();
      child.disconnect();
      child.unref();
      resolve(0);
    });
  });
}

/** Tells whoever started this process as a child with a channel (`--detach`, Node's fork) that the mock listens. */
export function tellParent(ready: Ready): void {
  if (process.connected) process.send?.(ready);
}
