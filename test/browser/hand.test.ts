// What is at hand: acting where one looks, the search in the address, the views, comparing, taking it along.

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { signBody } from "../../src/index.js";
import { cleanEnvironment } from "../examples/run.js";
import { create, start, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { inBrowser, newPage, openInspector, rowOf } from "./support.js";

function clipboard(page: Page): Promise<string> {
  return page.evaluate<string>("navigator.clipboard.readText()");
}

/** A mock whose handler answers 401 until it is told to do better; one task, failing since. */
async function failing(options: object = {}) {
  let status = 401;
  const { listener, received } = recorder(() => status);
  const mock = await startWithPlan([{ after: "1s", complete: { name: "Zoë" } }], { webhook: listener, ...options });
  const { id } = await create(mock, { prompt: "Do it", user_id: "user_7", metadata: { order: "ORD-4711" } });
  await mock.clock.advance("1s");
  return { mock, id, received, mend: () => (status = 200) };
}

inBrowser("on a delivery", () => {
  test("what its next attempt meets is chosen, shown on the due mark, and strikes that attempt only", async () => {
    const { mock, id, received } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const choice = page.getByLabel(/^Next attempt of/);
    await choice.selectOption("Timeout");
    await expect
      .poll(async () => (await mock.faults.list()).map(({ spec }) => spec))
      .toEqual([`webhook timeout attempt=2 delivery_id=dlv_${id.slice(5)}_1`]);
    await page.locator('#task .point.armed[aria-label*="with the fault timeout"]').waitFor();
    await choice.selectOption("503");
    await page.locator('#task .point.armed[aria-label*="with the fault status"]').waitFor();
    expect(await mock.faults.list()).toHaveLength(1);
    await page.getByRole("button", { name: "Advance to here", exact: true }).click();
    await page.locator("#task [data-attempt='2']", { hasText: "503" }).waitFor();
    expect(received).toHaveLength(1);
    expect(await choice.inputValue()).toBe("normal");
  });

  test("its next attempt can meet every fault that there is, but the one that strikes before the task is known", async () => {
    const { mock, id } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const { data } = (await (await fetch(`${mock.url}/_mock/fault-kinds`)).json()) as {
      data: { on: string; fault: string }[];
    };
    const kinds = data.filter(({ on }) => on === "webhook").map(({ fault }) => fault);
    const options = page.getByLabel(/^Next attempt of/).locator("option");
    const offered = () => options.evaluateAll((all) => all.map((one) => one.getAttribute("value")));
    await expect
      .poll(async () => new Set(await offered()))
      .toEqual(
        new Set([
          "normal",
          ...["500", "503", "401"],
          ...kinds.filter((kind) => !["status", "before-response"].includes(kind)),
        ]),
      );
    expect(await offered()).toContain("reformatted");
  });

  test("attempts stand newest first, the last failure is open, the answer before what was sent, by hand is marked", async () => {
    const { mock, id } = await failing();
    await mock.clock.advance("1m");
    const [delivery] = await mock.deliveries.list();
    await mock.deliveries.redeliver(delivery!.id);
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    const attempts = page.locator("#task [data-attempt]");
    await expect
      .poll(() => attempts.evaluateAll((all) => all.map((one) => one.getAttribute("data-attempt"))))
      .toEqual(["3", "2", "1"]);
    await attempts.first().getByText("by hand").waitFor();
    expect(await page.locator("#task .attempt.is-open").count()).toBe(1);
    expect(await attempts.first().locator("h5").allTextContents()).toEqual(["Answer", "Sent"]);
    await page.locator("#task .outcome", { hasText: '"name": "Zoë"' }).waitFor();
  });

  test("its body is edited, signed anew and marked, and the delivery itself goes on", async () => {
    const { mock, id, received } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.locator("#task [data-delivery]").waitFor();
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Edit and send task.complete" });
    const edited = '{"event":"task.complete","data":{"name":"Ünal"}}';
    await dialog.getByLabel("Body").fill(edited);
    await dialog.getByRole("button", { name: "Sign and send" }).click();
    await page.locator("#task .attempt", { hasText: "edited" }).getByText(edited, { exact: true }).waitFor();
    expect(received.at(-1)).toMatchObject({
      body: edited,
      headers: { "x-ploton-signature": signBody(edited, mock.webhookSecret) },
    });
    await page.locator('#task [data-delivery][data-state="scheduled"]').waitFor();
    await page.getByText("Attempt 2 is due").waitFor();
  });

  test("keys: r redelivers, f chooses a fault, c copies, numbers change the view, ? lists them all", async () => {
    const { mock, id, received, mend } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.locator("#task [data-delivery]").waitFor();
    await page.keyboard.press("f");
    expect(await page.evaluate("document.activeElement.id")).toBe(`next-dlv_${id.slice(5)}_1`);
    await page.locator("#list").focus();
    await page.keyboard.press("c");
    await page.getByText("Copied the command.").waitFor();
    expect(await clipboard(page)).toContain(String(received[0]!.headers["x-ploton-signature"]));
    mend();
    await page.keyboard.press("r");
    await page.locator('#task [data-delivery][data-state="delivered"]').waitFor();
    await page.keyboard.press("3");
    await page.getByRole("region", { name: "Calls" }).waitFor();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Help" });
    for (const key of ["r", "e", "f", "c"]) await dialog.getByText(key, { exact: true }).waitFor();
  });

  test("two attempts are compared, what differs is marked", async () => {
    const { mock, id, mend } = await failing({ fault: "webhook bad-signature attempt=1" });
    mend();
    await mock.clock.advance("1m");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.locator("#task .attempt-row").first().click();
    await page
      .getByRole("button", { name: /^Compare/ })
      .first()
      .click();
    const differing = page.getByRole("dialog").locator("tr.differs th");
    const names = (await differing.allTextContents()).map((text) => text.replace(", differs", ""));
    expect(names).toContain("Sent X-Ploton-Signature");
    expect(names).toContain("Answer");
    expect(names).not.toContain("Sent body");
    expect(
      await page.getByRole("dialog").locator("tr", { hasText: "Sent X-Ploton-Signature" }).locator("mark").count(),
    ).toBe(2);
  });
});

inBrowser("the address", () => {
  test("holds search, chip, view, task and attempt: Back and Forward work, and a link opens the same", async () => {
    const { mock, id } = await failing();
    await mock.clock.advance("1m");
    const other = await create(mock, { prompt: "Another", user_id: "user_8" });
    const { page } = await openInspector(mock);
    const filter = page.locator("#filter");
    await filter.fill("user:user_7 answer:4xx meta.order:ORD-4711");
    await expect.poll(() => page.locator("#list .row").count()).toBe(1);
    await filter.press("Enter");
    await page.locator("#task h2", { hasText: id }).waitFor();
    await page.locator("#task .attempt-row").last().click();
    await expect.poll(() => new URL(page.url()).hash).toContain("attempt=");
    const link = page.url();
    await page.getByRole("button", { name: "Deliveries", exact: true }).click();
    await page.goBack();
    await page.locator("#task h2", { hasText: id }).waitFor();
    await page.goForward();
    await page.getByRole("region", { name: "Deliveries" }).waitFor();

    const { page: again } = await newPage();
    await again.goto(link);
    await again.locator("#task .attempt.is-named.is-open[data-attempt='1']").waitFor();
    expect(await again.locator("#filter").inputValue()).toBe("user:user_7 answer:4xx meta.order:ORD-4711");
    await again.locator(".chip", { hasText: "All 1" }).waitFor();
    expect(await rowOf(again, other.id).count()).toBe(0);
    await again.locator("#filter").fill("webhok:failed");
    await again.getByRole("alert").getByText('Did you mean "webhook"?').waitFor();
  });
});

inBrowser("the views", () => {
  test("Deliveries: what failed first, several redelivered at once, an attempt is a way to it", async () => {
    let status = 500;
    const { listener, received } = recorder(() => status);
    const mock = await startWithPlan([{ complete: {} }], { webhook: listener, retry: "none" });
    const failed = [await create(mock), await create(mock)];
    await mock.clock.advance("1s");
    status = 200;
    await create(mock);
    await mock.clock.advance("1s");
    const { page } = await openInspector(mock, {}, "#view=deliveries");
    const rows = page.locator(".delivery-rows [data-delivery]");
    await expect
      .poll(() => rows.evaluateAll((all) => all.map((one) => one.getAttribute("data-state"))))
      .toEqual(["exhausted", "exhausted", "delivered"]);
    await expect.poll(() => page.title()).toContain("(2 failed)");
    await page.getByRole("button", { name: "Choose all that failed" }).click();
    await page.getByRole("button", { name: "Redeliver 2" }).click();
    await page.getByText("2 deliveries sent once more.").waitFor();
    await expect
      .poll(() => rows.evaluateAll((all) => all.map((one) => one.getAttribute("data-state"))))
      .toEqual(["delivered", "delivered", "delivered"]);
    expect(received).toHaveLength(5);
    await page.locator(`[data-delivery="dlv_${failed[0]!.id.slice(5)}_1"] [data-attempt="1"]`).click();
    await page.locator("#task .is-named.is-open", { hasText: "500" }).waitFor();
  });

  test("Calls: what an app sent and got, as curl, and the way to its task; a task names the call that made it", async () => {
    const { mock, id } = await failing();
    await fetch(`${mock.baseUrl}/tasks/${id}`, { headers: { Authorization: "Bearer pk_test_mine" } });
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: /^POST \/v1\/tasks · 200 · / }).click();
    const call = page.getByRole("article", { name: "POST /v1/tasks" });
    await call.getByText('"user_id":"user_7"').waitFor();
    await call.getByText('"status":"running"').waitFor();
    await call.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copied the command.").waitFor();
    expect(await clipboard(page)).toContain(`${mock.url}/v1/tasks`);
    await create(mock, { prompt: "Told as it happens" });
    await expect.poll(() => page.locator(".call").count()).toBe(3);
    await call.getByRole("button", { name: id }).click();
    await page.locator("#task h2", { hasText: id }).waitFor();
  });

  test("Due: what is booked, linked, and the way there", async () => {
    const { mock, id } = await failing();
    const { id: running } = await create(mock, { prompt: "Later" });
    const { page } = await openInspector(mock, {}, "#view=due");
    const rows = page.locator(".due-rows .row");
    await expect.poll(() => rows.count()).toBe(2);
    await rows.nth(1).getByText("in 1 m").waitFor();
    await rows.nth(1).getByRole("button", { name: "Advance to here" }).click();
    await expect.poll(async () => (await mock.tasks.get(running)).status).toBe("complete");
    await rows
      .first()
      .getByRole("button", { name: /^task_/ })
      .waitFor();
    await page.locator(".due-rows").getByRole("button", { name: id }).click();
    await page.locator("#task [data-attempt='2']").waitFor();
  });

  test("a dock stays beside what is watched, and is made wider with the keys", async () => {
    const { mock, id } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Faults" }).click();
    const dialog = page.getByRole("dialog", { name: "Faults" });
    await dialog.waitFor();
    const [dock, task] = [await dialog.boundingBox(), await page.locator("#task").boundingBox()];
    expect(task!.x + task!.width).toBeLessThanOrEqual(dock!.x + 1);
    await dialog.getByRole("separator").focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(async () => (await dialog.boundingBox())!.width).toBeGreaterThan(dock!.width + 10);
    await rowOf(page, id).click();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Help" }).waitFor();
    await expect.poll(() => page.getByRole("dialog").count()).toBe(1);
    const help = (await page.getByRole("dialog", { name: "Help" }).boundingBox())!;
    expect(help.width).toBeGreaterThan(dock!.width + 10);
    expect((await page.locator("#task").boundingBox())!.width).toBeGreaterThan(300);
  });

  test("with nothing yet: the webhook URL first, then the first prompt, and one button that stands out", async () => {
    const { listener, received } = recorder();
    const { url } = await (await start({ webhook: listener })).webhook.get();
    const mock = await start();
    const { page } = await openInspector(mock);
    const primary = () => page.locator("button.primary:visible").allTextContents();
    await page.getByText("No task yet").waitFor();
    expect(await primary()).toEqual(["Set the webhook URL"]);
    await page.getByLabel("Webhook URL").fill(url!);
    await page.getByRole("button", { name: "Set the webhook URL" }).click();
    await expect.poll(primary).toEqual(["Send the first prompt"]);
    await page.getByRole("button", { name: "Send the first prompt" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Weather" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }).click();
    await page.locator("#task .tag.running").waitFor();
    await page.getByRole("button", { name: "Next event" }).click();
    await page.locator('#task [data-delivery][data-state="delivered"]').waitFor();
    expect(received).toHaveLength(1);
  });

  test("failures are told by the browser, once that was asked for and while the page is in the background", async () => {
    const { mock, id } = await failing({ retry: "none" });
    const { page } = await newPage();
    await page.addInitScript(`
      window.told = [];
      window.Notification = class { constructor(title, { body }) { told.push(body); } static requestPermission = async () => "granted"; };
      window.away = false;
      Object.defineProperty(document, "hidden", { get: () => away });
    `);
    await page.goto(mock.url);
    await page.locator(".connection.live").waitFor();
    await page.getByRole("button", { name: "Notify me of failures" }).click();
    await page.locator('[aria-label="Notify me of failures"][aria-pressed="true"]').waitFor();
    await mock.deliveries.redeliver((await mock.deliveries.list())[0]!.id);
    await page.locator("#task [data-attempt='2']").waitFor();
    expect(await page.evaluate("told")).toEqual([]);
    await page.evaluate("away = true");
    await mock.deliveries.redeliver((await mock.deliveries.list())[0]!.id);
    await expect.poll(() => page.evaluate("told")).toEqual([`task.complete of ${id} failed after its last attempt`]);
  });

  test("a task is sent again with its user and metadata", async () => {
    const { mock, id } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByRole("dialog", { name: "Send again" }).getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(async () => (await mock.tasks.list()).length).toBe(2);
    const [again] = await mock.tasks.list();
    expect(again!.request).toEqual((await mock.tasks.get(id)).request);
  });
});

/** A program's exit and what it said; undefined when it is not there. */
function run(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: { ...cleanEnvironment(), ...env } }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) || 1 : 0, said: `${out}${err}` }),
    );
  });
}

const RUNNERS: [string, string, (file: string) => string[]][] = [
  ["node:test", process.execPath, (file) => ["--test", file]],
  ["Vitest", process.execPath, (file) => ["node_modules/vitest/vitest.mjs", "run", file]],
  ["pytest", "/usr/bin/pytest", (file) => ["-q", "-p", "no:cacheprovider", file]],
  ["Go", "/usr/bin/go", (file) => ["test", file]],
];

function isThere(command: string): boolean {
  if (existsSync(command)) return true;
  if (process.env.CI === "true") throw new Error(`${command} is missing.`);
  console.warn(`Skipped: there is no ${command}.`);
  return false;
}

/** A folder of its own in which Node finds what is installed here. */
function folderWithLibraries(): string {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
  return folder;
}

inBrowser("what is taken along", () => {
  test("a test passes as copied against a right handler, and fails against a wrong one, with each runner", async () => {
    let right = true;
    const secret = "whsec_test_secret";
    const { listener } = recorder((_, { body, headers }) =>
      right && headers["x-ploton-signature"] === signBody(body, secret) ? 200 : 401,
    );
    const odd = 'quote " back \\ tab \t line \n é 🦊 </script> $x {{y}} %s \u2028 \u0007';
    const mock = await start({ webhook: listener });
    await mock.fixtures.use({
      name: "odd",
      when: {},
      plan: [{ progress: "half" }, { complete: { odd: odd.replaceAll("{{", "{{open}}") } }],
    });
    const { id } = await create(mock, { prompt: `Odd ${odd}` });
    await mock.clock.advance("1s");
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog");
    const copied: { name: string; run: () => ReturnType<typeof run> }[] = [];
    for (const [name, command, args] of RUNNERS) {
      if (!isThere(command)) continue;
      await page.evaluate("navigator.clipboard.writeText('')");
      await dialog.getByLabel("As", { exact: true }).selectOption(`Test: ${name}`);
      await dialog.getByLabel(`Test: ${name}`, { exact: true }).waitFor();
      const file = (await dialog.getByText(/^Your handler must be up: /).textContent())!.split(" ").at(-1)!;
      await dialog.getByRole("button", { name: "Copy", exact: true }).click();
      await expect.poll(() => clipboard(page)).not.toBe("");
      const folder = folderWithLibraries();
      writeFileSync(join(folder, file), await clipboard(page));
      const env = { GOCACHE: join(tmpdir(), "ploton-mock-go-cache") };
      copied.push({ name, run: () => run(command, args(file), folder, env) });
    }
    for (const { name, run } of copied) {
      const passed = await run();
      expect([name, passed], passed.said).toMatchObject([name, { status: 0 }]);
    }
    right = false;
    for (const { name, run } of copied) {
      const failed = await run();
      expect([name, failed.status], failed.said).not.toEqual([name, 0]);
    }
  }, 180_000);

  test("the story as text and JSON, Markdown for an issue, and an HTTP archive", async () => {
    const { mock, id } = await failing();
    const { page } = await openInspector(mock, {}, `#task=${id}`);
    await page.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog");
    const taken = async (form: string) => {
      await dialog.getByLabel("As", { exact: true }).selectOption(form);
      await dialog.getByLabel(form, { exact: true }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog.getByRole("button", { name: "Download" }).click(),
      ]);
      return readFileSync((await download.path())!, "utf8");
    };
    expect(await taken("Story, text")).toContain("task.complete 1/5");
    const story = JSON.parse(await taken("Story, JSON"));
    expect(story.task.deliveries).toEqual(JSON.parse(JSON.stringify(await mock.deliveries.list())));
    expect(await taken("Markdown")).toMatch(
      /^### task_\w+: complete\n[\s\S]*```text\n[\s\S]*401[\s\S]*```sh\ncurl -i /,
    );
    const { log } = JSON.parse(await taken("HAR"));
    expect(
      log.entries.map((entry: { request: { method: string; url: string }; response: { status: number } }) => [
        entry.request.method,
        new URL(entry.request.url).pathname,
        entry.response.status,
      ]),
    ).toEqual([
      ["POST", "/v1/tasks", 200],
      ["POST", "/webhook", 401],
    ]);
  });
});
