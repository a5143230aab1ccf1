// Before all tests: a mock, and the app that uses it. What is put into process.env here, the tests see.

import { startPlotonMock } from "ploton-mock";
import { startServer } from "./server.js";

export default async function globalSetup() {
  const mock = await startPlotonMock();
  const server = await startServer(mock.env);
  await mock.webhook.set({ url: `${server.url}/webhook`, keep: true }); // a reset between tests leaves it
  Object.assign(process.env, mock.env, { APP_URL: server.url });
  return async () => {
    server.close();
    await mock.close();
  };
}
