// What the control API acts on: a running mock, seen from above. `mock.ts` makes one.

import type { Account } from "../engine/account.js";
import type { Accounts } from "../engine/accounts.js";
import type { Fixture } from "../fixtures/fixture.js";
import type { Library } from "../fixtures/library.js";
import type { Options } from "../options.js";

/** A running mock. `url` is its root, `baseUrl` what PLOTON_BASE_URL holds. */
export type Mock = {
  url: string;
  baseUrl: string;
  version: string;
  options: Options;
  accounts: Accounts;
  library: Library;
  /** The fixtures that an account uses for itself, the newest first; they go before all others. */
  usedBy(account: Account): readonly Fixture[];
  use(account: Account, fixtures: readonly Fixture[]): void;
  close(): Promise<void>;
};
