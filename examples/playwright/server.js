// A web app: a page that asks Ploton for the weather and shows what comes back.

import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import express from "express";

const PAGE = `<!doctype html>
<title>Weather</title>
<button>What is the weather?</button>
<p role="status"></p>
<script>
  const show = (text) => { document.querySelector("[role=status]").textContent = text; };
  document.querySelector("button").onclick = async () => {
    show("Asking…");
    const { id } = await (await fetch("/questions", { method: "POST" })).json();
    const { temperature, conditions } = await (await fetch("/answers/" + id)).json();
    show(temperature + ", " + conditions);
  };
</script>`;

/** Listens on a free port; `ploton` has what the environment holds in production. Gives its URL. */
export async function startServer({ PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET }) {
  const answers = new Map();
  const answerOf = (id) => {
    if (!answers.has(id)) answers.set(id, Promise.withResolvers?.() ?? withResolvers());
    return answers.get(id);
  };

  const app = express();
  app.get("/", (_request, response) => response.send(PAGE));
  app.post("/questions", async (_request, response) => {
    const prompt = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
    const headers = { Authorization: `Bearer ${PLOTON_API_KEY}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ prompt });
    response.send(await (await fetch(`${PLOTON_BASE_URL}/tasks`, { method: "POST", headers, body })).json());
  });
  app.get("/answers/:id", async (request, response) => response.send(await answerOf(request.params.id).promise));
  app.post("/webhook", express.raw({ type: () => true, limit: "8mb" }), (request, response) => {
    if (!isSigned(request.body, request.get("X-Ploton-Signature"), PLOTON_WEBHOOK_SECRET))
      return response.sendStatus(401);
    const { event, task_id, data } = JSON.parse(request.body.toString("utf8"));
    if (event === "task.complete") answerOf(task_id).resolve(data);
    response.sendStatus(200);
  });

  const server = app.listen(0, "localhost");
  await once(server, "listening");
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() };
}

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve) => {
    made.resolve = resolve;
  });
  return made;
}

function isSigned(body, signature = "", secret) {
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  const received = Buffer.from(signature);
  return received.length === expected.length && timingSafeEqual(received, expected);
}
