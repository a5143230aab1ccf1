import nock from "nock";
import { type PlotonMock, startPlotonMock } from "ploton-mock";
import { createInvoices } from "./invoices";

let mock: PlotonMock;

beforeAll(async () => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(localhost|127\.0\.0\.1|\[::1\]):/); // the app talks to the mock, and the mock to the app's webhook
  mock = await startPlotonMock();
});
afterAll(async () => {
  await mock.close();
  nock.restore();
});

test("with nock the app's other calls are answered, and none leaves the machine", async () => {
  nock("https://rates.example").get("/eur").reply(200, { rate: 2 });
  const app = createInvoices(mock);
  await mock.webhook.serve(app.webhook);
  const id = await app.ask();
  await mock.clock.runUntilIdle();
  expect(app.amounts[id]).not.toHaveLength(0);
  await expect(fetch("https://example.com/")).rejects.toThrow("Disallowed net connect");
});
