// Renews docs/screenshots/: the inspector's main views, light, dark and narrow, and the consent page, from the same data each time.
// Needs a build (npm run build) and a Chromium (PLOTON_MOCK_CHROMIUM, else /usr/bin/chromium).

import { createHmac } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import http from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startPlotonMock } from "../dist/index.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "docs", "screenshots");
const SECRET = "whsec_test_secret";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];
const CRM =
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";
const CHAT =
  "Connect to user_123's team chat, find the #engineering channel, and post a summary of their latest invoice from the payment service.";
const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";

mkdirSync(folder, { recursive: true });
const handler = await listen(wrongHandler(), 3000);
const mock = await startPlotonMock({
  port: 7568,
  consent: "ask",
  webhookSecret: SECRET,
  webhook: `http://localhost:${handler.port}/webhook`,
}).catch(() =>
  startPlotonMock({ consent: "ask", webhookSecret: SECRET, webhook: `http://localhost:${handler.port}/webhook` }),
);
const browser = await chromium.launch({
  executablePath: process.env.PLOTON_MOCK_CHROMIUM ?? "/usr/bin/chromium",
  args: ARGS,
});
try {
  const ids = await play();
  for (const scheme of ["light", "dark"]) await shootAll(scheme, ids);
  await shootEmpty();
} finally {
  await browser.close();
  await mock.close();
  handler.server.close();
}

/** Answers 200; for one prompt it compares with the signature of the JSON that it wrote again, as many a handler does. */
function wrongHandler() {
  return http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const own = createHmac("sha256", SECRET)
        .update(JSON.stringify(JSON.parse(body), null, 2))
        .digest("hex");
      const wrong = body.includes("Naïve");
      response.writeHead(wrong ? 401 : 200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(wrong ? { error: "bad signature", expected: own } : { received: true }));
    });
  });
}

async function listen(server, port) {
  const open = (at) => new Promise((resolve, reject) => server.once("error", reject).listen(at, "localhost", resolve));
  await open(port).catch(() => open(0));
  return { server, port: server.address().port };
}

async function create(body) {
  const answer = await fetch(`${mock.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await answer.json()).id;
}

/** A morning at work: a day of retries, consents, a refused signature, and some tasks under way. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a story, told in one go.
async function play() {
  const ids = {};
  for (const fault of [
    "webhook status status=503 attempt=1",
    "webhook timeout attempt=2",
    "webhook lost-ack attempt=3",
    "webhook drop attempt=4",
  ])
    await mock.faults.add(`${fault} fixture=crm-recent-contacts`);
  ids.retried = await create({
    prompt:
      "Pull all contacts from user_123's CRM account created in the last 30 days. Return name, email, and company.",
    user_id: "user_123",
    metadata: { source: "nightly-sync", run: 118 },
  });
  await mock.clock.advance("25h");
  await mock.fixtures.use({
    name: "mailing",
    when: { prompt: { contains: "newsletter" } },
    tool: "email",
    plan: [{ after: "2s", complete: { subject: "Naïve Bayes, explained", sent: 412 } }],
  });
  ids.refused = await create({
    prompt: "Send this month's newsletter to everyone on the list. Return subject and sent.",
    user_id: "user_204",
  });
  await mock.clock.advance("5s");
  await create({ prompt: "Pull all contacts from user_123's expired CRM account.", user_id: "user_123" });
  await mock.clock.advance("9s");
  await create({ prompt: "ابحث عن أفضل ثلاثة مطاعم في دبي وأعد الاسم والعنوان", user_id: "مستخدم_٧" });
  await mock.clock.advance("40s");
  ids.chat = await create({ prompt: CHAT, user_id: "user_123" });
  await mock.clock.advance("1s");
  await call("POST", `/_mock/tasks/${ids.chat}/answer`, { decision: "approve" });
  await mock.clock.advance("5s");
  await create({ prompt: WEATHER });
  await mock.clock.advance("4s");
  ids.waiting = await create({ prompt: CRM, user_id: "user_123", metadata: { deal_stage: "negotiation" } });
  await mock.clock.advance("1s");
  const cancelled = await create({
    prompt: "Book a table for four on Friday. Return restaurant and time.",
    user_id: "user_77",
  });
  await mock.tasks.cancel(cancelled);
  await create({
    prompt: "Summarise the open tickets of the last week. Return title, priority, and owner for each ticket.",
    user_id: "user_77",
  });
  return ids;
}

async function call(method, path, body) {
  const answer = await fetch(mock.url + path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function shootAll(colorScheme, { retried, refused, waiting, chat }) {
  const wide = { width: 1280, height: 840 };
  await shoot(`inspector-${colorScheme}`, { colorScheme, viewport: wide }, `/#task=${retried}`, async (page) => {
    await page.locator(".attempt-row").nth(2).click();
    await page.locator(".axis .point").nth(4).hover();
  });
  await shoot(`refused-${colorScheme}`, { colorScheme, viewport: wide }, `/#task=${refused}`);
  await shoot(
    `deliveries-${colorScheme}`,
    { colorScheme, viewport: { width: 1280, height: 620 } },
    "/#view=deliveries",
    (page) => page.locator(".delivery-rows .row").first().waitFor(),
  );
  await shoot(`waiting-${colorScheme}`, { colorScheme, viewport: wide }, `/#task=${chat}`);
  const entry = (await mock.tasks.get(waiting)).timeline.at(-1);
  await shoot(`consent-${colorScheme}`, { colorScheme, viewport: { width: 900, height: 680 } }, entry.page);
  if (colorScheme === "dark") return;
  await shoot("send-light", { colorScheme, viewport: wide }, `/#task=${waiting}`, async (page) => {
    await page.getByRole("button", { name: "Send a prompt" }).click();
    await page.getByRole("button", { name: "Consent" }).last().click();
    await page.locator(".preview strong").waitFor();
  });
  const phone = { width: 360, height: 780 };
  await shoot("narrow-list", { colorScheme, viewport: phone }, "/");
  await shoot("narrow-task", { colorScheme, viewport: phone }, `/#task=${retried}`);
}

async function shootEmpty() {
  await mock.reset();
  await shoot("empty-light", { colorScheme: "light", viewport: { width: 1200, height: 700 } }, "/");
}

async function shoot(name, options, path, before = async () => {}) {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(name, error));
  page.on("console", (message) => message.type() === "error" && console.error(name, message.text()));
  await page.goto(mock.url + path);
  await page.locator(".connection.live, main form, .outcome").first().waitFor();
  await page.waitForTimeout(300);
  await before(page);
  await page.waitForTimeout(150);
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  await context.close();
  console.log(`${name}.png  ${Math.round(statSync(file).size / 1_000)} kB`);
}
