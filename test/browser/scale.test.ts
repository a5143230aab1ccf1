// Ten thousand tasks: only what is visible is in the page, and the list is walked, scrolled and filtered all the same.

import { expect, test } from "vitest";
import { KEY, startWithPlan } from "../support/mock.js";
import { inBrowser, openInspector } from "./support.js";

const MANY = 10_000;
const AT_ONCE = 50;

inBrowser("ten thousand tasks", () => {
  test("are a few dozen lines in the page", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }]);
    let made = 0;
    const make = async () => {
      while (made < MANY) {
        made += 1;
        const body = JSON.stringify({ prompt: `Prompt number ${made}.`, user_id: `user_${made}` });
        const headers = { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" };
        await (await fetch(`${mock.baseUrl}/tasks`, { method: "POST", headers, body })).arrayBuffer();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, make));

    const { page, trouble } = await openInspector(mock);
    await page.locator(".chip", { hasText: `All ${MANY}` }).waitFor();
    const nodes = () => page.evaluate<number>("document.querySelectorAll('*').length");
    expect(await page.locator("#list .row").count()).toBeLessThan(40);
    expect(await nodes()).toBeLessThan(900);
    expect(await page.locator("#list .row").first().getAttribute("aria-setsize")).toBe(String(MANY));

    await page.locator("#list").focus();
    await page.keyboard.press("End");
    await page.locator(`.row[aria-posinset="${MANY}"][aria-selected="true"]`).waitFor();
    await page.locator(".task-prompt", { hasText: /^Prompt number \d+\.$/ }).waitFor();
    await page.keyboard.press("k");
    await page.locator(`.row[aria-posinset="${MANY - 1}"][aria-selected="true"]`).waitFor();
    await page.getByLabel("Search tasks").fill("number 7777. user_7777");
    await expect.poll(() => page.locator("#list .row").count()).toBe(1);
    await page.getByLabel("Search tasks").fill("");

    await page.getByRole("button", { name: "+1 h" }).click();
    await page.locator(".chip", { hasText: `Complete ${MANY}` }).waitFor({ timeout: 60_000 });
    expect(await nodes()).toBeLessThan(900);
    expect(trouble).toEqual([]);
  }, 120_000);
});
