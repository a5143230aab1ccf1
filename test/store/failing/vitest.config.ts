// What a user's failing tests look like; run by vitest-door.test.ts, and by nobody else.

import { defineConfig } from "vitest/config";

export default defineConfig({ test: { root: import.meta.dirname, include: ["*.failing.ts"] } });
