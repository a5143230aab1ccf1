// https in front and behind: a mock that serves it, and handlers that are taken for the other kind.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { checkHandler } from "../../src/handler-check/runner.js";
import { exchange } from "../../src/http/post-webhook.js";
import { connectPlotonMock, type PlotonMock, type StartOptions, startPlotonMock } from "../../src/index.js";
import { clock } from "../handler-check/clock.js";

const file = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));
const PAIR = { tlsCert: file("localhost-cert.pem"), tlsKey: file("localhost-key.pem") };
const OPEN = { cert: readFileSync(PAIR.tlsCert), key: readFileSync(PAIR.tlsKey) };

let mock: PlotonMock | undefined;
afterEach(async () => {
  await mock?.close();
  mock = undefined;
});
const start = async (options: StartOptions) => {
  mock = await startPlotonMock(options);
  return mock;
};

/** A call of a client that trusts the certificate. */
function ask(url: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { ca: OPEN.cert, headers }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => {
          body += text;
        });
        response.on("end", () => resolve({ status: response.statusCode!, body }));
      })
      .on("error", reject);
  });
}

/** A handler that takes everything, on http or https. */
async function handler(kind: "http" | "https"): Promise<string> {
  const take: RequestListener = (request, response) => void request.resume().on("end", () => response.end());
  const server = kind === "http" ? http.createServer(take) : https.createServer(OPEN, take);
  await new Promise<void>((listening) => server.listen(0, "localhost", listening));
  onTestFinished(() => void server.close());
  return `localhost:${(server.address() as AddressInfo).port}/webhook`;
}

describe("a mock with --tls-cert and --tls-key", () => {
  test("serves https, for the emulated API, the control API and the page, and tells https to others", async () => {
    const { url, baseUrl, env } = await start(PAIR);
    expect(url).toMatch(/^https:\/\/localhost:\d+$/);
    expect(env.PLOTON_BASE_URL).toBe(baseUrl);
    expect(await ask(`${baseUrl}/tasks`, { Authorization: "Bearer pk_test_x" })).toMatchObject({ status: 200 });
    expect(await ask(`${url}/_mock/health`)).toMatchObject({ status: 200 });
    expect(await ask(`${url}/`, { Origin: url })).toMatchObject({ status: 200 });
    expect(await ask(`${url}/`, { Origin: url.replace("https", "http") })).toMatchObject({ status: 403 });
  });

  test("says to a client that does not trust it how it can", async () => {
    const { url } = await start(PAIR);
    await expect(connectPlotonMock(url)).rejects.toThrow(/cannot be verified; the variable NODE_EXTRA_CA_CERTS/);
  });

  test("is told with the file and what is wrong when it cannot start", async () => {
    await expect(startPlotonMock({ tlsCert: PAIR.tlsCert })).rejects.toThrow(/--tls-cert and --tls-key go together/);
    await expect(startPlotonMock({ ...PAIR, tlsKey: "none.pem" })).rejects.toThrow(
      /--tls-key none\.pem cannot be read/,
    );
    const folder = mkdtempSync(join(tmpdir(), "tls-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "odd.pem"), "no certificate");
    await expect(startPlotonMock({ ...PAIR, tlsCert: join(folder, "odd.pem") })).rejects.toMatchObject({
      code: "bad_option",
      message: expect.stringMatching(/--tls-cert and --tls-key: .*Both are PEM files/),
    });
  });
});

describe("a delivery to a handler of the other kind says which it is", () => {
  const errorOf = async (webhook: string, options: StartOptions = {}) => {
    const { trigger } = await start({ webhook, retry: "none", ...options });
    const { delivery } = await trigger("task.complete");
    return delivery.attempts[0]!.error;
  };

  test("https:// in front of plain HTTP", async () => {
    expect(await errorOf(`https://${await handler("http")}`)).toMatch(
      /^it speaks plain HTTP: use http:\/\/: localhost:/,
    );
  });

  test("http:// in front of https", async () => {
    expect(await errorOf(`http://${await handler("https")}`)).toMatch(/use https:\/\/|reset before an answer/);
  });

  test("a certificate that nobody knows, and how to take it", async () => {
    const url = `https://${await handler("https")}`;
    expect(await errorOf(url)).toMatch(/cannot be verified; --webhook-insecure accepts it; .*NODE_EXTRA_CA_CERTS/);
    await mock!.close();
    expect(await errorOf(url, { webhookInsecure: true })).toBeNull();
  });
});

describe("check", () => {
  const check = async (url: string, insecure = false) =>
    checkHandler({
      ...clock,
      url,
      secret: "whsec_x",
      only: ["event-complete"],
      exchange: (request) => exchange(request, { insecure }),
    });

  test("says that a handler speaks plain HTTP", async () => {
    const { unreachable } = await check(`https://${await handler("http")}`);
    expect(unreachable).toMatch(/^it speaks plain HTTP: use http:\/\//);
  });

  test("takes any certificate with --insecure, and says so without", async () => {
    const url = `https://${await handler("https")}`;
    expect((await check(url)).unreachable).toMatch(/cannot be verified; --webhook-insecure accepts it/);
    expect(await check(url, true)).toMatchObject({ passed: true });
  });
});

test("plain http to a mock that serves https is told so", async () => {
  const { url } = await start(PAIR);
  const answer = await fetch(`${url.replace("https:", "http:")}/v1/tasks`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ prompt: "x".repeat(200_000) }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({
    error: { code: "invalid_request", message: expect.stringContaining("speaks https") },
  });
  expect(await ask(`${url}/_mock/health`)).toMatchObject({ status: 200 });
});

test("a mock that serves https closes though somebody has connected and said nothing", async () => {
  const { url } = await start(PAIR);
  const socket = net.connect(Number(new URL(url).port), "localhost");
  const gone = new Promise((resolve) => socket.once("close", resolve));
  await new Promise((resolve) => socket.once("connect", resolve));
  expect(await ask(`${url}/_mock/health`)).toMatchObject({ status: 200 });
  await mock!.close();
  await gone;
});
