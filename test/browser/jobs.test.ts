// The jobs that people open the page for, each done in as many presses as docs/inspector.md says.

import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { create, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { inBrowser, openInspector, rowOf } from "./support.js";

/** What the docs say: job and number of presses. */
const PROMISED = new Map(
  [
    ...readFileSync(new URL("../../docs/inspector.md", import.meta.url), "utf8").matchAll(
      /^\| (\S[^|]*?) +\| +(\d+) \|/gm,
    ),
  ].map(([, job, presses]) => [job!, Number(presses)]),
);

/** A hand that counts: a click, a key or a chosen option is one press, text that is typed is one. */
function handOn(page: Page) {
  let presses = 0;
  const did = async (work: Promise<unknown>) => {
    await work;
    presses += 1;
  };
  return {
    click: (where: Locator) => did(where.click()),
    key: (key: string) => did(page.keyboard.press(key)),
    type: (text: string) => did(page.keyboard.type(text)),
    choose: (where: Locator, option: string) => did(where.selectOption(option)),
    count: () => presses,
  };
}

type Hand = ReturnType<typeof handOn>;
type Job = (page: Page, hand: Hand, id: string) => Promise<unknown>;

const task = (page: Page) => page.locator("#task");
const see = (where: Locator) => where.first().waitFor();
const share = async (page: Page, hand: Hand, form: string) => {
  await hand.click(page.getByRole("button", { name: "Share" }));
  const choice = page.getByRole("dialog").getByLabel("As", { exact: true });
  if ((await choice.inputValue()) !== form) await hand.choose(choice, form);
  await hand.click(page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }));
  await see(page.getByText(/^Copied /));
};

/** Does something that adds one to what is there. */
async function addsOne(where: Locator, act: () => Promise<unknown>): Promise<void> {
  const before = await where.count();
  await act();
  await expect.poll(() => where.count()).toBe(before + 1);
}

/** Each begins with the page open and the task chosen, but for those that find it. */
const JOBS: Record<string, Job> = {
  "why did it fail": async (page, hand, id) => {
    await hand.click(rowOf(page, id));
    await see(task(page).locator(".diagnosis"));
    await see(task(page).getByLabel("The answer's body").getByText("bad signature"));
  },
  "send the webhook again": async (page, hand) => {
    await addsOne(task(page).locator("[data-attempt]"), () => hand.key("r"));
  },
  "the exact bytes that were sent": async (page) => {
    await see(task(page).getByLabel("The body as sent"));
    await see(task(page).getByText("X-Ploton-Signature"));
  },
  "make its next attempt fail": async (page, hand) => {
    await hand.choose(task(page).getByLabel(/^Next attempt of/), "Timeout");
    await see(task(page).locator(".point.armed"));
  },
  "skip to the next retry": async (page, hand) => {
    await addsOne(task(page).locator("[data-attempt]"), () =>
      hand.click(task(page).getByRole("button", { name: "Advance to here", exact: true })),
    );
  },
  "find a user's task": async (page, hand, id) => {
    await hand.key("/");
    await hand.type("user:user_7");
    await expect.poll(() => page.locator("#list .row").count()).toBe(1);
    await hand.key("Enter");
    await see(task(page).locator("h2", { hasText: id }));
  },
  "compare two attempts": async (page, hand) => {
    await hand.click(task(page).getByRole("button", { name: /^Compare/ }));
    await see(page.getByRole("dialog").locator("tr.differs"));
  },
  "what is due": async (page, hand) => {
    await hand.key("4");
    await see(page.locator(".due-rows .row"));
  },
  "share it": (page, hand) => share(page, hand, "Story, text"),
  "write a test from it": (page, hand) => share(page, hand, "Test: Vitest"),
  // The last, as there is another task of the same user after it.
  "send the task again": async (page, hand) => {
    await addsOne(page.locator("#list .row"), async () => {
      await hand.click(page.getByRole("button", { name: "Send again" }));
      await hand.click(page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }));
    });
  },
};

inBrowser("the jobs of a day", () => {
  test("each takes as many presses as the docs say, one after the other on a page that stays open", async () => {
    const { listener } = recorder(() => 401, "bad signature");
    const mock = await startWithPlan([{ after: "1s", complete: { ok: true } }], { webhook: listener });
    await create(mock, { prompt: "One of another", user_id: "user_77" });
    const { id } = await create(mock, { prompt: "The one", user_id: "user_7", metadata: { order: 1 } });
    await mock.clock.advance("62s");
    await create(mock, { prompt: "The newest", user_id: "user_8" });
    const { page } = await openInspector(mock);
    await page.locator("#list .row").nth(2).waitFor();
    await task(page).locator(".task").waitFor();
    for (const [name, job] of Object.entries(JOBS)) {
      const finds = ["why did it fail", "find a user's task"].includes(name);
      await page.evaluate(`location.hash = "${finds ? "" : `task=${id}`}"`);
      if (!finds) await task(page).locator("h2", { hasText: id }).waitFor();
      const hand = handOn(page);
      await job(page, hand, id);
      expect([name, hand.count()]).toEqual([name, PROMISED.get(name)]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });
});
