import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.test.ts"],
    testTimeout: 30_000,
    server: { deps: { external: [/\/dist\//] } }, // in this repository ploton-mock is not in node_modules; it is no source either
  },
});
