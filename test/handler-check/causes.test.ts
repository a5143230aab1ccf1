// One cause, one failure: what is wrong with every event is found by asking, and said once.

import { createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { signBody } from "../../src/contract/signature.js";
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

  test.each<[string, (response: ServerResponse) => void]>([
    ["that hangs", () => {}],
    ["that has not moved yet", (response) => void response.end("0")],
  ])("nor does a probe %s hold it up, and what is not seen by then is no failure", async (_what, answer) => {
    const probe = await listenHttp((_request, response) => answer(response));
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
