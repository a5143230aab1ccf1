// Secrets planted wherever a caller or a handler can put one, and then looked for in everything that the mock shows, says or keeps.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { startLog } from "../../src/cli/log.js";
import { openMock } from "../../src/mock.js";
import { DEFAULTS } from "../../src/options.js";
import { head, rawCall } from "../support/raw-call.js";
import { answering } from "../support/receiver.js";
import { everyRoute } from "../support/routes.js";
import { openInside } from "./inside.js";

const TOKEN = "open-sesame-planted";
/** What is planted where, each with a tail that nothing else holds. */
const PLANTED = {
  key: "pk_live_planted-in.the-header",
  path: "pk_live_planted-in.a-path",
  body: "pk_test_planted-in.a-body",
  metadata: "pk_live_planted-in.metadata",
  answer: "pk_live_planted-in.an-answer",
  host: "pk_live_planted-in-a-host.example",
  secret: "whsec_planted-in-the-options",
  token: TOKEN,
} as const;
type Name = keyof typeof PLANTED;

/** Outputs that show a planted one because they must; everything else shows none. A path with `:id` is filled. */
const MUST_SHOW: Record<string, Name[]> = {
  // Comes back exactly as it was sent (contract 1.10).
  "GET /v1/tasks": ["metadata"],
  "GET /v1/tasks/:id": ["metadata"],
  // The record is the API's with all that is behind it; a diagnosis needs what the handler really answered.
  "GET /_mock/tasks": ["metadata", "answer"],
  "GET /_mock/tasks/:id": ["metadata", "answer"],
  "GET /_mock/deliveries": ["answer"],
  "GET /_mock/deliveries/:id": ["answer"],
  // Whoever runs the mock asks these for the secret.
  "GET /_mock/webhook": ["secret"],
  "GET /_mock/environment": ["secret"],
};

const spelled = (text: string, write: (code: string) => string) =>
  text.replace(/^pk/, (word) => [...word].map((c) => write(c.charCodeAt(0).toString(16))).join(""));

async function plant(url: string): Promise<void> {
  const { key, path, body, metadata, host } = PLANTED;
  const send = (line: string, headers: Record<string, string> = {}, text = "") =>
    rawCall(url, [
      head(`${line} HTTP/1.1`, {
        Authorization: `Bearer ${key}`,
        "X-Ploton-Mock-Token": TOKEN,
        "X-Api-Key": key,
        "Proxy-Authorization": `Basic ${TOKEN}`,
        Cookie: `key=${key}; other=1`,
        "Content-Length": String(Buffer.byteLength(text)),
        ...headers,
      }),
      text,
    ]);
  for (const inPath of [path, spelled(path, (code) => `%${code}`)])
    for (const line of [
      "GET /v1/tasks/:",
      "DELETE /v1/tasks/:",
      "POST /v1/tasks/:/cancel",
      "GET /v1/:",
      "PUT /v1/tasks/:",
      "GET /v1/tasks?api_key=:",
    ])
      await send(line.replace(":", inPath));
  for (const authorization of [key, `Basic ${key}`, `bearer  ${key}`, `Bearer ${key} x`])
    await send("GET /v1/tasks", { Authorization: authorization });
  for (const prompt of [
    `Use ${body} to look it up`,
    spelled(body, (code) => `\\u00${code}`),
    `(${body})`,
    `short ${body}`,
  ])
    await send(
      "POST /v1/tasks",
      {},
      `{"prompt":"${prompt}","user_id":"user_123","metadata":{"api_key":"${metadata}"}}`,
    );
  await send("POST /v1/tasks", {}, `{"prompt":"${body}`);
  await send("POST /v1/tasks", {}, `{"prompt":7,"api_key":"${body}","metadata":{"${metadata}":1}}`);
  await send("POST /v1/tasks", { "Content-Type": "text/plain" }, body);
  await send("GET /v1/tasks", { Host: host });
  await send("GET /v1/tasks", { Origin: `http://${host}` });
}

/** Which of the planted are in a text, whole or but for their beginning. */
function foundIn(text: string): Name[] {
  const names = Object.keys(PLANTED) as Name[];
  return names.filter((name) => text.includes(PLANTED[name].replace(/^(pk_live_|pk_test_|whsec_)/, "")));
}

async function plantedMock() {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-planted-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { answer, secret } = PLANTED;
  const body = `no such key: ${answer}`;
  const { url: webhookUrl } = await answering(
    `HTTP/1.1 401 No\r\nX-Key: ${answer}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  const data = join(folder, "kept.json");
  const mock = await openInside({ webhookUrl, webhookSecret: secret, controlToken: TOKEN, data, retry: [1_000] });
  const logs = (["pretty", "json"] as const).map((log) => {
    const stream = new PassThrough();
    const stop = startLog(mock, log, stream as unknown as NodeJS.WriteStream);
    const text = () => {
      stop();
      return String(stream.read());
    };
    return { log, text };
  });
  await plant(mock.url);
  await mock.accounts.main().clock.runUntilIdle(1_000);
  return { mock, logs, data };
}

test("nothing that the mock shows over HTTP has a planted secret in it, but for what must", async () => {
  const { mock } = await plantedMock();
  const [task] = mock.accounts.main().newestFirst();
  const [delivery] = mock.accounts.main().courier.list();
  const ids = { tasks: task!.id, deliveries: delivery!.id };
  const routes = (await everyRoute(":id")).filter(({ method, path }) => method === "GET" && path !== "/_mock/events");
  expect(routes.length).toBeGreaterThan(30);
  for (const { method, path } of routes) {
    const filled = path.replace(":id", path.includes("/deliveries/") ? ids.deliveries : ids.tasks);
    const headers = { Authorization: `Bearer ${PLANTED.key}`, "X-Ploton-Mock-Token": TOKEN };
    const text = await (await fetch(mock.url + filled, { headers })).text();
    expect([`${method} ${path}`, foundIn(text)]).toEqual([`${method} ${path}`, MUST_SHOW[`${method} ${path}`] ?? []]);
  }
});

test("nor has the stream of events", async () => {
  const { mock } = await plantedMock();
  const last = mock.accounts.main().journal.last();
  const line = "GET /_mock/events?last_event_id=0 HTTP/1.1";
  const { whole } = await rawCall(mock.url, [head(line, { "X-Ploton-Mock-Token": TOKEN })], { until: `id: ${last}\n` });
  expect(whole).toContain("****");
  expect(foundIn(whole)).toEqual([]);
});

test("nor has the log, in either form", async () => {
  const { logs } = await plantedMock();
  for (const { log, text } of logs) {
    const said = text();
    expect(said.split("\n").length, log).toBeGreaterThan(20);
    expect([log, foundIn(said)]).toEqual([log, []]);
  }
});

test("nor has the file of --data, which nobody else on the machine may read", async () => {
  const { mock, data } = await plantedMock();
  await mock.close();
  const text = readFileSync(data, "utf8");
  expect(text).toContain("pk_test_****");
  expect(foundIn(text)).toEqual([]);
  if (process.platform !== "win32") expect(statSync(data).mode & 0o077).toBe(0);
  expect(existsSync(`${data}.next`)).toBe(false);
});

test("a mock that goes on from that file counts on where it was, also for a prompt with a key in it", async () => {
  const { mock, data } = await plantedMock();
  const before = [...mock.accounts.main().newestFirst()].map(({ id }) => id);
  await mock.close();
  const next = await openMock({ ...DEFAULTS, port: 0, clock: "frozen", watch: false, log: "silent", data });
  onTestFinished(() => next.close());
  const again = await fetch(`${next.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${PLANTED.key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ prompt: `short ${PLANTED.body}` }),
  });
  expect(before).not.toContain(((await again.json()) as { id: string }).id);
});
