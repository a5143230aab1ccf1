// The inspector as a person uses it: send a prompt, watch it run, move the clock, approve consent, read the handler's answer.

import { expect, test } from "vitest";
import { create, start, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { inBrowser, openInspector, rowOf } from "./support.js";

const CRM =
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";

inBrowser("the inspector", () => {
  test("from a prompt over consent to the handler's answer", async () => {
    const { listener, received } = recorder();
    const mock = await start({ consent: "ask", webhook: listener });
    const { page, trouble } = await openInspector(mock);
    await page.getByText("No task yet").waitFor();

    await page.getByRole("button", { name: "Send a prompt" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Send a prompt" });
    await dialog.getByLabel("Prompt").fill(CRM);
    await dialog.getByText("crm-negotiation-deals").first().waitFor();
    await dialog.getByLabel("User id").fill("user_123");
    await dialog.getByLabel("Metadata").fill('{"deal": 7}');
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.waitFor({ state: "detached" });

    const [task] = await mock.tasks.list();
    expect(task!.request).toMatchObject({ user_id: "user_123", metadata: { deal: 7 } });
    const view = page.locator("#task");
    await view.getByRole("heading", { name: task!.id }).waitFor();
    await view.locator(".tag.running").waitFor();

    await page.getByRole("button", { name: "Next event" }).click();
    await view.getByText("Waits for consent to crm.").waitFor();
    const [consent] = await Promise.all([
      page.waitForEvent("popup"),
      view.getByRole("link", { name: "Open the user's page" }).click(),
    ]);
    await consent.getByRole("heading", { name: "Allow access to crm?" }).waitFor();
    await consent.getByRole("button", { name: "Approve" }).click();
    await consent.getByText("Approved at").waitFor();
    await consent.close();

    await view.locator(".tag.running").waitFor();
    await page.getByRole("button", { name: "+1 m" }).click();
    await view.locator(".tag.complete").waitFor();
    const delivery = view.getByRole("article", { name: /^task\.complete/ });
    await delivery.locator(".attempt-row").click();
    await delivery.getByText(received.at(-1)!.body).first().waitFor();
    await delivery.getByText(String(received.at(-1)!.headers["x-ploton-signature"])).waitFor();
    await rowOf(page, task!.id).getByText("complete", { exact: true }).waitFor({ state: "attached" });
    expect(trouble).toEqual([]);
  });

  test("a day of retries on one line, redelivered and copied as curl", async () => {
    const { listener, received } = recorder((n) => (n < 6 ? 503 : 200));
    const mock = await start({ webhook: listener });
    const { id } = await create(mock, {
      prompt: "Pull all contacts from user_123's CRM account. Return name and email.",
    });
    await mock.clock.advance("25h");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const line = page.getByRole("group", { name: /^task\.complete/ });
    await expect.poll(() => line.getByRole("button").count()).toBe(5);
    const last = line.getByRole("button").last();
    expect(await last.getAttribute("aria-label")).toContain("attempt 5: 503 · 2025-06-16 14:22:05 · 1 d 5 s");
    const hint = page.locator(".hint", { hasText: "2025-06-16 14:22:05" });
    // The axis may be drawn anew meanwhile, which takes the focus away.
    const isTold = async () => {
      await last.focus();
      return hint.isVisible();
    };
    await expect.poll(isTold).toBe(true);
    await last.press("Enter");
    await page.getByRole("button", { name: "Copy as curl" }).first().click();
    await page.getByText("Copied the command.").waitFor();
    const command = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(command).toContain(`X-Ploton-Signature: ${received[0]!.headers["x-ploton-signature"]}`);
    await page.getByRole("button", { name: /^Redeliver/ }).click();
    await page.locator(".tag.delivered").waitFor();
    expect(await page.locator(".attempt").count()).toBe(6);
  });

  test("a body too large for a task's record is copied whole all the same", async () => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ complete: { text: `${"x".repeat(100_000)} end` } }], { webhook: listener });
    const { id } = await create(mock);
    await mock.clock.runUntilIdle();
    expect((await mock.tasks.get(id)).deliveries[0]!.truncated).toBe(true);
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const line = page.getByRole("group", { name: /^task\.complete/ });
    await line.getByRole("button").first().press("Enter");
    await page.getByRole("button", { name: "Copy as curl" }).first().click();
    await page.getByText("Copied the command.").waitFor();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).toContain(received[0]!.body);
  });

  test("faults are armed and cleared, an event triggered, a grant revoked, a task saved", async () => {
    const { listener } = recorder();
    const mock = await start({ webhook: listener });
    await create(mock, { prompt: CRM, user_id: "user_123" });
    await mock.clock.advance("10s");
    const { page, trouble } = await openInspector(mock);
    await page.getByRole("button", { name: "Faults" }).click();
    const faults = page.getByRole("dialog", { name: "Faults" });
    await faults.getByLabel("Fault", { exact: true }).selectOption("webhook status");
    await faults.getByLabel("Status", { exact: true }).fill("418");
    await faults.getByLabel("Event").selectOption("task.complete");
    await faults.getByRole("button", { name: "Arm" }).click();
    await faults.getByText("webhook status event=task.complete status=418", { exact: true }).waitFor();
    await faults.getByLabel("Status", { exact: true }).fill("9");
    await faults.getByRole("button", { name: "Arm" }).click();
    await faults.getByRole("alert").getByText("status must be a whole number").waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Trigger" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Trigger" }).click();
    await page.locator(".answer.bad", { hasText: "418" }).waitFor();

    await page.getByRole("button", { name: "Consent" }).click();
    const consents = page.getByRole("dialog", { name: "Consent" });
    await consents.getByRole("button", { name: "Expire" }).click();
    await consents.getByText("auth_token_expired").waitFor();
    await consents.getByRole("button", { name: "Revoke" }).click();
    await consents.getByText("Nothing yet.").waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Save as fixture" }).click();
    await page.getByRole("dialog").getByText("description: Saved from").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Faults" }).click();
    await faults.getByRole("button", { name: "Clear all" }).click();
    await faults.getByText("Nothing is armed.").waitFor();
    expect(trouble).toEqual([]);
  });

  test("a refused call is seen, the webhook is set, a fixture that a program uses is listed, reset empties", async () => {
    const { listener, received } = recorder();
    const mock = await start();
    const { url } = await start({ webhook: listener }).then((other) => other.webhook.get());
    await mock.fixtures.use({ name: "mine", when: { prompt: "Mine" }, plan: [{ complete: { mine: true } }] });
    const { page, trouble } = await openInspector(mock);
    await fetch(`${mock.baseUrl}/tasks`, { method: "POST", body: "{}" });
    await page.getByRole("button", { name: "Calls" }).click();
    await page.locator(".call", { hasText: "401" }).filter({ hasText: "POST /v1/tasks" }).click();
    await page.getByText("missing_api_key").waitFor();
    await page.getByRole("button", { name: "Tasks", exact: true }).click();

    await page.getByRole("button", { name: "Webhook", exact: false }).first().click();
    await page.getByRole("dialog").getByLabel("URL").fill("not a url");
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("dialog").getByRole("alert").getByText("url must be").waitFor();
    await page.getByRole("dialog").getByLabel("URL").fill(url!);
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Send a prompt" }).first().click();
    await page.getByLabel("Prompt", { exact: true }).fill("Mine");
    await page.getByLabel("Metadata").fill("[1]");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("alert").getByText("Metadata must be a JSON object").waitFor();
    await page.getByLabel("Metadata").fill("");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Next event" }).click();
    await page.locator(".tag.complete").waitFor();
    await page.locator(".tag.delivered").waitFor();
    expect(received).toHaveLength(1);

    await page.getByRole("button", { name: "Fixtures" }).click();
    await page.getByRole("button", { name: "Stop using mine" }).click();
    await page.getByText("used by a program").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Reset" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Reset" }).click();
    await page.getByText("No task yet").waitFor();
    expect(trouble).toEqual([]);
  });

  test("the clock changes its mode, runs until idle, and says what is next", async () => {
    const mock = await start();
    const { page } = await openInspector(mock);
    await page.getByText("Nothing is due").waitFor();
    const { id } = await create(mock);
    await page.getByText(`Next in 3 s: ${id} completes`).waitFor();
    await page.getByRole("button", { name: "Run until idle" }).click();
    await rowOf(page, id).getByText("complete", { exact: true }).waitFor({ state: "attached" });
    await page.getByLabel("Clock mode").selectOption("live");
    await page.getByLabel("Clock speed").selectOption("60");
    await expect.poll(async () => (await mock.clock.get()).speed).toBe(60);
    const before = await page.locator("#now").textContent();
    await expect.poll(() => page.locator("#now").textContent()).not.toBe(before);
  });
});
