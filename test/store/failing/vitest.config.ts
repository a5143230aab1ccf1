// What a user's failing tests look like; run by vitest-door.test.ts, and by nobody else.

import { defineConfig } from "vitest/config";

export default defineConfig({
  cacheDir: "../../../node_modules/.vite",
  test: { root: import.meta.dirname, include: ["*.failing.ts"], testTimeout: 60_000 },
});
