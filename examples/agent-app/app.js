// An agent's app: asks Ploton to do things for its users, and hears by webhook how they went.

import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

const { PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET, PORT = "3000" } = process.env;
if (!PLOTON_BASE_URL || !PLOTON_API_KEY || !PLOTON_WEBHOOK_SECRET)
  throw new Error("Set PLOTON_BASE_URL, PLOTON_API_KEY and PLOTON_WEBHOOK_SECRET");

/** What is known of each task, by its id. A webhook may come before the call that created the task is answered. */
const known = new Map();
const handled = new Set(); // in production: a unique column, written in one transaction with what is known

async function createTask(prompt, userId) {
  const response = await fetch(`${PLOTON_BASE_URL}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${PLOTON_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify({ prompt, user_id: userId }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`Ploton answered ${response.status} ${answer.error.code}: ${answer.error.message}`);
  return answer;
}

function isSigned(body, signature) {
  const expected = Buffer.from(createHmac("sha256", PLOTON_WEBHOOK_SECRET).update(body).digest("hex"));
  const received = Buffer.from(signature);
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** What each event means to this app. Others may come: they are ignored. */
const EVENTS = {
  "task.progress": (data) => ({ status: "running", progress: data.message }),
  "task.waiting": (data) => ({ status: "waiting", askTheUserToOpen: data.auth_url }),
  "task.complete": (data) => ({ status: "complete", result: data }),
  "task.failed": (data) => ({ status: "failed", error: data.error }),
};

const app = express();

app.post("/ask", express.json(), async (request, response) => {
  const task = await createTask(request.body.prompt, request.body.user_id);
  if (!known.has(task.id)) known.set(task.id, { status: task.status });
  response.status(202).send({ task: task.id });
});

app.get("/tasks/:id", (request, response) => {
  const task = known.get(request.params.id);
  task ? response.send(task) : response.sendStatus(404);
});

// express.raw, not express.json: the signature covers the bytes.
app.post("/webhook", express.raw({ type: () => true, limit: "8mb" }), (request, response) => {
  const signature = request.get("X-Ploton-Signature") ?? "";
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(body, signature)) return response.sendStatus(401);
  let webhook;
  try {
    webhook = JSON.parse(body.toString("utf8"));
  } catch {
    return response.sendStatus(400);
  }
  const { event, task_id, data } = webhook;
  if (EVENTS[event] && !handled.has(signature)) {
    known.set(task_id, EVENTS[event](data));
    console.log(event, task_id, known.get(task_id).status);
  }
  handled.add(signature);
  response.sendStatus(200);
});

const server = app.listen(Number(PORT), "localhost", () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});
