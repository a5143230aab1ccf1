// Processes that a measurement starts and stops: each prints where it listens as the first URL or port of its output.

import { spawn } from "node:child_process";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A file of this package, by its path from the package's root. */
export function packageFile(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** The mock's own command line, as a user starts it. `json`: its first line has the port; `silent`: give it one. */
export function mockCommand(port, log, ...options) {
  return [packageFile("bin/ploton-mock.js"), "start", "--port", String(port), "--log", log, ...options];
}

/** Milliseconds of processor time that this process has had. */
export function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

setFlagsFromString("--expose-gc");
/** So that no one pays for what another has left behind. */
export const collectGarbage = runInNewContext("gc");

/** How long what the collector does on threads of its own may go on, in milliseconds. */
const SWEPT_MS = 50;

/**
 * Milliseconds of processor time of this process that warm work takes: the young garbage of others is collected before, its own as a part of
 * it. A collection of all garbage would find no socket alive, and throw away what V8 has compiled for them: then compiling is measured.
 */
export async function warmMs(work) {
  collectGarbage({ type: "minor" });
  await new Promise((resolve) => setTimeout(resolve, SWEPT_MS));
  const started = processorMs();
  await work();
  collectGarbage({ type: "minor" });
  return processorMs() - started;
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when something listens on the port. */
export function listens(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve(void socket.destroy()));
    socket.on("error", () => setTimeout(() => resolve(listens(port)), 20));
  });
}

/** Runs a Node program, with these variables besides ours; what it says of errors is shown unless `quiet`. `port()` resolves when it listens; `stop()` when it is gone. */
export function run(command, { env = {}, quiet = false } = {}) {
  const child = spawn(process.execPath, command, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", quiet ? "ignore" : "inherit"],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  let said = "";
  return {
    pid: child.pid,
    port: () =>
      new Promise((resolve, reject) => {
        child.stdout.on("data", (chunk) => {
          said += chunk;
          const found = /"port":(\d+)|:\/\/[^/\s"]+:(\d+)/.exec(said);
          if (found) resolve(Number(found[1] ?? found[2]));
        });
        gone.then((code) => reject(new Error(`${command.join(" ")} ended with ${code} before it listened: ${said}`)));
      }),
    stop() {
      child.kill("SIGKILL");
      return gone;
    },
  };
}
