// An app in a container of its own: it asks Ploton, and takes the webhook, with nothing but Node.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET, HOST = "0.0.0.0", PORT = "3000" } = process.env;

async function ask(prompt) {
  const headers = { Authorization: `Bearer ${PLOTON_API_KEY}`, "Content-Type": "application/json" };
  const response = await fetch(`${PLOTON_BASE_URL}/tasks`, {
    method: "POST",
    headers,
    body: JSON.stringify({ prompt }),
  });
  return response.json();
}

function isGenuine(body, given = "") {
  const right = createHmac("sha256", PLOTON_WEBHOOK_SECRET).update(body).digest("hex");
  return Buffer.byteLength(given) === 64 && timingSafeEqual(Buffer.from(given), Buffer.from(right));
}

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  if (request.url === "/ask") return response.end(JSON.stringify(await ask(body.toString())));
  if (!isGenuine(body, request.headers["x-ploton-signature"])) return response.writeHead(401).end();
  console.log(body.toString());
  return response.end();
}).listen(Number(PORT), HOST, () => console.log(`app on ${HOST}:${PORT}`));
