// The shipped scenarios as a build has them: read and checked once in a worker, not by every mock that starts.

import { fileURLToPath } from "node:url";
import { compileShipped } from "../../src/fixtures/compile.js";

const NAME = "PLOTON_MOCK_SHIPPED";

if (!(NAME in globalThis)) {
  const shipped = JSON.stringify(await compileShipped(fileURLToPath(new URL("../../fixtures", import.meta.url))));
  // Anew for each, as the literal is that a build puts in this name's place.
  Object.defineProperty(globalThis, NAME, { get: () => JSON.parse(shipped) });
}
