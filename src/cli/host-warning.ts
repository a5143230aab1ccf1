// Says that others can reach the mock when they can, wherever somebody looks.

import type { Mock } from "../control/core.js";
import type { Options } from "../options.js";
import { complain } from "./output.js";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** A sentence for a mock that other machines may reach, else undefined. */
export function hostWarning({ host, controlToken }: Options): string | undefined {
  if (LOOPBACK.test(host)) return undefined;
  const token = controlToken === null ? "; --control-token T asks them for a token" : "";
  return `on ${host} other machines may reach the mock, its control API too${token}.`;
}

/** Where there is no banner: a JSON log has it as a note, else it goes to standard error. Call it once the log runs. */
export function warnOfHost({ options, accounts }: Mock): void {
  const text = hostWarning(options);
  if (text === undefined) return;
  if (options.log === "json") accounts.main().journal.write({ kind: "note", level: "warning", text });
  else complain(`ploton-mock: warning: ${text}`);
}
