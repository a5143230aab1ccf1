// What the build knows and the source does not: the package's version, and the shipped fixtures ready to use.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Fixture } from "./fixtures/fixture.js";

declare const PLOTON_MOCK_VERSION: string | undefined;
declare const PLOTON_MOCK_SHIPPED: Fixture[] | undefined;

/** The package's version, such as "1.0.0". */
export function version(): string {
  if (typeof PLOTON_MOCK_VERSION !== "undefined") return PLOTON_MOCK_VERSION;
  const file = fileURLToPath(new URL("../package.json", import.meta.url));
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** The shipped fixtures, checked: from the build, or, when the source runs as it is, from their files. */
export async function shippedFixtures(): Promise<readonly Fixture[]> {
  if (typeof PLOTON_MOCK_SHIPPED !== "undefined") return PLOTON_MOCK_SHIPPED;
  const { compileShipped } = await import("./fixtures/compile.js");
  return compileShipped(fileURLToPath(new URL("../fixtures", import.meta.url)));
}
