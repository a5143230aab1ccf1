// The running mock that a command acts on: where it is, which account of it is meant, and how it is called.

import { overHttp } from "../control/transports.js";
import { isRoot, ROOT_FORM, rootOf, urlOfHost } from "../domain/address.js";
import { shown } from "../domain/json.js";
import { ANY_KEY } from "../index.js";
import type { Options } from "../options.js";
import { badUsage, type Given, textOf } from "./command.js";
import { readSettings } from "./settings.js";
import { print, printJson } from "./stdio.js";

/** What a verb needs to call the mock: its root, the key of the account (undefined: the default one), its token. */
export type MockTarget = { url: string; apiKey: string | undefined; token: string | undefined };

/** What calls the operations of the mock that --url, or PLOTON_MOCK_URL, names. Throws `MockError` 503 with how to start one. */
export async function connect(given: Given) {
  return callerOf(await targetOf(given));
}

/** The same for what is known already. */
export function callerOf({ url, apiKey, token }: MockTarget) {
  return overHttp(url, apiKey ?? null, token);
}

/** --url, else PLOTON_MOCK_URL, else localhost and the port that environment and config file give to `start`. */
export async function targetOf(given: Given): Promise<MockTarget> {
  const named = textOf(given, "url") ?? (process.env.PLOTON_MOCK_URL || undefined);
  const options = named === undefined ? await readSettings({ words: [], rest: null, flags: {} }) : undefined;
  return {
    url: named === undefined ? urlOf(options!) : rootGiven(named, textOf(given, "url") !== undefined),
    apiKey: textOf(given, "api-key") ?? keyBesideUrl(given),
    token:
      textOf(given, "control-token") ?? (process.env.PLOTON_MOCK_CONTROL_TOKEN || options?.controlToken || undefined),
  };
}

/** The root of a mock that --url or PLOTON_MOCK_URL names. Throws `bad_usage` for what is no URL. */
export function rootGiven(text: string, isFlag: boolean): string {
  const root = rootOf(text);
  if (isRoot(root)) return root;
  throw badUsage(`${isFlag ? "--url" : "PLOTON_MOCK_URL"} must be ${ROOT_FORM}, not ${shown(text)}.`);
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
  return urlOfHost(host, port);
}

/** Prints a record: as JSON where that was asked for, else as `lines` has it. */
export function show<T>(given: Given, record: T, lines: (record: T) => string): number {
  if (given.flags.json === true) printJson(record);
  else print(lines(record));
  return 0;
}
