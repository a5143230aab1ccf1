// Where the running mock is, which account of it is meant, and whether anybody answers there.

import { ANY_KEY } from "../index.js";
import type { Options } from "../options.js";
import { type Given, textOf } from "./command.js";
import { badUsage } from "./parse.js";
import { readSettings } from "./settings.js";

/** How long a mock on this machine may take to say that it is there, in milliseconds. */
const PATIENCE_MS = 1_000;

/** What a verb needs to call the mock: its root, the key of the account (undefined: the default one), its token. */
export type Reach = { url: string; apiKey: string | undefined; token: string | undefined };

/** --url, else PLOTON_MOCK_URL, else localhost and the port that environment and config file give to `start`. */
export async function reachOf(given: Given): Promise<Reach> {
  const named = textOf(given, "url") ?? (process.env.PLOTON_MOCK_URL || undefined);
  const options = named === undefined ? await readSettings({ words: [], rest: null, flags: {} }) : undefined;
  return {
    url: rootOf(named ?? urlOf(options!)),
    apiKey: textOf(given, "api-key") ?? keyBesideUrl(given),
    token:
      textOf(given, "control-token") ?? (process.env.PLOTON_MOCK_CONTROL_TOKEN || options?.controlToken || undefined),
  };
}

/** PLOTON_API_KEY speaks of the mock only when PLOTON_MOCK_URL stands beside it and is what is used; one of no form never does. */
export function keyBesideUrl(given: Given): string | undefined {
  const { PLOTON_MOCK_URL: url, PLOTON_API_KEY: key = "" } = process.env;
  const isMeant = Boolean(url) && textOf(given, "url") === undefined && key !== ANY_KEY;
  return isMeant && /^pk_(test|live)_/.test(key) ? key : undefined;
}

/** Where a mock with these options will be; it need not run yet. Throws `bad_usage` for port 0. */
export function urlOf({ host, port }: Options): string {
  if (port === 0) throw badUsage("With port 0 the port is known only once the mock runs: give its --url, or a --port.");
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** A mock's root, also when its PLOTON_BASE_URL was given. */
export function rootOf(url: string): string {
  return url.replace(/\/+$/, "").replace(/\/v1$/, "");
}

/** True when a mock answers at `url` soon, be it only to ask for a token. */
export async function isMockAt(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_mock/health`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { version, error } = (await response.json()) as { version?: string; error?: { code?: string } };
    return typeof version === "string" || /_control_token$|^mock_host_refused$/.test(error?.code ?? "");
  } catch {
    return false;
  }
}
