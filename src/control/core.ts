// What the control API acts on: a running mock, seen from above. `mock.ts` makes one.

import type { OwnSecret } from "../data/form.js";
import { type EnvironmentName, environmentOf } from "../domain/address.js";
import type { Account } from "../engine/account.js";
import type { Accounts } from "../engine/accounts.js";
import type { RealTime } from "../engine/clock.js";
import type { Library } from "../fixtures/library.js";
import type { Options } from "../options.js";
import type { Scenarios } from "../scenarios.js";

/** The header by which a mock is known, on every answer that is ours; its value is the version. */
export const MARK = "X-Ploton-Mock-Version";

/** The request header by which our own client asks for the parts of error messages. */
export const ASK_FOR_PARTS = "X-Ploton-Mock-Parts";

/**
 * The key that is shown where any well-formed one works.
 * @example const headers = { Authorization: `Bearer ${ANY_KEY}` };
 */
export const ANY_KEY = "pk_test_mock";

/** A running mock. `url` is its root on this machine, `baseUrl` that with /v1; `told` the root that others are told (--public-url). */
export type Mock = {
  url: string;
  baseUrl: string;
  told: string;
  version: string;
  options: Options;
  secret: OwnSecret;
  accounts: Accounts;
  library: Library;
  /** Where a saved task becomes a file; null: it reads none. */
  fixturesFolder: string | null;
  scenarios: Scenarios;
  real: RealTime;
  /** Why what happens is not kept just now, as a sentence; undefined: nothing is wrong. */
  problem(): string | undefined;
  /** Stops it, and the log says why; once it has begun, gives the same end. `closed` is there once it has begun. */
  close(why?: string): Promise<void>;
  closed: Promise<void>;
};

/** What an app's environment holds to reach this mock as this account, as they are now. */
export function environmentOfAccount({ told, options }: Mock, account: Account): Record<EnvironmentName, string> {
  return environmentOf(told, account.settings.key ?? options.apiKey[0] ?? ANY_KEY, account.endpoint.secret);
}
