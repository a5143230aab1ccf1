import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { startPlotonMock } from "ploton-mock";
import { fetchContacts } from "./contacts.js";

const server = setupServer(http.get("https://crm.example/health", () => HttpResponse.json({ ok: true })));
let mock;

beforeAll(async () => {
  server.listen({
    onUnhandledRequest(request, print) {
      if (new URL(request.url).hostname !== "localhost") print.error(); // the mock is on localhost
    },
  });
  mock = await startPlotonMock({ clock: "instant" });
});
afterAll(async () => {
  await mock.close();
  server.close();
});

test("with msw beside it the mock is reached, and a call that nobody answers is an error", async () => {
  expect(await fetchContacts("user_123", { baseUrl: mock.baseUrl, apiKey: mock.apiKey, every: 1 })).toHaveLength(2);
  expect(await (await fetch("https://crm.example/health")).json()).toEqual({ ok: true });
  await expect(fetch("https://example.com/")).rejects.toThrow();
});
