// A mock seen from inside, for what cannot be seen over HTTP: how many listen to its journal, what it keeps.

import { onTestFinished } from "vitest";
import type { Mock } from "../../src/control/core.js";
import { openMock } from "../../src/mock.js";
import { DEFAULTS, type Options } from "../../src/options.js";

export async function openInside(options: Partial<Options> = {}): Promise<Mock> {
  const mock = await openMock({ ...DEFAULTS, port: 0, clock: "frozen", watch: false, log: "silent", ...options });
  onTestFinished(() => mock.close());
  return mock;
}
