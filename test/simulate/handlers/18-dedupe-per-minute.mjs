// BUG: Duplicates are recognised by task id + event name + the minute of the timestamp; two progress events of one
// task in the same minute lose one.

import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";

const secret = process.env.PLOTON_WEBHOOK_SECRET ?? "";
const seen = new Set();
let effects = 0;
const tasks = new Map();

function genuine(raw, given) {
  const right = createHmac("sha256", secret).update(raw).digest();
  if (typeof given !== "string" || !/^[0-9a-f]{64}$/.test(given)) return false;
  return timingSafeEqual(right, Buffer.from(given, "hex"));
}

const STATUS = {
  "task.progress": "running",
  "task.waiting": "waiting",
  "task.complete": "complete",
  "task.failed": "failed",
};
const RANK = { running: 0, waiting: 1, complete: 2, failed: 2 };
function apply(e) {
  const status = STATUS[e.event];
  if (!status) return;
  const at = Date.parse(e.timestamp);
  const was = tasks.get(e.task_id);
  if (was) {
    if (RANK[was.status] === 2) return;
    if (RANK[status] < 2 && (at < was.at || (at === was.at && RANK[status] < RANK[was.status]))) return;
  }
  tasks.set(e.task_id, { status, at });
}

async function take(_raw, e) {
  const id = `${e.task_id} ${e.event} ${String(e.timestamp).slice(0, 16)}`;
  apply(e);
  if (seen.has(id)) return 200;
  seen.add(id);
  effects += 1;
  return 200;
}

async function receive(raw, given) {
  if (!genuine(raw, given)) return 401;
  let e;
  try {
    e = JSON.parse(raw);
  } catch {
    return 400;
  }
  return take(raw, e);
}

const server = http.createServer((req, res) => {
  const path = req.url.split("?")[0];
  if (req.method === "GET" && path === "/effects") return res.end(String(effects));
  if (req.method === "GET" && path.startsWith("/state/")) {
    const status = tasks.get(decodeURIComponent(path.slice(7)))?.status ?? "unknown";
    return res.setHeader("Content-Type", "application/json").end(JSON.stringify({ status }));
  }
  if (req.method !== "POST" || path !== "/webhook") return res.writeHead(404).end();
  const parts = [];
  req.on("data", (part) => parts.push(part));
  req.on("end", async () => {
    const status = await receive(Buffer.concat(parts), req.headers["x-ploton-signature"]);
    res.writeHead(status).end();
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));
