import { startPlotonMock } from "ploton-mock";
import { fetchContacts } from "./contacts.js";

let mock;
beforeAll(async () => {
  mock = await startPlotonMock({ clock: "instant" }); // an app that polls does not wait: time jumps to what is due
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const fetchThem = () => fetchContacts("user_123", { baseUrl: mock.baseUrl, apiKey: mock.apiKey, every: 1 });

test("contacts come back", async () => {
  expect(await fetchThem()).toEqual([
    { name: "Jane Smith", email: "jane@acme.com", company: "Acme Corp" },
    { name: "Bob Chen", email: "bob@globex.com", company: "Globex Inc" },
  ]);
});

test("a limit on calls is waited out", async () => {
  await mock.faults.add("api rate-limited route=create retry_after=0");
  expect(await fetchThem()).toHaveLength(2);
  const calls = await mock.requests.list();
  expect(calls.slice(0, 2).map(({ status }) => status)).toEqual([429, 200]);
});

test("what Ploton says is thrown", async () => {
  await mock.fixtures.use({
    name: "expired",
    plan: [{ after: "4s", fail: { code: "auth_token_expired", message: "The user's OAuth token has expired." } }],
  });
  await expect(fetchThem()).rejects.toThrow("The user's OAuth token has expired.");
});
