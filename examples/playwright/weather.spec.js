import { expect, test } from "@playwright/test";
import { connectPlotonMock } from "ploton-mock";

let mock;
test.beforeAll(async () => {
  mock = await connectPlotonMock(process.env.PLOTON_MOCK_URL);
});
test.beforeEach(() => mock.reset());

test("the page says that it is asking, then the weather", async ({ page }) => {
  await page.goto(process.env.APP_URL);
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("Asking…");
  await expect.poll(async () => (await mock.tasks.list()).length).toBe(1); // the task is there
  await mock.clock.advance("3s");
  await expect(page.getByRole("status")).toHaveText("62°F, Partly cloudy");
});
