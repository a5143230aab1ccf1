// A webhook handler for Ploton with Fastify. Run: PLOTON_WEBHOOK_SECRET=whsec_… node handler.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import fastify from "fastify";

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

// Fastify's own limit, 1 MiB, is too low for long results.
const app = fastify({ bodyLimit: 8 * 1024 * 1024 });

// The signature covers the bytes, so no parser may come first. In a larger app: in a plugin of its own with the route.
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

app.post("/webhook", async (request, reply) => {
  const body = request.body ?? Buffer.alloc(0);
  const signature = request.headers["x-ploton-signature"];
  if (!isSigned(body, signature, secret)) return reply.code(401).send();
  let event;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    return reply.code(400).send();
  }
  // An event that is sent again has the same bytes, hence the same signature.
  if (!handled.has(signature)) {
    handle(event);
    handled.add(signature);
  }
  return reply.code(200).send();
});

app.get("/effects", async () => String(effects));

await app.listen({ port: Number(process.env.PORT ?? 3000), host: "localhost" });
console.log(`listening on http://localhost:${app.addresses()[0].port}/webhook`);

export const { server } = app;
