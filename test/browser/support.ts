// A browser for the tests of pages: real Chromium, headless. Without one the tests are skipped, and say so; in CI that is a failure.

import { existsSync } from "node:fs";
import { type BrowserContext, chromium, errors, type Locator, type Page } from "playwright-core";
import { beforeAll, describe, onTestFinished } from "vitest";
import type { PlotonMock } from "../../src/index.js";

/** The shell is Chromium's engine without the windows that nobody sees: half the cost. */
const PLACES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const EXECUTABLE = process.env.PLOTON_MOCK_CHROMIUM ?? PLACES.find((place) => existsSync(place)) ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Names of others' sites all lead to this machine, as after a DNS rebinding.
  "--host-resolver-rules=MAP *.example 127.0.0.1",
  // No process is kept ready for a page that does not come: each costs as much as a small test.
  "--renderer-process-limit=1",
];
/** Long enough for a busy machine; what is waited for mostly takes a few milliseconds. */
const PATIENCE_MS = 30_000;
const TEST_MS = 90_000;

/** A browser, its room and its process for pages: one for all files of a worker; they go when the worker does. */
let made: Promise<BrowserContext> | undefined;
let room: BrowserContext;

/** Pages of one room share a process, which lives as long as one of them is open: so an empty one stays. */
async function makeRoom(): Promise<BrowserContext> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS, headless: true });
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  lookOften(await context.newPage());
  return context;
}

/**
 * Playwright looks again for what is not there yet after 20, 50, 100, 100 ms and then each half a second, but never after more than a
 * fifth of the time that it is given. So it is given little at first, and all of it when that was not enough.
 */
const FIRST_MS = [200, 500, 2_400];

function lookOften(page: Page): void {
  const locators = Object.getPrototypeOf(page.locator("html")) as Locator;
  const { waitFor, click } = locators;
  locators.waitFor = async function (this: Locator, options = {}) {
    for (const timeout of FIRST_MS) if (await isIn(waitFor.call(this, { ...options, timeout }))) return;
    await waitFor.call(this, options);
  };
  locators.click = async function (this: Locator, options) {
    await this.waitFor();
    await click.call(this, options);
  };
}

/** Did it come in its time? */
function isIn(wait: Promise<void>): Promise<boolean> {
  return wait.then(
    () => true,
    (error: unknown) => {
      if (error instanceof errors.TimeoutError) return false;
      throw error;
    },
  );
}

/** Tests that need the browser. */
export function inBrowser(name: string, tests: () => void): void {
  const isThere = existsSync(EXECUTABLE);
  if (!isThere && process.env.CI === "true")
    throw new Error(`There is no browser at ${EXECUTABLE}: install Chromium, or name it in PLOTON_MOCK_CHROMIUM.`);
  if (!isThere) console.warn(`Skipped: there is no browser at ${EXECUTABLE}. Name one in PLOTON_MOCK_CHROMIUM.`);
  describe.skipIf(!isThere)(name, { timeout: TEST_MS }, () => {
    beforeAll(async () => {
      made ??= makeRoom();
      room = await made;
    });
    tests();
  });
}

/** What a page must never do: each line is something that went wrong or ran in it. */
export type Trouble = string[];

/** How a page is looked at: its size, and what the system asks of it. */
export type Look = { viewport?: { width: number; height: number } } & Parameters<Page["emulateMedia"]>[0];

/** A page of its own, closed after the test with all that it has kept, that notes errors, dialogs and refusals of the policy. */
export async function newPage({ viewport = { width: 1280, height: 800 }, ...media }: Look = {}): Promise<{
  page: Page;
  trouble: Trouble;
}> {
  const page = await room.newPage();
  onTestFinished(() => leave(page));
  page.setDefaultTimeout(PATIENCE_MS);
  await Promise.all([page.setViewportSize(viewport), page.emulateMedia({ reducedMotion: "reduce", ...media })]);
  return { page, trouble: noteTrouble(page) };
}

/** A mock of another test may come to have the same port: what a page keeps there is of this test only. */
async function leave(page: Page): Promise<void> {
  await page.evaluate("localStorage.clear()").catch(() => {});
  await Promise.all([page.context().clearCookies(), page.close()]);
}

function noteTrouble(page: Page): Trouble {
  const trouble: Trouble = [];
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy|TrustedHTML/i.test(message.text())) trouble.push(`policy: ${message.text()}`);
  });
  return trouble;
}

/** Opens the inspector and waits until it is live. */
export async function openInspector(mock: PlotonMock, look: Look = {}, hash = "") {
  const { page, trouble } = await newPage(look);
  await page.goto(`${mock.url}/${hash}`);
  await page.locator(".connection.live").waitFor();
  return { page, trouble };
}

/** The line of a task in the list. */
export function rowOf(page: Page, id: string) {
  return page.locator(`#row-${id}`);
}

/** Opens everything in the selected task that can be opened. */
export async function expandAll(page: Page): Promise<void> {
  await page.locator("#task .task").waitFor();
  await page.evaluate(`(async () => {
    const closed = () => document.querySelectorAll('#task [aria-expanded="false"]');
    while (closed().length > 0) {
      for (const one of closed()) one.click();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
  })()`);
}
