// Stories per second of `simulate`: a handler in this process, and one in another over HTTP; and this process's own time for a story,
// which a busy machine changes less. The other side sends as many requests in a plain loop.

import { createHmac } from "node:crypto";
import http from "node:http";
import { simulate } from "../dist/index.js";
import { packageFile, run } from "./processes.mjs";
import { rawPost } from "./raw-post.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "stories of simulate per second";

const SECRET = "whsec_test_secret";
const STORIES = 300;
const BODY = Buffer.from("{}");

export async function measure({ rounds = 7 } = {}) {
  const env = { PLOTON_WEBHOOK_SECRET: SECRET, PORT: "0" };
  // It tells of each request that is broken off.
  const other = run([packageFile("examples/handlers/node-http/handler.mjs")], { env, quiet: true });
  const url = `http://127.0.0.1:${await other.port()}/webhook`;
  const { app, effects } = trivialHandler();
  const server = http.createServer(app);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = `http://127.0.0.1:${server.address().port}/webhook`;
  const { requests } = await simulate({ webhook: app, effects, seeds: STORIES });
  const within = () => stories({ webhook: app, effects });
  const cpu = [];
  const contestants = {
    bareWithin: () => posts(own, requests),
    within: async () => {
      const before = process.cpuUsage();
      const result = await within();
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1_000 / STORIES);
      return result;
    },
    bareHttp: () => posts(url, requests),
    http: () => stories({ webhook: url, effects: new URL("/effects", url).href }),
  };
  await takeTurns(contestants, 1);
  cpu.length = 0;
  const numbers = await takeTurns(contestants, rounds);
  server.close();
  await other.stop();
  const row = (what, mock, bare, target) => ({ what, unit: "/s", mock, bare, ratios: ratios(mock, bare), target });
  return [
    row("stories per second, the handler in this process", numbers.within, numbers.bareWithin, "300/s"),
    row("the same over HTTP, the handler in another", numbers.http, numbers.bareHttp, "60/s"),
    {
      what: "processor time of a story, both sides in this process",
      unit: "ms",
      mock: cpu,
      bare: cpu,
      ratios: cpu.map(() => 1),
      target: "≤ 3.3 ms",
    },
  ];
}

async function stories(handler) {
  const started = performance.now();
  const report = await simulate({ ...handler, secret: SECRET, seeds: STORIES });
  if (!report.passed) throw new Error(JSON.stringify(report.failures[0]));
  return STORIES / ((performance.now() - started) / 1_000);
}

/** As many requests as the stories have, one after the other. */
async function posts(url, count) {
  const started = performance.now();
  for (let n = 0; n < count; n += 1) await rawPost(url, BODY);
  return STORIES / ((performance.now() - started) / 1_000);
}

/** Verifies, remembers, counts. */
function trivialHandler() {
  const known = new Set();
  return {
    effects: () => known.size,
    app(request, response) {
      const chunks = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const signature = createHmac("sha256", SECRET).update(Buffer.concat(chunks)).digest("hex");
        const isSigned = signature === request.headers["x-ploton-signature"];
        if (isSigned) known.add(signature);
        response.writeHead(isSigned ? 200 : 401).end();
      });
    },
  };
}
