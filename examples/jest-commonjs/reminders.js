// An app that asks Ploton for open invoices every morning, and keeps what the webhooks bring.

const { createHmac, timingSafeEqual } = require("node:crypto");

const PROMPT = "Get all open invoices. Return invoice_id (string), amount (number) and due_date (ISO 8601).";
const DAY = 24 * 60 * 60 * 1_000;

/** What the app reads from PLOTON_BASE_URL, PLOTON_API_KEY and PLOTON_WEBHOOK_SECRET in production. */
function createReminders({ baseUrl, apiKey, webhookSecret }) {
  const invoices = new Map();
  const handled = new Set(); // in production: a unique column
  let asking = Promise.resolve();

  async function ask() {
    const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ prompt: PROMPT });
    const response = await fetch(`${baseUrl}/tasks`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`Ploton answered ${response.status}`);
  }

  function isSigned(body, signature) {
    const expected = Buffer.from(createHmac("sha256", webhookSecret).update(body).digest("hex"));
    const received = Buffer.from(signature);
    return received.length === expected.length && timingSafeEqual(received, expected);
  }

  /** A (request, response) listener, such as an express app is one. */
  async function webhook(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const signature = request.headers["x-ploton-signature"] ?? "";
    if (!isSigned(body, signature)) return response.writeHead(401).end();
    const { event, task_id, data } = JSON.parse(body);
    if (event === "task.complete" && !handled.has(signature)) invoices.set(task_id, data.invoices);
    handled.add(signature);
    response.end();
  }

  const timer = setInterval(() => {
    asking = ask();
  }, DAY);
  return { webhook, invoices, asked: () => asking, stop: () => clearInterval(timer) };
}

module.exports = { createReminders };
