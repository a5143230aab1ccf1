// The mock as a process of its own, as users run it, with a watchdog beside it.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/ploton-mock.js", import.meta.url));
const PRELOAD = new URL("loop-delay.mjs", import.meta.url).href;
const ASK_EACH_MS = 50;

export type MockProcess = {
  url: string;
  /** The longest time, in milliseconds, that its thread was busy without a pause since this was last asked. */
  longest(): Promise<number>;
  /** What it holds, in bytes, with everything let go that can be. */
  held(): Promise<number>;
  /** What the watchdog met since it was last asked: answers that were not 200, and an end that nobody ordered. */
  complaints(): string[];
  stop(): Promise<number | null>;
};

export async function startMockProcess(options: readonly string[]): Promise<MockProcess> {
  const child = fork(BIN, ["start", "--port", "0", "--log", "json", ...options], {
    execArgv: ["--expose-gc", "--import", PRELOAD],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const url = await urlOf(child);
  let complaints: string[] = [];
  child.stderr!.on("data", (text: Buffer) => complaints.push(`it said: ${text}`));
  const ended = new Promise<number | null>((resolve) => {
    child.on("exit", (code, signal) => {
      if (!stopping) complaints.push(`it ended by itself: ${code ?? signal}`);
      resolve(code);
    });
  });
  const agent = new http.Agent({ keepAlive: true });
  const watch = setInterval(() => {
    const request = http.get(`${url}/_mock/health`, { agent }, (response) => {
      response.resume();
      if (response.statusCode !== 200) complaints.push(`health answered ${response.statusCode}`);
    });
    // A kept connection may be closed just when it is used again.
    request.on("error", (error) => stopping || request.reusedSocket || complaints.push(`health: ${error.message}`));
  }, ASK_EACH_MS);
  let stopping = false;

  async function ask(what: "longest" | "held"): Promise<{ longest: number; held: number }> {
    const answer = once(child, "message");
    child.send(what);
    return (await answer)[0];
  }
  return {
    url,
    longest: async () => (await ask("longest")).longest,
    held: async () => (await ask("held")).held,
    complaints() {
      const all = complaints;
      complaints = [];
      return all;
    },
    async stop() {
      stopping = true;
      clearInterval(watch);
      child.kill("SIGTERM");
      const code = await ended;
      agent.destroy();
      return code;
    },
  };
}

/** Reads the first line of the log, which says where it is; what follows is read and let go. */
function urlOf(child: ChildProcess): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.on("exit", () => reject(new Error(`the mock did not start: ${text}`)));
    child.stderr!.on("data", (more: Buffer) => {
      text += more;
    });
    child.stdout!.on("data", (more: Buffer) => {
      if (text.includes("\n")) return;
      text += more;
      if (text.includes("\n")) resolve((JSON.parse(text.split("\n")[0]!) as { url: string }).url);
    });
  });
}
