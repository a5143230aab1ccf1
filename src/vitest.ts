// ploton-mock/vitest: a `test` with a ready, isolated `ploton` in each test.

import { test as base } from "vitest";
import { type PlotonMock, type StartOptions, startPlotonMock } from "./index.js";

type Fixtures = {
  /** The options of the mock that a file's tests share; set them with `test.scoped({ plotonOptions: … })` or `test.override`. */
  plotonOptions: StartOptions;
  /** The mock that a file's tests share. */
  plotonServer: PlotonMock;
  /**
   * An account of it for this test alone: its own key, clock, tasks, webhook and faults; gone when the test ends. A webhook in
   * `plotonOptions` is each test's to begin with, with the secret that its handler knows.
   */
  ploton: PlotonMock;
};

/** Vitest's `test`, with `ploton`. One mock is started for a file, one account made for a test that asks for it. */
export const test = base.extend<Fixtures>({
  plotonOptions: [{}, { scope: "file" }],
  plotonServer: [
    async ({ plotonOptions }, use) => {
      const mock = await startPlotonMock(plotonOptions);
      await use(mock);
      await mock.close();
    },
    { scope: "file" },
  ],
  ploton: async ({ plotonServer }, use) => {
    const { url, secret } = await plotonServer.webhook.get();
    const account = await plotonServer.account(url === null ? {} : { webhookUrl: url, webhookSecret: secret });
    await use(account);
    await account.close();
  },
});
export const it = test;
