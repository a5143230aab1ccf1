// What the control API acts on: a running mock, seen from above. `mock.ts` makes one.

import type { PlotonError } from "../domain/errors.js";
import type { Scenario } from "../domain/scenario.js";
import type { TaskRequest } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import type { Accounts } from "../engine/accounts.js";
import type { RealTime } from "../engine/clock.js";
import type { Fixture } from "../fixtures/fixture.js";
import type { Found, Library } from "../fixtures/library.js";
import type { Options } from "../options.js";

/** The header by which a mock is known, on every answer that is ours; its value is the version. */
export const MARK = "X-Ploton-Mock-Version";

/** The request header by which our own client asks for the parts of error messages. */
export const ASK_FOR_PARTS = "X-Ploton-Mock-Parts";

/** The key that is shown where any well-formed one works. */
export const ANY_KEY = "pk_test_mock";

/** A fixture found for a request, not yet played: `make` counts this time and draws the scenario, `foresee` only draws it. */
export type FoundScenario = {
  fixture: string;
  foresee: () => Awaitable<Scenario>;
  make: () => Awaitable<{ scenario: Scenario; occurrence: number }>;
};

/** There at once, but for what may take long and is done apart. */
export type Awaitable<T> = T | Promise<T>;

/** A running mock. `url` is its root on this machine, `baseUrl` that with /v1; `told` the root that others are told (--public-url). */
export type Mock = {
  url: string;
  baseUrl: string;
  told: string;
  version: string;
  options: Options;
  accounts: Accounts;
  library: Library;
  /** Where a saved task becomes a file; null: it reads none. */
  fixturesFolder: string | null;
  /** The fixtures that an account uses for itself, the newest first; they go before all others. */
  usedBy(account: Account): readonly Fixture[];
  use(account: Account, fixtures: readonly Fixture[]): void;
  /** What the next task of this fixture for this request would play; nothing is counted. */
  foresee(found: Found, request: TaskRequest, account: Account): Awaitable<Scenario>;
  /** The fixture that answers a request in an account, ready to be played; or why none does. */
  findScenario(request: TaskRequest, account: Account): Awaitable<FoundScenario | { error: PlotonError }>;
  real: RealTime;
  close(): Promise<void>;
};
