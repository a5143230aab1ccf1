// A webhook handler for Ploton with Express. Run: PLOTON_WEBHOOK_SECRET=whsec_… node handler.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

const secret = process.env.PLOTON_WEBHOOK_SECRET;
if (!secret) throw new Error("Set PLOTON_WEBHOOK_SECRET");

const handled = new Set(); // in production: a unique column, written in the same transaction as the effect
let effects = 0;

/** True when the header is the signature of these bytes. Two headers arrive as one text, "a, b", and are refused. */
export function isSigned(body, header, secret) {
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  const received = Buffer.from(header ?? "");
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** Your work goes here. Ignore the events you don't need. */
function handle(event) {
  effects += 1;
  console.log(event.event, event.task_id);
}

const app = express();

// express.raw, not express.json: the signature covers the bytes. The default limit, 100 KiB, is too low for results.
app.post("/webhook", express.raw({ type: () => true, limit: "8mb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const signature = request.get("X-Ploton-Signature");
  if (!isSigned(body, signature, secret)) return response.sendStatus(401);
  let event;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    return response.sendStatus(400);
  }
  // An event that is sent again has the same bytes, hence the same signature.
  if (!handled.has(signature)) {
    handle(event);
    handled.add(signature);
  }
  response.sendStatus(200);
});

app.get("/effects", (_request, response) => response.send(String(effects)));

export const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}/webhook`);
});
