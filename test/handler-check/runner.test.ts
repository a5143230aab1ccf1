// The runner: what goes over the wire, who is unreachable, which cases run, what the probe may be.

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { verifySignature } from "../../src/contract/signature.js";
import { CASES } from "../../src/handler-check/cases.js";
import { type CheckOptions, checkHandler } from "../../src/handler-check/runner.js";
import { clock } from "./clock.js";
import { type Listener, listenHttp, listenTcp } from "./listener.js";
import { nodeProgram, SECRET, startHandler } from "./start-handler.js";

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

async function opened(listener: Promise<Listener>): Promise<string> {
  const { url, close } = await listener;
  open.push({ close });
  return url;
}

const patience = { comeMs: 500, quietMs: 20 };

function check(url: string, options: Partial<CheckOptions> = {}) {
  return checkHandler({ ...clock, patience, secret: SECRET, url, ...options });
}

/** Answers 200 to everything. */
const yes = () => listenHttp((request, response) => request.resume().on("end", () => response.end()));

describe("what goes over the wire", () => {
  test("is what Ploton sends, and nothing else: contract 4.1.2", async () => {
    const seen: Buffer[] = [];
    const url = await opened(
      listenTcp((socket) => {
        socket.on("data", (chunk) => {
          seen.push(chunk);
          socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
      }),
    );
    await check(url, { only: ["event-complete"] });
    const [head, body] = Buffer.concat(seen).toString("utf8").split("\r\n\r\n") as [string, string];
    const [line, ...headers] = head.split("\r\n");
    expect(line).toBe("POST /webhook HTTP/1.1");
    expect(headers).toEqual([
      `Host: ${new URL(url).host}`,
      "User-Agent: Ploton-Webhooks/1.0",
      "Content-Type: application/json",
      expect.stringMatching(/^X-Ploton-Signature: [0-9a-f]{64}$/),
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
    ]);
    expect(verifySignature(body, headers[3]!.split(" ")[1], SECRET)).toBe(true);
    expect(body).toMatch(
      /^\{"event":"task\.complete","task_id":"task_\d[a-z][A-Z]\d[a-z][A-Z]","timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ","data":\{"/,
    );
  });

  test("has doubled and non-ASCII headers where a case wants them", async () => {
    const seen: string[][] = [];
    const url = await opened(
      listenHttp((request, response) => {
        seen.push(request.headersDistinct["x-ploton-signature"] ?? []);
        response.writeHead(401).end();
      }),
    );
    await check(url, { only: ["signature-doubled", "signature-non-ascii", "signature-missing", "signature-empty"] });
    expect(seen.map((values) => values.length).sort()).toEqual([0, 1, 1, 1, 2, 2, 2]);
    expect(seen.flat()).toContain("é".repeat(64));
  });

  test("no run repeats the task ids of another, unless the seed says so", async () => {
    const ids: string[] = [];
    const url = await opened(
      listenHttp(async (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        await once(request, "end");
        ids.push((JSON.parse(Buffer.concat(chunks).toString()) as { task_id: string }).task_id);
        response.end();
      }),
    );
    for (const seed of [undefined, undefined, "1", "1"]) await check(url, { only: ["event-complete"], seed });
    expect(new Set(ids.slice(0, 3)).size).toBe(3);
    expect(ids[3]).toBe(ids[2]);
  });
});

describe("a handler that is not there", () => {
  test("is reported as unreachable, without cases", async () => {
    const { url, close } = await yes();
    await close();
    const report = await check(url);
    expect(report).toEqual({
      handler: url,
      passed: false,
      causes: [],
      cases: [],
      unreachable: expect.stringMatching(/^nothing listens there: 127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/),
    });
  });

  test("that has no name anywhere is unreachable too", async () => {
    const { unreachable } = await check("http://no-such-host.invalid/webhook");
    expect(unreachable).toMatch(/the host (is not known|could not be looked up)/);
  });

  test("that listens but speaks no HTTP fails case by case", async () => {
    const url = await opened(listenTcp((socket) => socket.end("hello\r\n")));
    const report = await check(url, { only: ["event-complete"] });
    expect(report.unreachable).toBeUndefined();
    expect(report.cases).toMatchObject([{ verdict: "fail", received: expect.stringMatching(/is no HTTP|closed/) }]);
  });

  test("that never answers is one failure, and nothing more is waited for", async () => {
    const url = await opened(listenTcp(() => undefined));
    const report = await check(url, { only: ["event-*", "still-alive"], timeoutMs: 50 });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(["fail", "skipped", "skipped", "skipped", "skipped"]);
    expect(report.causes).toMatchObject([{ id: "silent", shown_by: "event-complete" }]);
    expect(report.passed).toBe(false);
  });

  test("that sends headers and never ends its body has answered: contract 4.1.6", async () => {
    const url = await opened(
      listenHttp((request, response) => {
        request.resume();
        response.writeHead(200).write("still");
      }),
    );
    const { cases } = await check(url, { only: ["event-complete"], timeoutMs: 10_000 });
    expect(cases).toMatchObject([{ verdict: "pass", received: expect.stringMatching(/^200 in \d+ ms/) }]);
    const limited = await check(url, { only: ["event-complete"], timeoutMs: 500 });
    expect(limited.passed).toBe(true);
  });

  test("that wants another content type is told which one comes", async () => {
    const url = await opened(
      listenHttp((request, response) => request.resume().on("end", () => response.writeHead(415).end())),
    );
    const { cases } = await check(url, { only: ["event-complete"] });
    expect(cases).toMatchObject([{ verdict: "fail", mend: expect.stringContaining("application/json") }]);
  });

  test("after some cases is one failure, in the case that notices", async () => {
    let count = 0;
    const url = await opened(
      listenHttp((_request, response) => {
        count += 1;
        response.end(() => count === 2 && open.splice(0).forEach(({ close }) => void close()));
      }),
    );
    const report = await check(url, { only: ["event-*", "empty-result", "still-alive"] });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual([
      "pass",
      "pass",
      "fail",
      "skipped",
      "skipped",
      "skipped",
    ]);
    expect(report.causes).toMatchObject([{ id: "stopped", shown_by: "event-progress" }]);
    expect(report.cases[2]!.received).toMatch(/nothing listens there.*last listened in event-failed/);
  });
});

describe("which cases run", () => {
  test("those of --only, less those of --skip, with a star for the rest of a name", async () => {
    const url = await opened(yes());
    const report = await check(url, { only: ["event-*", "burst"], skip: ["event-waiting"] });
    expect(report.cases.map(({ id }) => id)).toEqual(["event-complete", "event-failed", "event-progress", "burst"]);
  });

  test("an unknown name is refused with a guess", async () => {
    await expect(check("http://127.0.0.1:1/", { only: ["event-complet"] })).rejects.toThrow(
      /no case "event-complet".*mean "event-complete"/,
    );
    await expect(check("http://127.0.0.1:1/", { only: ["*-efect"] })).rejects.toThrow(/mean "\*-effect"\?/);
    await expect(check("http://127.0.0.1:1/", { only: ["sgnature-*rigth"] })).rejects.toThrow(
      /mean "signature-\*right"\?/,
    );
    await expect(check("http://127.0.0.1:1/", { skip: ["nonsense-*"] })).rejects.toThrow(/The cases: event-complete/);
  });

  test.each(["localhost:3000", "ftp://x/", "", "/webhook"])("a bad URL is refused: %j", async (url) => {
    await expect(check(url)).rejects.toThrow(/is no URL of a handler/);
  });

  test("an empty secret is refused", async () => {
    await expect(check("http://127.0.0.1:1/", { secret: "" })).rejects.toThrow(/secret is empty/);
  });

  test("each has an id of its own, a reason and a mend", () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
    for (const { id, title, why, mend } of CASES) {
      expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      for (const text of [title, why, mend]) expect(text.length).toBeGreaterThan(10);
      expect(why).toMatch(/\.$/);
    }
  });

  test("a star stands for any characters, anywhere", async () => {
    const url = await opened(yes());
    const { cases } = await check(url, { only: ["*-effect"] });
    expect(cases.map(({ id }) => id)).toEqual([
      "refused-no-effect",
      "duplicate-effect",
      "two-events-effect",
      "two-progress-effect",
    ]);
    const middle = await check(url, { only: ["event-*e*"], skip: ["*waiting", "*progress"] });
    expect(middle.cases.map(({ id }) => id)).toEqual(["event-complete", "event-failed"]);
  });

  test("none at all is refused", async () => {
    await expect(check("http://127.0.0.1:1/", { skip: ["*"] })).rejects.toMatchObject({ code: "no_case" });
    await expect(check("http://127.0.0.1:1/", { only: ["burst"], skip: ["b*"] })).rejects.toThrow(/leave no case/);
  });

  test("are announced one by one", async () => {
    const url = await opened(yes());
    const story: string[] = [];
    const report = await check(url, {
      only: ["event-complete", "signature-missing"],
      onStart: ({ id, number, total }) => story.push(`${number}/${total} ${id}`),
    });
    expect(story).toEqual(["1/2 event-complete", "2/2 signature-missing"]);
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(["pass", "fail"]);
  });
});

describe("the probe", () => {
  const handler = nodeProgram("test/handlers/correct-handler.mjs");
  const effects = CASES.filter(({ needsProbe }) => needsProbe).map(({ id }) => id);

  test("is asked for by the cases that need it", async () => {
    const report = await check(await opened(yes()), { only: effects });
    expect(report.passed).toBe(true);
    for (const { verdict, received } of report.cases) {
      expect(verdict).toBe("skipped");
      expect(received).toMatch(/--probe URL\|CMD/);
    }
  });

  test("may be a command", async () => {
    const { url, probe, stop } = await startHandler(handler);
    open.push({ close: stop });
    const script = `fetch(${JSON.stringify(probe)}).then((r) => r.text()).then(console.log)`;
    const command = `"${process.execPath}" -e '${script}'`;
    const report = await check(url, { only: ["probe-moves", "duplicate-effect"], probe: command });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
  });

  test("may be anything that changes, not only a count", async () => {
    let state = "";
    const seen = new Set<string>();
    const url = await opened(
      listenHttp(async (request, response) => {
        if (request.method === "GET") return response.end(`state ${state}`);
        const signature = String(request.headers["x-ploton-signature"]);
        await once(request.resume(), "end");
        if (!seen.has(signature)) state = signature;
        seen.add(signature);
        response.end();
      }),
    );
    const only = ["probe-moves", "duplicate-effect", "two-events-effect", "burst"];
    const report = await check(url, { only, probe: url });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(only.map(() => "pass"));
  });

  test("is waited for when the handler answers first and works afterwards", async () => {
    let count = 0;
    const url = await opened(
      listenHttp((request, response) => {
        if (request.method === "GET") return response.end(String(count));
        request.resume().on("end", () => response.end());
        response.on("close", () => setTimeout(() => (count += 1), 30));
      }),
    );
    const report = await check(url, { only: ["probe-moves", "burst"], probe: url });
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
  });

  test("is waited for when a handler that is right takes its time after each answer", async () => {
    let count = 0;
    const seen = new Set<string>();
    const url = await opened(
      listenHttp(async (request, response) => {
        if (request.method === "GET") return response.end(String(count));
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        await once(request, "end");
        const signature = String(request.headers["x-ploton-signature"]);
        if (!verifySignature(Buffer.concat(chunks), signature, SECRET)) return response.writeHead(401).end();
        response.end();
        if (!seen.has(signature)) setTimeout(() => (count += 1), 150);
        seen.add(signature);
      }),
    );
    const report = await check(url, { only: ["event-*", ...effects, "burst"], probe: url });
    expect(report.cases.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });

  test("that is a command must run", async () => {
    const probe = "echo oh no >&2; exit 3";
    await expect(check(await opened(yes()), { probe })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/^--probe: the probe command failed \(3\): oh no/),
    });
  });

  test("that changes while nothing is sent is not blamed on the handler", async () => {
    let reads = 0;
    const probe = await opened(
      listenHttp((_request, response) => {
        reads += 1;
        response.end(String(reads));
      }),
    );
    await expect(check(await opened(yes()), { probe })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/its value changes while nothing is sent \("1", then "2"\)/),
    });
  });

  test.each([
    ["a URL that answers 404", "URL/nothing", /^--probe: the probe \S+ answered 404, not 200\. Give a URL/],
    [
      "a URL that nobody listens at",
      "http://127.0.0.1:1/",
      /^--probe: the probe \S+ cannot be read: .*connection refused/,
    ],
  ])("that is a mistake of the caller is not blamed on the handler: %s", async (_what, target, message) => {
    const url = await opened(
      listenHttp((request, response) => {
        request.resume().on("end", () => response.writeHead(request.method === "GET" ? 404 : 200).end());
      }),
    );
    const asked = check(url, { only: [...effects, "burst"], probe: target.replace("URL", url) });
    await expect(asked).rejects.toMatchObject({
      status: 400,
      code: "bad_probe",
      message: expect.stringMatching(message),
    });
  });

  test("of a handler that is down is left aside: the handler is what cannot be reached", async () => {
    const report = await check("http://127.0.0.1:1/webhook", { probe: "http://127.0.0.1:1/effects" });
    expect(report).toMatchObject({ passed: false, unreachable: expect.any(String) });
  });
});

test("a 401 that holds the computed signature gets its mistake named", async () => {
  const url = await opened(
    listenHttp(async (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      await once(request, "end");
      const computed = createHmac("sha256", "test_secret").update(Buffer.concat(chunks)).digest("hex");
      response.writeHead(401).end(JSON.stringify({ expected: computed }));
    }),
  );
  const report = await check(url, { only: ["event-complete"] });
  expect(report.cases[0]!.mend).toMatch(/^The key that was used is the secret without whsec_\./);
});
