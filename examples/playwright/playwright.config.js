import { defineConfig } from "@playwright/test";

export default defineConfig({
  globalSetup: "./global-setup.js",
  workers: 1, // the tests share one app, so one clock
  use: { launchOptions: { executablePath: process.env.CHROMIUM_PATH || undefined } }, // set: a browser of your own
});
