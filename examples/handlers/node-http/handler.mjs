// A webhook handler for Ploton on bare node:http. Run: PLOTON_WEBHOOK_SECRET=whsec_… node handler.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = process.env.PLOTON_WEBHOOK_SECRET;
if (!secret) throw new Error("Set PLOTON_WEBHOOK_SECRET");

const LIMIT = 8 * 1024 * 1024;
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

/** What to answer to a request with this body. */
function receive(body, signature) {
  if (!isSigned(body, signature, secret)) return 401;
  let event;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    return 400;
  }
  // An event that is sent again has the same bytes, hence the same signature.
  if (!handled.has(signature)) {
    handle(event);
    handled.add(signature);
  }
  return 200;
}

/** The whole body as bytes; undefined when it is too long. */
async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= LIMIT) chunks.push(chunk);
  }
  return length <= LIMIT ? Buffer.concat(chunks) : undefined;
}

export const server = createServer(async (request, response) => {
  if (request.method === "GET" && request.url === "/effects") return response.end(String(effects));
  if (request.method !== "POST" || request.url !== "/webhook") return response.writeHead(404).end();
  try {
    const body = await read(request);
    response.writeHead(body ? receive(body, request.headers["x-ploton-signature"]) : 413).end();
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(); // so Ploton sends the event again
  }
});

server.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}/webhook`);
});
