// Closing a mock ends what was made of it: nothing may keep a test process alive.

import { expect, test } from "vitest";
import { type Handler, startPlotonMock } from "../../src/index.js";

const webhook: Handler = (_, response) => void response.end();

test("a mock that is closed has closed the listeners of its accounts, and of theirs", async () => {
  const mock = await startPlotonMock();
  const account = await mock.account({ webhook });
  const further = await account.account({ webhook });
  const urls = await Promise.all([account, further].map(async (one) => (await one.webhook.get()).url!));
  for (const url of urls) expect((await fetch(url, { method: "POST" })).status).toBe(200);
  await mock.close();
  for (const url of urls) await expect(fetch(url, { method: "POST" })).rejects.toThrow();
});

test("an account that was closed can be closed again, and its mock after it", async () => {
  const mock = await startPlotonMock();
  const account = await mock.account({ webhook });
  await account.close();
  await mock.close();
  await expect(account.close()).resolves.toBeUndefined();
});
