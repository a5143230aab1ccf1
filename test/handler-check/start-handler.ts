// Starts a handler as a process of its own, on a free port, and reads its address off what it prints.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

export const SECRET = "whsec_test_secret";

/** How to run a handler: a command with its arguments, and further variables. */
export type Command = { command: string; args: readonly string[]; env?: Readonly<Record<string, string>> };

/** A running handler: where it takes webhooks, where its count of effects is. */
export type Running = { url: string; probe: string; stop: () => Promise<void> };

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A Node program of the project. */
export function nodeProgram(path: string, env: Readonly<Record<string, string>> = {}): Command {
  return { command: process.execPath, args: [join(ROOT, path)], env };
}

/** Resolves once the handler has printed its address; rejects with what it printed when it ends before. */
export async function startHandler({ command, args, env }: Command): Promise<Running> {
  const child = spawn(command, args, {
    env: { ...process.env, PORT: "0", PLOTON_WEBHOOK_SECRET: SECRET, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await addressOf(child);
  return { url, probe: new URL("/effects", url).href, stop: () => stop(child) };
}

/** The same for a Node program of the project that needs no process: it runs in a thread of this one, which starts in a fraction of the time. */
export async function startInThread(path: string, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const thread = threadOf(path, { PORT: "0", ...env });
  // A name would be looked up for each of a check's hundred requests.
  const url = (await addressOf(thread)).replace("localhost", "127.0.0.1");
  return { url, probe: new URL("/effects", url).href, stop: async () => void (await thread.terminate()) };
}

export function threadOf(path: string, env: Readonly<Record<string, string>>): Worker {
  const variables = { ...process.env, PLOTON_WEBHOOK_SECRET: SECRET, ...env };
  const thread = new Worker(join(ROOT, path), { env: variables, stdout: true, stderr: true });
  // What a handler throws is its own mistake, and is seen from outside.
  return thread.on("error", () => {});
}

function addressOf(child: ChildProcess | Worker): Promise<string> {
  const printed: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => {
        printed.push(line);
        const address = /(http:\/\/localhost:[1-9]\d*)(\/webhook)?/.exec(line);
        if (address) resolve(`${address[1]}/webhook`);
      });
    }
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The handler ended before it listened:\n${printed.join("\n")}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** True when this machine has the program. */
export function isInstalled(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A folder that is removed when `use` is done. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "ploton-handler-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
