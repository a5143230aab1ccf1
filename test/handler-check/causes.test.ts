// One cause, one failure: what is wrong with every event is found by asking, and said once.

import { createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { signBody } from "../../src/contract/signature.js";
import type { CheckReport } from "../../src/handler-check/case.js";
import { type CheckOptions, checkHandler } from "../../src/handler-check/runner.js";
import { clock } from "./clock.js";
import { listenHttp } from "./listener.js";
import { SECRET } from "./start-handler.js";

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

type Answers = (request: IncomingMessage, body: Buffer, signature: string) => number | null;

/** Checks a handler that answers so; null: not at all. */
async function checked(answers: Answers, options: Partial<CheckOptions> = {}) {
  const listener = await listenHttp(async (request, response) => {
    const status = answers(request, await buffer(request), String(request.headers["x-ploton-signature"] ?? ""));
    if (status !== null) response.writeHead(status, status === 302 ? { location: "/webhook/" } : {}).end();
  });
  open.push(listener);
  return checkHandler({ ...clock, secret: SECRET, url: listener.url, ...options });
}

const keyed =
  (sign: (body: Buffer) => string): Answers =>
  (_request, body, signature) =>
    signature === sign(body) ? 200 : 401;
const hmac = (key: string, body: string | Buffer) => createHmac("sha256", key).update(body);

describe("what is wrong with every event is one failure, and its cause is found", () => {
  test.each<[cause: string, answers: Answers]>([
    ["secret-unset", keyed((body) => hmac("", body).digest("hex"))],
    ["whsec-stripped", keyed((body) => hmac("test_secret", body).digest("hex"))],
    ["api-key-as-secret", keyed((body) => hmac("pk_test_of_mine", body).digest("hex"))],
    ["refuses-everything", keyed((body) => hmac("whsec_of_somebody_else", body).digest("hex"))],
    ["base64", keyed((body) => hmac(SECRET, body).digest("base64"))],
    ["hmac-sha1", keyed((body) => createHmac("sha1", SECRET).update(body).digest("hex"))],
    ["hex-pairs", keyed((body) => hmac(SECRET, body).digest("hex").toUpperCase().match(/../g)!.join("-"))],
    ["wrong-header", (request, body) => (request.headers["x-signature"] === signBody(body, SECRET) ? 200 : 401)],
    [
      "csrf",
      (request, body, signature) =>
        request.headers["x-csrf-token"] === undefined ? 403 : signature === signBody(body, SECRET) ? 200 : 401,
    ],
    ["csrf", () => 419],
    ["redirect", () => 302],
    ["wrong-path", () => 404],
    ["not-200", (_request, body, signature) => (signature === signBody(body, SECRET) ? 204 : 401)],
  ])("%s", async (cause, answers) => {
    const report = await checked(answers, { otherSecrets: ["pk_test_of_mine"] });
    expect(report.causes.map(({ id }) => id)).toEqual([cause]);
    const { verdict, id } = report.cases[0]!;
    expect({ verdict, id }).toEqual({ verdict: "fail", id: "event-complete" });
    expect(report.cases.filter((one) => one.verdict === "fail")).toHaveLength(1);
    expect(report.causes[0]!.explains.length).toBeGreaterThan(20);
    expect(report.passed).toBe(false);
  });

  test("a wrong path is looked for next door", async () => {
    const { causes } = await checked((request) => (request.url === "/webhooks" ? 401 : 404));
    expect(causes[0]!.mend).toMatch(/A POST to \/webhooks is answered otherwise/);
  });

  test("a handler that gives the signature away is told not to", async () => {
    const listener = await listenHttp(async (request, response) => {
      const signature = hmac("test_secret", await buffer(request)).digest("hex");
      response.writeHead(401).end(signature);
    });
    open.push(listener);
    const { causes } = await checkHandler({ ...clock, secret: SECRET, url: listener.url, only: ["event-*"] });
    expect(causes).toMatchObject([{ id: "whsec-stripped", mend: expect.stringMatching(/hands whoever forges/) }]);
  });
});

describe("what is right in another way", () => {
  test.each([403, 400])("a refusal with %i is one warning that says what is documented", async (status) => {
    const report = await checked((_request, body, signature) => {
      if (signature !== signBody(body, SECRET)) return status;
      return body.length === 0 || body.toString().endsWith(":") ? 400 : 200;
    });
    expect(report.passed).toBe(true);
    expect(report.cases.filter(({ verdict }) => verdict === "warning")).toMatchObject([
      { id: "signature-wrong-secret", mend: expect.stringMatching(/docs ask for 401/) },
    ]);
  });
});

describe("what goes wrong in some cases is not blamed on what is next to it", () => {
  const genuine: Answers = (_request, body, signature) => (signature === signBody(body, SECRET) ? 200 : 401);
  const failing = (report: CheckReport) => report.cases.filter(({ verdict }) => verdict === "fail");

  test("a handler that fails now and then is said to do so, once", async () => {
    let count = 0;
    const report = await checked((...given) => {
      count += 1;
      return count % 5 === 0 ? 503 : genuine(...given);
    });
    expect(report.causes.map(({ id }) => id)).toEqual(["flaky"]);
    expect(failing(report)).toHaveLength(1);
  });

  test("one that refuses now and then, too: no question that happens to be taken is its cause", async () => {
    let count = 0;
    const report = await checked(
      (...given) => {
        count += 1;
        return count % 4 === 0 ? 401 : genuine(...given);
      },
      { only: ["event-*", "body-*", "duplicate"] },
    );
    expect(report.causes.map(({ id }) => id)).toEqual(["flaky"]);
  });

  test("a handler that refuses old events is told so, and not that it has another secret", async () => {
    const isOld = (body: Buffer) =>
      Date.now() - Date.parse((JSON.parse(body.toString()) as { timestamp: string }).timestamp) > 300_000;
    const report = await checked(
      (request, body, signature) => {
        const status = genuine(request, body, signature)!;
        return status === 200 && isOld(body) ? 400 : status;
      },
      { only: ["event-*"] },
    );
    expect(report.causes.map(({ id }) => id)).toEqual(["old-timestamp"]);
  });

  test("a task that is not known and gets 404 is no wrong URL", async () => {
    const report = await checked(
      (...given) => (given[1].includes("-x") && genuine(...given) === 200 ? 404 : genuine(...given)),
      { only: ["event-complete", "unknown-task"] },
    );
    expect(failing(report)).toMatchObject([{ id: "unknown-task", mend: expect.stringMatching(/Store what arrives/) }]);
  });

  test("a parser that throws on a stranger's body stands before the signature, and that is said", async () => {
    const report = await checked(
      (_request, body, signature) => {
        if (body.toString().endsWith(":")) return 500;
        return signature === signBody(body, SECRET) ? 200 : 401;
      },
      { only: ["event-complete", "invalid-json", "signature-*"] },
    );
    expect(failing(report)).toMatchObject([
      { id: "invalid-json", mend: expect.stringMatching(/verify the raw bytes first/) },
    ]);
    expect(report.causes).toEqual([]);
  });

  test.each<[cause: string, isTaken: (right: string, header: string) => boolean]>([
    ["looks-within", (right, header) => header.includes(right)],
    ["takes-beginning", (right, header) => header !== "" && right.startsWith(header)],
    ["takes-beginning", (right, header) => header !== "" && right.includes(header)],
  ])("a comparison of a part is named: %s", async (cause, isTaken) => {
    const report = await checked((_request, body, signature) =>
      isTaken(signBody(body, SECRET), signature) ? 200 : 401,
    );
    expect(report.causes.map(({ id }) => id)).toEqual([cause]);
    expect(failing(report)).toHaveLength(1);
  });

  test("a handler that closes the connection of whom it does not understand is no handler that hangs", async () => {
    const listener = await listenHttp(async (request, response) => {
      const body = await buffer(request);
      const signature = String(request.headers["x-ploton-signature"] ?? "");
      if (!/^[0-9a-f]{64}$/i.test(signature)) return void request.socket.destroy();
      response.writeHead(signature === signBody(body, SECRET) ? 200 : 401).end();
    });
    open.push(listener);
    const report = await checkHandler({ ...clock, secret: SECRET, url: listener.url });
    expect(report.causes.map(({ id }) => id)).toEqual(["exception-when-refusing"]);
    expect(report.cases.filter(({ received }) => /no answer in 2 cases/.test(received))).toEqual([]);
  });

  test("a handler that tells events apart by their second fails where that is the question, and nowhere else", async () => {
    const known = new Set<string>();
    const probe = await listenHttp((_request, response) => void response.end(String(known.size)));
    open.push(probe);
    const report = await checked(
      (request, body, signature) => {
        const status = genuine(request, body, signature);
        if (status !== 200) return status;
        const { event, timestamp } = JSON.parse(body.toString()) as { event: string; timestamp: string };
        known.add(event + timestamp);
        return 200;
      },
      { only: ["event-*", "*-effect", "probe-moves", "burst"], probe: probe.url },
    );
    expect(failing(report)).toMatchObject([{ id: "two-progress-effect" }]);
  });
});

describe("time", () => {
  test("a refusal that never comes is one failure", async () => {
    const report = await checked((_request, body, signature) => (signature === signBody(body, SECRET) ? 200 : null), {
      timeoutMs: 300,
    });
    expect(report.causes.map(({ id }) => id)).toEqual(["silent-when-refusing"]);
    expect(report.cases.filter(({ verdict }) => verdict === "fail")).toMatchObject([{ id: "signature-wrong-secret" }]);
  });

  test("the whole is never longer than its budget, and what could not be judged is no pass", async () => {
    const report = await checked(() => null, { budgetMs: 300 });
    expect(report.passed).toBe(false);
    expect(report.incomplete).toMatch(/budget of 300 ms was used up before 4\d of 4\d cases/);
    expect(report.cases.filter(({ verdict }) => verdict !== "skipped")).toEqual([]);
  });

  test.each<[string, (response: ServerResponse, reading: number) => void]>([
    // It could be read twice, before anything was sent.
    ["that comes to hang", (response, reading) => void (reading <= 2 && response.end("0"))],
    ["that has not moved yet", (response) => void response.end("0")],
  ])("nor does a probe %s hold it up, and what is not seen by then is no failure", async (_what, answer) => {
    let reading = 0;
    const probe = await listenHttp((_request, response) => {
      reading += 1;
      answer(response, reading);
    });
    open.push(probe);
    const report = await checked(() => 200, { only: ["*-effect", "probe-moves"], probe: probe.url, budgetMs: 600 });
    expect(report.incomplete).toMatch(/budget of 600 ms was used up before \d of 5 cases/);
    expect(report.cases.filter(({ verdict }) => verdict !== "skipped")).toEqual([]);
  });

  test("an answer over three seconds is worth a warning, told by the clock that the caller gives", async () => {
    let answers = 0;
    const exchange: CheckOptions["exchange"] = async (request) => {
      answers += 1;
      const { outcome, isConnected } = await clock.exchange(request as Parameters<typeof clock.exchange>[0]);
      return { outcome, isConnected, answerMs: 4_000 };
    };
    const slow: number[] = [];
    const report = await checked(() => 200, {
      only: ["event-*", "answer-time"],
      exchange,
      onSlow: (ms) => slow.push(ms),
    });
    expect(report.cases.filter(({ verdict }) => verdict === "warning")).toMatchObject([{ id: "answer-time" }]);
    expect(answers).toBe(5);
    expect(slow).toEqual([4_000]);
  });
});
