// The inspector with the keyboard alone: from the skip link to an approved consent.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { create, startWithPlan } from "../support/mock.js";
import { inBrowser, openInspector } from "./support.js";

const PLAN = [{ wait: { reason: "Why not", service: "crm" } }, { after: "3s", complete: { ok: true } }];

/** What has the focus: its id, or its name. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement.id || document.activeElement.textContent.trim()");
}

/** Tabs on until something of that name has the focus. */
async function tabTo(page: Page, name: string, most = 40): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${name} cannot be reached with Tab; the last was ${await focused(page)}`);
}

inBrowser("the keyboard alone", () => {
  test("skips to the tasks, sends, walks, filters, approves", async () => {
    const mock = await startWithPlan(PLAN, { consent: "ask" });
    const first = await create(mock, { prompt: "The first" });
    const { page, trouble } = await openInspector(mock);
    await page.locator(".row").waitFor();
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the tasks");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("tasks");

    await page.keyboard.press("n");
    await page.keyboard.type("A second one, by hand");
    await tabTo(page, "Send");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    await page.locator(".task-prompt", { hasText: "A second one" }).waitFor();

    await page.keyboard.press("j");
    await page.locator("#task").getByRole("heading", { name: first.id }).waitFor();
    await page.keyboard.press("k");
    await page.locator(".task-prompt", { hasText: "A second one" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("first");
    // At once, as a hand that knows what it wants: what is found is entered when it is found.
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("list");
    await page.locator(`#list[aria-activedescendant="row-${first.id}"]`).waitFor();
    await page.locator("#task").getByRole("heading", { name: first.id }).waitFor();

    await page.keyboard.press("Shift+Tab");
    await mock.clock.advance("1s");
    await page.locator(".ask").waitFor();
    await page.locator("#list").focus();
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("task");
    await tabTo(page, "Approve");
    await page.keyboard.press("Enter");
    await page.locator("#task .tag.running").waitFor();
    expect(trouble).toEqual([]);
  });

  test("a panel takes the focus and gives it back", async () => {
    const mock = await startWithPlan(PLAN);
    const { page } = await openInspector(mock);
    await page.getByRole("button", { name: "Help and keyboard" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Help" }).waitFor();
    await expect
      .poll(() => page.evaluate("document.querySelector('dialog').contains(document.activeElement)"))
      .toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Help and keyboard");
  });

  test("drawing again while a person reads keeps the focus where it is", async () => {
    const mock = await startWithPlan([
      { after: "1s", progress: "One" },
      { after: "9s", complete: {} },
    ]);
    const { id } = await create(mock);
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Save as fixture" }).focus();
    await mock.clock.advance("1s");
    await page.locator(".timeline", { hasText: "One" }).waitFor();
    expect(await focused(page)).toBe("Save as fixture");
  });
});
