// The same thing as somebody would write it by hand in bare node:http, for one test, in an afternoon: reads and checks the request, draws
// an id, keeps the task and the call, and completes the task three to eight seconds later with a result that is always the same. Nothing
// is left out that the mock does for such a caller, and nothing is done twice; it knows no fixtures, no seed, no webhooks.
// node by-hand.mjs [live]: without `live` no task ever completes, as on a frozen clock.

import { randomUUID } from "node:crypto";
import http from "node:http";

const isLive = process.argv[2] === "live";
/** As the mock has it: so many finished tasks, and so many calls. */
const MOST = 10_000;
const tasks = new Map();
const finished = [];
const calls = [];

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const [status, answer] = answerTo(request, body);
    const text = JSON.stringify(answer);
    const { method, url, headers } = request;
    keep(calls, { at: Date.now(), method, path: url, headers, body, status, answer: text });
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));

function answerTo({ method, url, headers }, body) {
  if (!/^Bearer pk_(test|live)_\w+$/.test(headers.authorization ?? "")) return refuse(401, "invalid_api_key");
  if (method === "POST" && url === "/v1/tasks") return create(body);
  const task = url.startsWith("/v1/tasks/") ? tasks.get(url.slice("/v1/tasks/".length)) : undefined;
  return task ? [200, task.shown] : refuse(404, "task_not_found");
}

function create(body) {
  let fields;
  try {
    fields = JSON.parse(body);
  } catch {
    return refuse(400, "invalid_request");
  }
  const { prompt, user_id = null, metadata } = fields ?? {};
  if (typeof prompt !== "string" || prompt.trim() === "") return refuse(400, "invalid_request");
  if (prompt.length > 10_000) return refuse(422, "prompt_too_long");
  const shown = { id: `task_${randomUUID()}`, status: "running", tool: "crm", created_at: now() };
  if (metadata !== undefined) shown.metadata = metadata;
  const task = { prompt, user_id, shown };
  tasks.set(shown.id, task);
  if (isLive) setTimeout(() => complete(task), 3_000 + Math.random() * 5_000);
  return [200, shown];
}

function complete({ shown }) {
  shown.status = "complete";
  shown.completed_at = now();
  shown.result = {
    deals: [{ name: "Acme renewal", amount: 12_000, close_date: "2025-07-01", email: "jane@acme.com" }],
  };
  const gone = keep(finished, shown.id);
  if (gone !== undefined) tasks.delete(gone);
}

/** At the end of a list; gives the oldest when that has to go. */
function keep(list, one) {
  list.push(one);
  return list.length > MOST ? list.shift() : undefined;
}

function refuse(status, code) {
  return [status, { error: { code, message: `Refused: ${code}.` } }];
}

function now() {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
