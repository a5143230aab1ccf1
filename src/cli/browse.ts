// `--open`: the inspector in the browser.

import { spawn } from "node:child_process";

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a URL in the user's browser; `failed` hears why not. */
export function browse(url: string, failed: (why: string) => void): void {
  const [command = "xdg-open", ...args] = OPENERS[process.platform] ?? [];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", (error) => failed(error.message));
  child.on("exit", (code) => code && failed(`${command} ended with ${code}`));
  child.unref();
}
