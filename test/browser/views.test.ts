// How the pages look to other eyes: a phone, a dark room, a screen reader's rules (axe-core).

import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Json } from "../../src/domain/json.js";
import type { PlotonMock } from "../../src/index.js";
import { create, start, startWithPlan } from "../support/mock.js";
import { afterRequest, rawReceiver, recorder } from "../support/receiver.js";
import { expandAll, inBrowser, type Look, newPage, openInspector } from "./support.js";

const PANELS = ["Send a prompt", "Trigger", "Faults", "Consent", "Fixtures", "Webhook", "Reset", "Help and keyboard"];
const PHONE: Look = { viewport: { width: 360, height: 780 } };

/** axe's rules about colours, of those that it asks by default. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** What breaks a rule, as "rule: where", in the dialog that is open or else in the whole page. In the dark only colours are otherwise: the rules of the rest are asked in the light. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const inTheLight = await brokenIn(page, HERE, {});
  await page.emulateMedia({ colorScheme: "dark" });
  const inTheDark = await brokenIn(page, HERE, { runOnly: COLOURS });
  await page.emulateMedia({ colorScheme: "light" });
  return [...inTheLight, ...inTheDark.map((line) => `in the dark ${line}`)];
}

const HERE = 'document.querySelector("dialog") ?? document';

async function brokenIn(page: Page, where: string, options: object): Promise<string[]> {
  const { violations: found } = await page.evaluate<{
    violations: { id: string; nodes: { target: string[]; html: string }[] }[];
  }>(`axe.run(${where}, ${JSON.stringify({ resultTypes: ["violations"], ...options })})`);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 120)}`),
  );
}

/** A mock with a delivered, a failed and a waiting task, a fault armed and a consent given. */
async function busyMock(): Promise<{ mock: PlotonMock; delivered: string; waiting: string }> {
  const { listener } = recorder((n) => (n === 1 ? 401 : 200));
  const mock = await startWithPlan(
    [
      { wait: { reason: "Why not", service: "crm" } },
      { progress: "Half way" },
      { after: "3s", complete: { ok: true } },
    ],
    { consent: "ask", webhook: listener, fault: "webhook status status=503 attempt=2 times=1" },
  );
  const delivered = (await create(mock, { prompt: "The first of them", user_id: "user_1" })).id;
  await mock.clock.advance("1s");
  await mock.tasks.resume(delivered);
  await mock.clock.advance("1h");
  const waiting = (await create(mock, { prompt: "Another", user_id: "user_2" })).id;
  await mock.clock.advance("1s");
  return { mock, delivered, waiting };
}

async function openPanel(page: Page, name: string): Promise<void> {
  if ((await page.getByRole("button", { name: "Menu" }).isVisible()) && name !== "Send a prompt")
    await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("dialog").waitFor();
}

inBrowser("to other eyes", () => {
  test("axe finds nothing, in the light and in the dark: list, tasks, panels, empty", async () => {
    const { mock, delivered, waiting } = await busyMock();
    const { page } = await openInspector(mock);
    for (const id of [delivered, waiting]) {
      await page.evaluate(`location.hash = "task=${id}"`);
      await page.locator("#task h2", { hasText: id }).waitFor();
      await expandAll(page);
      expect(await violations(page)).toEqual([]);
    }
    for (const name of PANELS) {
      await openPanel(page, name);
      expect(await violations(page), name).toEqual([]);
      if (name === PANELS[0]) expect(await brokenIn(page, "document", {})).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await mock.reset();
    await page.getByText("No task yet").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("axe finds nothing, in the light and in the dark, in whatever state the page is", async () => {
    const { mock, delivered, waiting } = await busyMock();
    await fetch(`${mock.baseUrl}/tasks`, { method: "POST", body: "{}" });
    const { page } = await openInspector(mock, {}, `#task=${delivered}`);
    const look = async (what: string, act: () => Promise<unknown>) => {
      await act();
      expect(await violations(page), what).toEqual([]);
    };
    const close = () => page.keyboard.press("Escape");
    await look("suggestions", () => page.locator("#filter").fill("user:"));
    await look("a search that cannot be read", () => page.locator("#filter").fill("nothing:there"));
    await page.locator("#filter").fill("");
    await look("compact", () => page.getByRole("checkbox", { name: "Compact" }).check());
    await look("share", () => page.getByRole("button", { name: "Share" }).click());
    await look("edit", () =>
      page
        .getByRole("button", { name: /^Edit and send/ })
        .first()
        .click(),
    );
    await look("compare", async () => {
      await expandAll(page);
      await page
        .getByRole("button", { name: /^Compare/ })
        .first()
        .click();
    });
    await close();
    await look("save", () => page.getByRole("button", { name: "Save as fixture" }).click());
    await look("deliveries", () => page.getByRole("button", { name: "Deliveries", exact: true }).click());
    await look("calls", () => page.getByRole("button", { name: "Calls", exact: true }).click());
    await look("a call", () => page.locator(".call").first().click());
    await look("due", () => page.getByRole("button", { name: "Due", exact: true }).click());
    await page.goto(`${mock.url}/#task=${waiting}`);
    await look("a task that waits", () => page.locator(".ask").waitFor());
    await look("a task that is gone", async () => {
      await page.goto(`${mock.url}/#task=task_0aA0aA`);
      await page.getByText("There is no task").waitFor();
    });
    await mock.close();
    await look("not connected", () => page.locator(".connection.lost").waitFor());
  });

  test("axe finds nothing in a mock that asks for its token, nor with a request on the wire", async () => {
    const locked = await start({ controlToken: "s3cret" });
    const { page } = await newPage();
    await page.goto(locked.url);
    await page.locator("#token").waitFor();
    expect(await violations(page)).toEqual([]);
    let answer = () => {};
    const url = await rawReceiver((socket) =>
      afterRequest(socket, () => {
        answer = () => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      }),
    );
    const mock = await startWithPlan([{ complete: {} }], { webhook: url });
    const { id } = await create(mock);
    const advance = mock.clock.advance("1s");
    const { page: sending } = await openInspector(mock, {}, `#task=${id}`);
    await sending.locator("[data-state=sending]").first().waitFor();
    expect(await violations(sending)).toEqual([]);
    answer();
    await advance;
  });

  test("nothing sticks out, from 360 to 3840 pixels wide, in any view, with a dock or without", async () => {
    const { mock, delivered } = await busyMock();
    const { page } = await openInspector(mock, {}, `#task=${delivered}`);
    for (const width of [360, 768, 1024, 1920, 3840]) {
      await page.setViewportSize({ width, height: 900 });
      const fits = (what: string) => {
        const message = `${what}, ${width} pixels wide`;
        return expect
          .poll(() => page.evaluate("document.documentElement.scrollWidth <= innerWidth"), { message })
          .toBe(true);
      };
      await page.locator("#task .axis").waitFor();
      await fits("task");
      for (const view of ["Deliveries", "Calls", "Due", "Tasks"]) {
        await page.getByRole("button", { name: view, exact: true }).click();
        await fits(view);
      }
      await openPanel(page, "Send a prompt");
      await fits("dock");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      if (width < 1920) continue;
      const end = () => page.evaluate("document.querySelector('#task .task').getBoundingClientRect().right");
      await expect.poll(end).toBeGreaterThan(width - 40);
    }
  });

  test("for those who want no motion nothing moves by itself", async () => {
    const mock = await startWithPlan([{ complete: {} }]);
    const animated =
      "(() => document.getAnimations().length + (getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? 1 : 0))()";
    const { page } = await openInspector(mock, { reducedMotion: "reduce" });
    expect(await page.evaluate(animated)).toBe(0);
    const { page: other } = await openInspector(mock, { reducedMotion: "no-preference" });
    expect(await other.evaluate(animated)).toBeGreaterThan(0);
  });

  test("axe finds nothing on consent pages, open and answered", async () => {
    const asked: [Json | undefined, string?][] = [
      [undefined, "Deny"],
      [{ type: "choice", label: "Which?", options: ["a", "b"] }],
      [{ type: "text", label: "Why?" }, "Send"],
      [{ odd: 1 }],
    ];
    const { page } = await newPage();
    for (const [input_request, answer] of asked) {
      const wait = input_request ? { reason: "R", input_request } : { reason: "R", service: "crm" };
      const mock = await startWithPlan([{ wait }], { consent: "ask" });
      const { id } = await create(mock);
      await mock.clock.advance("1s");
      await page.goto(mock.url + (await mock.tasks.get(id)).timeline.at(-1)!.page);
      expect(await violations(page)).toEqual([]);
      if (answer === "Send") await page.getByRole("textbox").fill("So that it is shown");
      const denies = page.getByRole("button").last();
      await (answer === undefined ? denies : page.getByRole("button", { name: answer })).click();
      await page.getByText(/^(Denied|Answered) at/).waitFor();
      expect(await violations(page)).toEqual([]);
    }
  });

  test("a phone's width: nothing sticks out, list and task are two views, panels fill the screen", async () => {
    const { mock, delivered } = await busyMock();
    const { page } = await openInspector(mock, PHONE);
    const width = () => page.evaluate("document.documentElement.scrollWidth");
    await page.locator(".row").first().waitFor();
    expect(await width()).toBe(360);
    await page.locator(`#row-${delivered}`).click();
    await expandAll(page);
    expect(await width()).toBe(360);
    await page.locator("#tasks").waitFor({ state: "hidden" });
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "‹ Tasks" }).click();
    await page.locator("#tasks").waitFor({ state: "visible" });
    for (const name of PANELS) {
      await openPanel(page, name);
      expect(await page.evaluate<number>("document.querySelector('dialog').scrollWidth"), name).toBeLessThanOrEqual(
        360,
      );
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });

  test("huge and odd texts stay in their place, on a phone too", async () => {
    const { listener } = recorder();
    const long = "x".repeat(9_000);
    const result = { text: "é".repeat(600_000), arabic: "مرحبا بالعالم", emoji: "👩‍👩‍👧‍👦🏳️‍🌈" };
    const mock = await startWithPlan([{ progress: long }, { after: "1s", complete: result }], { webhook: listener });
    const prompt = `👩‍👩‍👧‍👦 مرحبا ${long}`;
    const { id } = await create(mock, { prompt, user_id: `user_${"0".repeat(400)}`, metadata: { [long]: long } });
    await mock.clock.advance("1m");
    const { page, trouble } = await openInspector(mock, {}, `#task=${id}`);
    await expandAll(page);
    const task = "document.getElementById('task')";
    const fits = async (width: number) => {
      await page.setViewportSize({ width, height: 780 });
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await expect.poll(() => page.evaluate(`${task}.scrollWidth <= ${task}.clientWidth`)).toBe(true);
    };
    await fits(1280);
    await fits(360);
    expect(await page.evaluate<number>("document.body.textContent.length")).toBeLessThan(200_000);
    await page
      .getByRole("button", { name: /^Show all 6\d\d,\d\d\d characters/ })
      .first()
      .click();
    await expect.poll(() => page.evaluate<number>("document.body.textContent.length")).toBeGreaterThan(600_000);
    await page
      .getByRole("button", { name: /^Show all 9,\d\d\d characters/ })
      .first()
      .click();
    await expect.poll(async () => (await page.locator(".task-prompt").textContent()) === prompt).toBe(true);
    await fits(360);
    await fits(1280);
    expect(trouble).toEqual([]);
  });

  test("light and dark follow the system, and the choice that is kept", async () => {
    const mock = await startWithPlan([{ complete: {} }]);
    const { page } = await openInspector(mock, { colorScheme: "dark" });
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await ground()).toBe("rgb(22, 23, 26)");
    await page.getByRole("button", { name: "Theme: Auto" }).click();
    expect(await ground()).toBe("rgb(255, 255, 255)");
    await page.reload();
    expect(await ground()).toBe("rgb(255, 255, 255)");
    await page.getByRole("button", { name: "Theme: Light" }).click();
    await page.getByRole("button", { name: "Theme: Dark" }).click();
    expect(await ground()).toBe("rgb(22, 23, 26)");
  });
});
