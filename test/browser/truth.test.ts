// What the page shows is so: where marks stand, what is on the wire, what was sent, whose account it is, what can be done now.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Route } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { type PlotonMock, signBody, startPlotonMock } from "../../src/index.js";
import { create, fixtureFolder, start, startWithPlan } from "../support/mock.js";
import { afterRequest, rawReceiver, recorder } from "../support/receiver.js";
import { inBrowser, newPage, openInspector, rowOf } from "./support.js";

type Mark = { at: number; until: number; left: number; right: number; middle: number };

/** Every mark on the axis with its instants and where it stands, and the present. */
async function marksOf(page: Page): Promise<{ marks: Mark[]; now: Mark | undefined; left: number; width: number }> {
  await page.locator("#task .axis").waitFor();
  return page.evaluate(`(() => {
    const box = (node) => {
      const { left, right } = node.getBoundingClientRect();
      const at = Date.parse(node.dataset.at ?? node.dataset.now);
      return { at, until: node.dataset.until ? Date.parse(node.dataset.until) : at, left, right, middle: (left + right) / 2 };
    };
    const track = document.querySelector("#task .ticks").getBoundingClientRect();
    const now = document.querySelector("#task [data-now]");
    return {
      marks: [...document.querySelectorAll("#task [data-at]")].map(box),
      now: now ? box(now) : undefined,
      left: track.left,
      width: track.width,
    };
  })()`);
}

const progress = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ after: "1s", progress: `Step ${i + 1}` }));

/** A handler that answers only when it is told to. */
async function slowHandler() {
  const answers: ((status?: number) => void)[] = [];
  const url = await rawReceiver((socket) =>
    afterRequest(socket, () =>
      answers.push((status = 200) => void socket.end(`HTTP/1.1 ${status} OK\r\nContent-Length: 0\r\n\r\n`)),
    ),
  );
  return { url, answers };
}

inBrowser("the axis", () => {
  test("six steps of a second and a failing handler: every mark stands at its instant, the present where it is", async () => {
    const { listener } = recorder((_, { body }) => (body.includes("task.complete") ? 500 : 200));
    const mock = await startWithPlan([...progress(6), { after: "1s", complete: {} }], { webhook: listener });
    const { id } = await create(mock);
    await mock.clock.advance("9s");
    const { page } = await openInspector(mock, { viewport: { width: 1600, height: 900 } }, `#task=${id}`);
    await page.locator("#task [data-now]").waitFor();
    const { marks, now, left, width } = await marksOf(page);
    const start = Math.min(...marks.map(({ at }) => at));
    const complete = marks.filter(({ at }) => at === start + 7_000);
    expect(complete.length).toBeGreaterThan(0);
    for (const { middle } of complete) expect(middle).toBeLessThan(now!.middle);
    // Beyond two minutes the scale is by orders of magnitude: the retry is due a minute later, so here it is even.
    const end = Math.max(...marks.map(({ at }) => at));
    const scale = (end - start) * 1.04;
    for (const { at, until, left: from, right } of marks) {
      const place = (instant: number) => left + ((instant - start) / scale) * width;
      expect(from).toBeLessThanOrEqual(place(at) + 1);
      expect(right).toBeGreaterThanOrEqual(place(until) - 1);
      if (at === until) expect((from + right) / 2).toBeCloseTo(place(at), 0);
    }
    expect(now!.middle).toBeCloseTo(left + (9_000 / scale) * width, 0);
  });

  test("forty steps, wide or narrow: none is moved, those that would cover each other are one", async () => {
    const { listener } = recorder();
    const mock = await startWithPlan([...progress(40), { after: "1s", complete: {} }], { webhook: listener });
    const { id } = await create(mock);
    await mock.clock.advance("41s");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const lane = page.getByRole("group", { name: /^task\.progress/ });
    const narrowest = () =>
      lane.locator("[data-at]").evaluateAll((all) => {
        const middles = all.map((one) => {
          const { left, right } = (one as unknown as { getBoundingClientRect(): Mark }).getBoundingClientRect();
          return (left + right) / 2;
        });
        return Math.min(...middles.slice(1).map((middle, i) => middle - middles[i]!));
      });
    for (const width of [1600, 1000, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(narrowest).toBeGreaterThan(10);
      const { marks, left, width: track } = await marksOf(page);
      const start = Math.min(...marks.map(({ at }) => at));
      const place = (at: number) => left + ((at - start) / (41_000 * 1.04)) * track;
      for (const mark of marks) expect(mark.middle).toBeCloseTo((place(mark.at) + place(mark.until)) / 2, 0);
    }
    const cluster = lane.locator("[data-until]").first();
    await cluster.click();
    const listed = () => page.locator(".cluster-list li").count();
    await expect.poll(async () => (await cluster.textContent()) === `×${await listed()}`).toBe(true);
  });

  test("the present moves each second while a retry is due on a live clock", async () => {
    const { listener } = recorder(() => 500);
    const mock = await startWithPlan([{ complete: {} }], { webhook: listener, clock: "live" });
    const { id } = await create(mock);
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const now = () => page.locator("#task [data-now]").getAttribute("data-now");
    await page.locator("[data-state=scheduled]").waitFor();
    const first = await now();
    await expect.poll(now).not.toBe(first);
    const second = await now();
    await expect.poll(now).not.toBe(second);
  });

  test("in one column the webhooks come before the timeline", async () => {
    const mock = await startWithPlan([{ complete: {} }]);
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    const { page } = await openInspector(mock, { viewport: { width: 1000, height: 800 } }, `#task=${id}`);
    const top = async (name: string) => (await page.getByRole("heading", { name }).boundingBox())!.y;
    expect(await top("Webhooks 1")).toBeLessThan(await top("Timeline"));
    expect(await top("Timeline")).toBeLessThan(await top("Request"));
  });
});

inBrowser("what is on the wire", () => {
  test("is Sending, with the time that it has taken; Redeliver is off, and the clock says what it waits for", async () => {
    const { url, answers } = await slowHandler();
    const mock = await startWithPlan([{ after: "3s", complete: {} }], { webhook: url });
    const { id } = await create(mock);
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "+1 m" }).click();
    const delivery = page.locator("#task [data-delivery]");
    await page.locator('#task [data-delivery][data-state="sending"]').waitFor();
    await delivery.getByText("Sending attempt 1").waitFor();
    await page.locator("#next", { hasText: `Waiting for the answer to task.complete of ${id}, attempt 1` }).waitFor();
    expect(await delivery.getByRole("button", { name: /^Redeliver/ }).isDisabled()).toBe(true);
    await rowOf(page, id).getByText("sending").waitFor();
    await page.locator(".chip", { hasText: "Sending 1" }).waitFor();
    const taken = () => delivery.locator(".elapsed").textContent();
    const first = await taken();
    await expect.poll(taken).not.toBe(first);
    answers[0]!();
    await page.locator('#task [data-delivery][data-state="delivered"]').waitFor();
    expect(await delivery.getByRole("button", { name: /^Redeliver/ }).isDisabled()).toBe(false);
  });

  test("a page that is opened meanwhile sees it too, and three presses of Redeliver are one attempt", async () => {
    const { url, answers } = await slowHandler();
    const mock = await startWithPlan([{ complete: {} }], { webhook: url });
    const { id } = await create(mock);
    const advance = mock.clock.advance("1s");
    await expect.poll(() => answers.length).toBe(1);
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.locator('#task [data-delivery][data-state="sending"]').waitFor();
    answers[0]!();
    await advance;
    await page.locator('#task [data-delivery][data-state="delivered"]').waitFor();
    const button = "document.querySelector('#task [data-delivery] .button').click()";
    await page.evaluate(`${button}; ${button}; ${button}`);
    await page.locator('#task [data-delivery][data-state="sending"]').waitFor();
    answers[1]!();
    await page.locator("#task [data-attempt='2']").waitFor();
    await page.locator('#task [data-delivery][data-state="delivered"]').waitFor();
    expect((await mock.deliveries.list())[0]!.attempts).toHaveLength(2);
  });
});

inBrowser("the list", () => {
  test("follows the newest until a person chooses, not into what the search hides, and says so", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }]);
    const first = await create(mock, { prompt: "Alpha one" });
    const { page } = await openInspector(mock);
    const follow = page.getByRole("checkbox", { name: "Show the newest" });
    const chosen = () => page.locator("#list .row[aria-selected=true]").getAttribute("data-task");
    await expect.poll(chosen).toBe(first.id);
    const second = await create(mock, { prompt: "Alpha two" });
    await expect.poll(chosen).toBe(second.id);
    await page.locator(`[data-task="${first.id}"]`).click();
    expect(await follow.isChecked()).toBe(false);
    await create(mock, { prompt: "Alpha three" });
    await expect.poll(() => page.locator("#list .row").count()).toBe(3);
    expect(await chosen()).toBe(first.id);
    await page.getByRole("searchbox").or(page.locator("#filter")).first().fill("alpha");
    await follow.check();
    await create(mock, { prompt: "Beta" });
    const fourth = await create(mock, { prompt: "Alpha four" });
    await expect.poll(chosen).toBe(fourth.id);
    await create(mock, { prompt: "Beta again" });
    await page.locator(".chip", { hasText: "All 4" }).waitFor();
    expect(await chosen()).toBe(fourth.id);
  });

  test("a task that a person chooses is read at once, not with what happens by itself", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }]);
    const first = await create(mock, { prompt: "One" });
    const second = await create(mock, { prompt: "Two" });
    const { page } = await openInspector(mock, {}, `#task=${second.id}`);
    await page.locator("#task h2", { hasText: second.id }).waitFor();
    await page.evaluate("globalThis.setTimeout = () => 0");
    await rowOf(page, first.id).click();
    await page.locator("#task h2", { hasText: first.id }).waitFor();
    await page.evaluate(`location.hash = "task=${second.id}"`);
    await page.locator("#task h2", { hasText: second.id }).waitFor();
  });

  test("does not slide under the pointer: what comes while it is scrolled down is counted in a pill", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }]);
    for (let n = 0; n < 60; n += 1) await create(mock, { prompt: `Task ${n}` });
    const { page } = await openInspector(mock);
    await page.locator(".chip", { hasText: "All 60" }).waitFor();
    await page.evaluate("document.getElementById('list').scrollTop = 420");
    const seen = page.locator("#list .row", { hasText: /^Task 45/ });
    const before = (await seen.boundingBox())!.y;
    for (let n = 0; n < 3; n += 1) await create(mock, { prompt: `New ${n}` });
    await page.getByRole("button", { name: "3 new" }).waitFor();
    expect((await seen.boundingBox())!.y).toBeCloseTo(before, 0);
    await page.getByRole("button", { name: "3 new" }).click();
    await page.locator("#list .row", { hasText: "New 2" }).waitFor();
    expect(await page.locator(".pill").count()).toBe(0);
  });

  test("keys in the search: arrows into what it suggests and finds, Enter to the first, Esc clears", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }]);
    const one = await create(mock, { prompt: "Six of one", user_id: "user_7" });
    await create(mock, { prompt: "Half a dozen", user_id: "user_77" });
    const { page } = await openInspector(mock);
    const filter = page.locator("#filter");
    await expect.poll(() => page.locator("#list .row").count()).toBe(2);
    await filter.fill("6");
    await page.getByText("No task passes the filter.").waitFor();
    await filter.press("Escape");
    expect(await filter.inputValue()).toBe("");
    await expect.poll(() => page.locator("#list .row").count()).toBe(2);
    await filter.pressSequentially("user:");
    await page.getByRole("option", { name: "user:user_77" }).waitFor();
    await filter.press("ArrowDown");
    await filter.press("ArrowDown");
    await page.locator('#suggestions [aria-selected="true"]', { hasText: "user:user_7" }).waitFor();
    await filter.press("Enter");
    await expect.poll(() => page.locator("#list .row").count()).toBe(1);
    expect(await filter.inputValue()).toMatch(/^user:user_7+ $/);
    await filter.fill("six");
    await expect.poll(() => page.locator("#list .row").getAttribute("data-task")).toBe(one.id);
    await filter.press("Enter");
    await page.locator("#task h2", { hasText: one.id }).waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("list");
  });

  test("says what its worst webhook is at, red when the last answer failed, in rows of about forty pixels", async () => {
    const { listener } = recorder(() => 401);
    const mock = await startWithPlan([{ complete: {} }], { webhook: listener });
    const { id } = await create(mock);
    await mock.clock.advance("70s");
    const { page } = await openInspector(mock);
    await rowOf(page, id).getByText("task.complete 401 · 2/5 · next in 10 m 50 s").waitFor();
    expect(await rowOf(page, id).locator(".mark.bad").count()).toBe(1);
    expect((await rowOf(page, id).boundingBox())!.height).toBeLessThanOrEqual(42);
    await page.getByRole("checkbox", { name: "Compact" }).check();
    await expect.poll(async () => (await rowOf(page, id).boundingBox())!.height).toBeLessThanOrEqual(28);
  });
});

inBrowser("whose it is, and whether it is there", () => {
  test("the account has a name in the title and a switcher", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }]);
    const account = await mock.account({ apiKey: "pk_test_other" });
    const { page } = await openInspector(mock, {}, `#key=${account.apiKey}`);
    await page.getByLabel("Account").waitFor();
    expect(await page.getByLabel("Account").inputValue()).toBe("pk_test_other");
    await expect.poll(() => page.title()).toContain("pk_test_other");
    const { id } = await create(mock);
    expect(await rowOf(page, id).count()).toBe(0);
    await page.getByLabel("Account").selectOption({ label: "Default account" });
    await rowOf(page, id).waitFor();
    await expect.poll(() => page.title()).not.toContain("pk_test_other");
  });

  test("a wrong token is said, and nothing reads for ever", async () => {
    const mock = await start({ controlToken: "right" });
    const { page } = await newPage();
    await page.goto(`${mock.url}/#token=wrong&task=task_8xK2mP`);
    await page.getByText("That is not the token").waitFor();
    expect(await page.getByText("Reading").count()).toBe(0);
    await page.locator("#token").fill("right");
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.locator(".connection.live").waitFor();
  });

  test("while it is not there, nothing can be pressed that would do something to it; Try now makes one stream", async () => {
    const { listener } = recorder(() => 500);
    const mock = await startPlotonMock({ webhook: listener });
    const port = Number(new URL(mock.url).port);
    const { id } = await create(mock);
    await mock.clock.advance("5s");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.locator("#task [data-attempt]").waitFor();
    const doing = ["+1 m", "Run until idle", /^Redeliver/, "Advance to here"];
    for (const name of doing) expect(await page.getByRole("button", { name }).first().isEnabled()).toBe(true);
    await mock.close();
    await page.locator(".connection.lost").waitFor();
    for (const name of doing)
      expect([name, await page.getByRole("button", { name }).first().isEnabled()]).toEqual([name, false]);
    await page.getByRole("button", { name: "Send a prompt" }).click();
    expect(await page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }).isEnabled()).toBe(false);
    let streams = 0;
    page.on("response", (response) => {
      if (response.url().endsWith("/_mock/events") && response.ok()) streams += 1;
    });
    // What the page tries by itself is held, so that it is not there again before the button is pressed.
    const held: Route[] = [];
    await page.route("**/_mock/events", (route) => void held.push(route));
    const again = await start({ port });
    await page.evaluate(
      "(() => { const one = document.querySelector('.banner .button'); one.click(); one.click(); one.click(); })()",
    );
    await page.unroute("**/_mock/events");
    await Promise.all(held.map((route) => route.continue().catch(() => {})));
    await page.locator(".connection.live").waitFor();
    await create(again, { prompt: "After the restart" });
    await page.getByText("After the restart").first().waitFor();
    expect(streams).toBe(1);
    await page.getByText("1 task of its run before is gone. Start it with --data FILE to keep them.").waitFor();
  });

  test("a wait that was answered while Consent is closed is not offered when it is opened", async () => {
    const mock = await startWithPlan([{ wait: { reason: "Why not", service: "crm" } }, { complete: {} }], {
      consent: "ask",
    });
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    const { page } = await openInspector(mock);
    await page.getByRole("button", { name: "Consent" }).click();
    const dialog = page.getByRole("dialog", { name: "Consent" });
    await dialog.getByRole("button", { name: `Approve ${id}` }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await mock.tasks.resume(id);
    await page.locator("#task .tag.running").waitFor();
    await page.getByRole("button", { name: "Consent" }).click();
    await dialog.getByText("No task waits.").waitFor();
    expect(await dialog.getByRole("button", { name: `Approve ${id}` }).count()).toBe(0);
  });
});

inBrowser("what was sent", () => {
  test("of a tampered attempt is shown and copied as it was: its curl gets the same answer", async () => {
    let mock: PlotonMock;
    const { listener, received } = recorder((_, { body, headers }) =>
      headers["x-ploton-signature"] === signBody(body, mock.webhookSecret) ? 200 : 401,
    );
    mock = await startWithPlan([{ complete: { n: 1 } }], { webhook: listener, fault: "webhook tampered-body" });
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const attempt = page.locator("#task [data-attempt='1']");
    await attempt.getByText(received[0]!.body, { exact: true }).waitFor();
    expect(received[0]!.body).toContain('"tampered":true');
    await attempt.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copied the command.").waitFor();
    const command = await page.evaluate<string>("navigator.clipboard.readText()");
    const { execFileSync } = await import("node:child_process");
    const words = execFileSync("sh", ["-c", `curl() { for w in "$@"; do printf '%s\\0' "$w"; done; }\n${command}`])
      .toString()
      .split("\0");
    const header = (name: string) => words.find((word) => word.startsWith(`${name}: `))!.slice(name.length + 2);
    const body = words[words.indexOf("--data-raw") + 1]!;
    const headers = { "Content-Type": "application/json", "X-Ploton-Signature": header("X-Ploton-Signature") };
    expect((await fetch(words[1]!, { method: "POST", headers, body })).status).toBe(401);
    expect(received[1]!.body).toBe(received[0]!.body);
  });

  test("a task is saved as a file at a press, and says where; the problems of files stay, the plan is shown", async () => {
    const folder = fixtureFolder({
      name: "mine",
      when: { prompt: "Mine" },
      plan: [{ after: "2s", complete: { of: "mine" } }],
    });
    const mock = await start({ fixtures: folder, watch: true });
    const { id } = await create(mock, { prompt: "Mine" });
    await mock.clock.advance("2s");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Save as fixture" }).click();
    await page.getByRole("button", { name: "Write the file" }).click();
    await page.getByText(`Written: ${join(folder, "mine.yaml")}`).waitFor();
    expect(readdirSync(folder).sort()).toEqual(["mine.json", "mine.yaml"]);
    expect(readFileSync(join(folder, "mine.yaml"), "utf8")).toContain("of: mine");
    rmSync(join(folder, "mine.yaml"));
    writeFileSync(join(folder, "broken.yaml"), "name: broken\nplan: 7\n");
    await page.locator(".banner.bad", { hasText: "broken.yaml" }).waitFor();
    await page.getByRole("button", { name: "See them" }).click();
    await page.getByRole("dialog", { name: "Fixtures" }).locator("summary", { hasText: "mine" }).first().click();
    await page.getByLabel("The plan of mine").first().getByText('"of"').waitFor();
    await page.locator(".banner.bad").waitFor();
  });

  test("without a folder the fixture is downloaded", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ploton-mock-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "any.json");
    writeFileSync(file, JSON.stringify({ name: "any", plan: [{ complete: { ok: true } }] }));
    const mock = await start({ fixtures: file });
    const { id } = await create(mock, { prompt: "Water the plants" });
    await mock.clock.advance("1s");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Save as fixture" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Write the file" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("water-the-plants.yaml");
    expect(readFileSync((await download.path())!, "utf8")).toContain("ok: true");
    await page.getByText("was downloaded").waitFor();
  });
});

inBrowser("forced colours", () => {
  test("the selected row has a mark of its own", async () => {
    const mock = await startWithPlan([{ complete: {} }]);
    const { id } = await create(mock);
    const { page } = await openInspector(mock, { forcedColors: "active" }, `#task=${id}`);
    const outline = await page
      .locator("#list .row[aria-selected=true]")
      .evaluate(
        (row) =>
          (globalThis as never as { getComputedStyle(of: unknown): { outlineStyle: string } }).getComputedStyle(row)
            .outlineStyle,
      );
    expect(outline).toBe("solid");
  });
});
