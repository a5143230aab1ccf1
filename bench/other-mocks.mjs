// Other mocks, each with the nearest thing to a create that it does; installed into a temporary folder when first measured.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FOLDER = process.env.BENCH_PEERS ?? join(tmpdir(), "ploton-mock-bench");
const HEADERS = "Host: localhost\r\nAuthorization: Bearer pk_test_bench\r\nContent-Type: application/json\r\n";
const CREATE = { head: `POST /v1/tasks HTTP/1.1\r\n${HEADERS}`, body: '{"prompt":"Do it, number #"}' };

const DESCRIPTION = {
  openapi: "3.0.0",
  info: { title: "Tasks", version: "1" },
  servers: [{ url: "http://localhost" }],
  paths: {
    "/v1/tasks": {
      post: {
        requestBody: {
          content: {
            "application/json": {
              schema: { type: "object", required: ["prompt"], properties: { prompt: { type: "string" } } },
            },
          },
        },
        responses: {
          200: {
            description: "The task",
            content: {
              "application/json": {
                example: { id: "task_8xK2mP", status: "running", tool: "weather", created_at: "2025-06-15T14:22:00Z" },
              },
            },
          },
        },
      },
    },
  },
};
const CHAT = {
  head: `POST /v1/chat/completions HTTP/1.1\r\n${HEADERS}`,
  body: '{"model":"gpt-4o","messages":[{"role":"user","content":"hello, number #"}]}',
};

/** `does`: what of a create it does; `files`: what it is given; `counts`: fewer requests, where each makes the next one slower. */
const OTHERS = [
  {
    name: "aimock",
    package: "@copilotkit/aimock@1.43.0",
    bin: "llmock",
    does: "a chat completion of a fixture; no clock, no webhooks",
    files: () => ({
      "chat.json": { fixtures: [{ match: { userMessage: "hello" }, response: { content: "Good day to you." } }] },
    }),
    words: (port, folder) => ["-p", port, "-f", join(folder, "chat.json"), "--log-level", "silent"],
    request: CHAT,
  },
  {
    name: "Prism",
    package: "@stoplight/prism-cli@5",
    bin: "prism",
    does: "checks the request against a description, answers its example; keeps nothing",
    files: () => ({ "openapi.json": DESCRIPTION }),
    words: (port, folder) => ["mock", "-p", port, "-h", "127.0.0.1", "-v", "silent", join(folder, "openapi.json")],
    request: CREATE,
  },
  {
    name: "Mockoon",
    package: "@mockoon/cli@9",
    bin: "mockoon-cli",
    does: "answers the example of a description; keeps nothing",
    files: () => ({ "openapi.json": DESCRIPTION }),
    words: (port, folder) => ["start", "--data", join(folder, "openapi.json"), "--port", port, "--disable-log-to-file"],
    request: CREATE,
  },
  {
    name: "json-server",
    package: "json-server@0.17.4",
    bin: "json-server",
    does: "adds the body to a list, and writes its file anew",
    files: () => ({ "db.json": { tasks: [] } }),
    words: (port, folder) => ["--quiet", "--port", port, "--host", "127.0.0.1", join(folder, "db.json")],
    request: { ...CREATE, head: CREATE.head.replace("/v1/tasks", "/tasks") },
    counts: { warm: 200, measured: 400 },
  },
];

/** Those that could be installed: what they are asked, and how they are started on a port, each time with fresh files. */
export async function peerCommands() {
  return OTHERS.filter(isThere).map(({ name, bin, does, files, words, request, counts }) => ({
    what: `${name}: ${does}`,
    request,
    counts: counts ?? { warm: 2_000, measured: 4_000 },
    command(port) {
      const folder = mkdtempSync(join(tmpdir(), "ploton-mock-bench-"));
      for (const [file, content] of Object.entries(files())) writeFileSync(join(folder, file), JSON.stringify(content));
      return [join(FOLDER, "node_modules/.bin", bin), ...words(String(port), folder)];
    },
  }));
}

function isThere({ name, package: which, bin }) {
  if (existsSync(join(FOLDER, "node_modules/.bin", bin))) return true;
  console.error(`installing ${which} …`);
  mkdirSync(FOLDER, { recursive: true });
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", FOLDER, which]);
    return true;
  } catch {
    console.error(`${name} could not be installed, and is left out.`);
    return false;
  }
}
