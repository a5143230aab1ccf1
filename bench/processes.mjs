// Processes that a measurement starts and stops: each prints where it listens as the first URL or port of its output.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A file of this package, by its path from the package's root. */
export function packageFile(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** The mock's own command line, as a user starts it. */
export function mockCommand(...options) {
  return [packageFile("bin/ploton-mock.js"), "start", "--port", "0", "--log", "json", ...options];
}

/** Runs a Node program. `port()` resolves when it listens; `stop()` when it is gone. */
export function run(command) {
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  let said = "";
  return {
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
