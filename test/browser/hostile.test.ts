// Whatever arrives from outside is shown as text and never runs: prompts, users, metadata, results, fixtures, a handler's whole answer.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { create, start } from "../support/mock.js";
import { answering, recorder } from "../support/receiver.js";
import { PAYLOADS } from "./payloads.js";
import { expandAll, inBrowser, newPage, openInspector } from "./support.js";

const PANELS = ["Faults", "Consent", "Fixtures", "Webhook"];
/** A header cannot hold line breaks or letters beyond Latin-1. */
const inHeader = (text: string) => text.replace(/[\r\n]/g, " ").replace(/[^\x20-\x7e]/g, "?");

/** A handler that answers with all payloads at once: status text, header names and values, body. */
async function hostileHandler(): Promise<string> {
  const lines = PAYLOADS.map((payload, i) => `X-Evil-${i}: ${inHeader(payload)}`);
  const body = PAYLOADS.join("\n");
  const answer = `HTTP/1.1 401 ${inHeader(PAYLOADS[5]!)}\r\nContent-Type: text/html\r\n${lines.join("\r\n")}\r\nConnection: close\r\n\r\n${body}`;
  return (await answering(Buffer.from(answer, "utf8"))).url;
}

/** The payloads, five by five, as a prompt is shown whole up to 400 letters: what would swallow those after it, shown as markup, is not shown as text. */
const GROUPS = Array.from({ length: Math.ceil(PAYLOADS.length / 5) }, (_, n) => PAYLOADS.slice(5 * n, 5 * n + 5));

/** A scenario that says the payloads wherever a scenario can say anything, and a task of it that waits at its end. */
async function plant(
  mock: PlotonMock,
  payloads: readonly string[],
  n: number,
): Promise<{ id: string; prompt: string }> {
  const all = payloads.join(" ");
  const prompt = `${n} ${all}`;
  const values = payloads.map((payload) => payload.replaceAll("{{", "{{open}}"));
  const value = values.join(" ");
  await mock.fixtures.use({
    name: `${n} ${all}`,
    description: all,
    when: { prompt },
    tool: value,
    plan: [
      ...payloads.map((payload, i) => ({
        progress: { message: values[i]!, [payload]: [values[i]!, { [payload]: values[i]! }] },
      })),
      { wait: { reason: value, service: value } },
      { wait: { reason: value, input_request: { type: "choice", label: value, options: values } } },
      { fail: { code: value, message: value, suggestion: value } },
    ],
  });
  const metadata = { ...Object.fromEntries(payloads.map((payload) => [payload, payload])), n };
  const { id } = await create(mock, { prompt, user_id: all, metadata });
  await mock.clock.advance("1s");
  return { id, prompt };
}

/** True when something ran, or brought markup in. */
function ran(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    "'__ran' in window || document.querySelectorAll('#task script, #task img, #task iframe, #task svg, #task style, #tasks img, dialog img, dialog script').length > 0",
  );
}

inBrowser("a hostile outside", () => {
  test(`none of ${PAYLOADS.length} payloads runs, and each is shown as it is`, async () => {
    const mock = await start({ webhook: recorder().listener, consent: "ask", retry: "none" });
    const planted = [];
    for (const [n, payloads] of GROUPS.entries()) {
      if (n === GROUPS.length - 1) await mock.webhook.set({ url: await hostileHandler() });
      planted.push({ payloads, ...(await plant(mock, payloads, n)) });
    }
    await mock.faults.add({ on: "webhook", fault: "drop", task_id: PAYLOADS[0]!, fixture: PAYLOADS[5]! });
    const { page, trouble } = await openInspector(mock);
    for (const { id, prompt, payloads } of planted) {
      await page.evaluate(`location.hash = "task=${id}"`);
      await page.locator("#task h2", { hasText: id }).waitFor();
      await expandAll(page);
      expect(await page.locator(".task-prompt").textContent()).toBe(prompt);
      const asked = await page.locator(".ask").textContent();
      for (const payload of payloads) expect(asked).toContain(payload);
      expect(await ran(page), payloads.join("\n")).toBe(false);
    }
    const shown = await page.locator(".deliveries").first().textContent();
    for (const payload of PAYLOADS) expect(shown).toContain(inHeader(payload));
    await page.getByRole("button", { name: "Share" }).click();
    const form = page.getByRole("dialog").getByLabel("As", { exact: true });
    for (const option of await form.locator("option").allTextContents()) {
      await form.selectOption(option);
      await page.getByRole("dialog").getByLabel(option, { exact: true }).waitFor();
      expect(await ran(page), option).toBe(false);
    }
    for (const name of PANELS) {
      await page.getByRole("button", { name }).first().click();
      await page.getByRole("dialog").waitFor();
      if (name === "Consent")
        await page
          .locator(".things li")
          .nth(GROUPS.length - 1)
          .waitFor();
      if (name === "Fixtures")
        await page
          .locator("dialog summary")
          .nth(GROUPS.length - 1)
          .waitFor();
      await page.evaluate("document.querySelectorAll('dialog summary').forEach((one) => one.click())");
      expect(await ran(page), name).toBe(false);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect(trouble).toEqual([]);
  });

  test("nor on the consent pages, and none of them sets a cookie or a header", async () => {
    const mock = await start({ webhook: await hostileHandler(), consent: "ask", retry: "none" });
    const { page, trouble } = await newPage();
    for (const [n, payloads] of GROUPS.entries()) {
      const { id } = await plant(mock, payloads, n);
      for (let wait = 0; wait < 2; wait += 1) {
        const response = await page.goto(mock.url + (await mock.tasks.get(id)).timeline.at(-1)!.page);
        expect(await response!.headerValue("set-cookie")).toBeNull();
        const text = (await page.locator("main").textContent())?.replace(/\s+/g, " ");
        for (const payload of payloads) expect(text).toContain(payload.replace(/\s+/g, " "));
        expect(
          await page.evaluate("'__ran' in window || document.scripts.length > 0 || document.images.length > 0"),
        ).toBe(false);
        await mock.tasks.resume(id);
        await mock.clock.advance("1s");
      }
    }
    expect(trouble).toEqual([]);
  });

  test("the policy of the page lets no script in but its own files", async () => {
    const mock = await start();
    const { page } = await newPage();
    const response = await page.goto(mock.url);
    const policy = (await response!.headerValue("content-security-policy")) ?? "";
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split("; ")).toContain(part);
    expect(policy).not.toContain("unsafe");
    expect(
      await page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'set'; } catch { return 'refused'; } })()",
      ),
    ).toBe("refused");
  });
});
