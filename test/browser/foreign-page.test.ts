// A real browser against the guard: a page of another site, and one that has pointed its own name at this machine, ask for every route
// in every way that a page can ask. What reaches the mock is seen at the server, beneath all of the mock's own code.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { create, start } from "../support/mock.js";
import { type AnyRoute, everyRoute } from "../support/routes.js";
import { inBrowser, newPage } from "./support.js";

/** A request that the mock has answered. */
type Seen = { method: string; path: string; status: number; headers: IncomingHttpHeaders };

/** Every answer of the server on that port, from now on. */
function watch(port: number): Seen[] {
  const seen: Seen[] = [];
  const note = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== port) return;
    seen.push({ method: request.method!, path: request.url!, status: response.statusCode, headers: request.headers });
  };
  subscribe("http.server.response.finish", note);
  onTestFinished(() => void unsubscribe("http.server.response.finish", note));
  return seen;
}

/** An attacker's own server with an empty page. */
async function attacker(name: string): Promise<string> {
  const server = http.createServer((_, response) =>
    response.setHeader("Content-Type", "text/html").end("<!doctype html><body>"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://${name}:${(server.address() as AddressInfo).port}/`;
}

type Victim = Awaited<ReturnType<typeof victim>>;

async function victim() {
  const mock = await start();
  const { id } = await create(mock, { prompt: "A task of the developer" });
  await mock.faults.add("api latency by=1ms times=9");
  const seen = watch(Number(new URL(mock.url).port));
  const unharmed = async () => {
    expect((await mock.tasks.list()).map((task) => [task.id, task.status])).toEqual([[id, "running"]]);
    expect(await mock.faults.list()).toHaveLength(1);
    expect(await mock.requests.list()).toHaveLength(1);
  };
  return { mock, routes: await everyRoute(id), seen, unharmed };
}

/** Runs in the page: asks for each URL in one way, and gives what of it could be read. */
type Way = string;

const settled = (body: string) => `async (routes) => {
  const got = [];
  const within = (work) => Promise.race([work, new Promise((done) => setTimeout(done, 20_000, "too late"))]);
  const left = [...routes];
  const work = async () => {
    let frame;
    const framed = async () => {
      if (frame) return frame;
      frame = document.createElement("iframe");
      frame.name = "f" + Math.random();
      document.body.append(frame);
      await new Promise((done) => setTimeout(done));
      return frame;
    };
    const loadedIn = async (frame, load) => {
      const end = new Promise((done) => { frame.onload = done; });
      load();
      await end;
      let text;
      try { text = frame.contentDocument.body.innerText; } catch {}
      return text === undefined ? undefined : "its text is read: " + text.slice(0, 50);
    };
    for (let next = left.shift(); next; next = left.shift()) {
      const { method, url } = next;
      const one = await within((async () => { ${body} })().catch(() => undefined));
      if (one !== undefined) got.push(method + " " + url + ": " + one);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return got;
}`;

const loaded = (make: string) => `
  const element = ${make};
  const end = new Promise((done) => { element.onload = () => done("it was loaded"); element.onerror = () => done(undefined); });
  document.body.append(element);
  const outcome = await end;
  element.remove();
  return outcome;`;

const form = (enctype: string) => `
  const frame = await framed();
  const form = document.createElement("form");
  Object.assign(form, { action: url, method: method === "GET" ? "get" : "post", enctype: "${enctype}", target: frame.name });
  form.innerHTML = '<input name="{&quot;a&quot;:&quot;" value="&quot;}">';
  document.body.append(form);
  const read = await loadedIn(frame, () => form.submit());
  form.remove();
  return read;`;

const WAYS: Record<string, Way> = {
  "a fetch with a key and JSON": `
    const headers = { Authorization: "Bearer pk_test_mock", "Content-Type": "application/json" };
    const answer = await fetch(url, { method, headers, body: method === "GET" ? undefined : '{"prompt":"x"}' });
    return answer.status + await answer.text();`,
  "a plain fetch": `const answer = await fetch(url, { method }); return answer.status + await answer.text();`,
  "a no-cors fetch of text": `
    const isRead = method === "GET";
    const answer = await fetch(url, { method: isRead ? "GET" : "POST", mode: "no-cors", credentials: "include", body: isRead ? undefined : "{}" });
    return answer.type === "opaque" ? undefined : answer.type;`,
  "a beacon": `navigator.sendBeacon(url, new Blob(["{}"], { type: "text/plain" })); return undefined;`,
  "an event source": `
    const source = new EventSource(url);
    const outcome = await new Promise((done) => { source.onopen = () => done("it opened"); source.onerror = () => done(undefined); });
    source.close();
    return outcome;`,
  "a WebSocket": `
    const socket = new WebSocket(url.replace("http", "ws"));
    return new Promise((done) => { socket.onopen = () => done("it opened"); socket.onerror = () => done(undefined); });`,
  "an image": loaded("Object.assign(new Image(), { src: url })"),
  "a script": loaded(`Object.assign(document.createElement("script"), { src: url })`),
  "a style sheet": loaded(`Object.assign(document.createElement("link"), { rel: "stylesheet", href: url })`),
  "a frame": `
    const frame = await framed();
    return loadedIn(frame, () => { frame.src = url; });`,
  "a form": form("application/x-www-form-urlencoded"),
  "a form of plain text that looks like JSON": form("text/plain"),
  "a form with a file": form("multipart/form-data"),
};

/** The methods that a way knows, where it does not take every one: what it cannot send it sends as the last of them. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  "a no-cors fetch of text": ["GET", "POST"],
  "a beacon": ["POST"],
  "an event source": ["GET"],
  "a WebSocket": ["GET"],
  "an image": ["GET"],
  "a script": ["GET"],
  "a style sheet": ["GET"],
  "a frame": ["GET"],
  "a form": ["GET", "POST"],
  "a form of plain text that looks like JSON": ["POST"],
  "a form with a file": ["POST"],
};

/** A form's kind is that of its body: one that reads has none, and is asked for as a plain form. */
const OF_BODIES = ["a form of plain text that looks like JSON", "a form with a file"];

/** A browser lets a site wait longer and longer before its next WebSocket once some have failed: one for each room. */
const ROOMS = ["/v1/tasks", "/_mock/tasks", "/_mock/events", "/"];

/** What a way asks for, each request once. */
function asked(way: string, routes: readonly AnyRoute[]): AnyRoute[] {
  if (way === "a WebSocket") return ROOMS.map((path) => ({ method: "GET", path }));
  const methods = METHODS[way];
  if (!methods) return [...routes];
  const meant = OF_BODIES.includes(way) ? routes.filter(({ method }) => method !== "GET") : routes;
  const sent = meant.map(({ method, path }) => ({ method: methods.includes(method) ? method : methods.at(-1)!, path }));
  return [...new Map(sent.map((one) => [`${one.method} ${one.path}`, one])).values()];
}

function pathsOf(routes: readonly AnyRoute[]): string[] {
  return [...new Set(routes.map(({ path }) => path))];
}

/**
 * Ways whose requests are not alike: a browser asks leave first for some. It asks for every route in them; in the others for each room, and
 * what it sent there is sent to every route.
 */
const UNLIKE = ["a fetch with a key and JSON", "a plain fetch"];

async function run(page: Page, way: string, routes: readonly AnyRoute[], origin: string): Promise<string[]> {
  const urls = asked(way, routes).map(({ method, path }) => ({ method, url: origin + path }));
  return page.evaluate<string[]>(`(${settled(WAYS[way]!)})(${JSON.stringify(urls)})`);
}

/** Asks for every route in that way; what of it the page could read. */
async function runEach(
  page: Page,
  way: string,
  routes: readonly AnyRoute[],
  origin: string,
  seen: readonly Seen[],
): Promise<string[]> {
  if (UNLIKE.includes(way)) return run(page, way, routes, origin);
  const inRooms = routes.filter(({ path }) => ROOMS.includes(path));
  const got = await run(page, way, inRooms, origin);
  await arrived(seen, way, inRooms);
  const others = asked(way, routes).filter(({ path }) => !ROOMS.includes(path));
  const readable = await Promise.all(others.map((route) => sendAgain(route, seen, origin)));
  return [...got, ...readable.flat()];
}

/** The request that the browser sent with this method, to another route; what lets a page read the answer, if anything. */
function sendAgain({ method, path }: AnyRoute, seen: readonly Seen[], origin: string): Promise<string[]> {
  const { headers } = seen.find((one) => one.method === method)!;
  const { port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      response.resume().on("end", () => {
        const allowed = response.headers["access-control-allow-origin"];
        resolve(allowed === undefined ? [] : [`${method} ${path} may be read by ${allowed}`]);
      });
    });
    request.on("error", reject).end("x".repeat(Number(headers["content-length"] ?? 0)));
  });
}

/** Resolves once every path that was asked for has come to the mock. */
async function arrived(seen: readonly Seen[], way: string, routes: readonly AnyRoute[]): Promise<void> {
  const wanted = pathsOf(asked(way, routes)).sort();
  const came = () =>
    [...new Set(seen.map(({ path }) => path.replace(/\?.*/, "")))].filter((path) => wanted.includes(path));
  await expect.poll(() => came().sort()).toEqual(wanted);
}

const portOf = (mock: PlotonMock) => new URL(mock.url).port;

inBrowser("a page in the developer's browser", () => {
  /** Asks for every route in each way, none of which reaches one; what the page could read. */
  async function inEachWay(page: Page, { routes, seen }: Victim, origin: string): Promise<string[]> {
    const read: string[] = [];
    for (const way of Object.keys(WAYS)) {
      seen.length = 0;
      read.push(...(await runEach(page, way, routes, origin, seen)).map((line) => `${way}: ${line}`));
      await arrived(seen, way, routes);
      expect(seen.filter(({ status }) => status !== 403).map((reached) => ({ way, ...reached }))).toEqual([]);
    }
    return read;
  }

  test("of another site reaches no route and reads nothing, in none of the ways that a page can ask", async () => {
    const one = await victim();
    const { page } = await newPage();
    await page.goto(await attacker("attacker.example"));
    expect(await inEachWay(page, one, one.mock.url)).toEqual([]);
    await one.unharmed();
  });

  test("that points its own name at the mock reaches no route, in none of them", async () => {
    const one = await victim();
    const { page } = await newPage();
    const origin = `http://rebound.example:${portOf(one.mock)}`;
    const landing = await page.goto(`${origin}/`);
    expect(landing!.status()).toBe(403);
    // The refusals are of its own origin: it may read them.
    expect(await inEachWay(page, one, origin)).not.toEqual([]);
    await one.unharmed();
  });

  test("of another port of this machine changes nothing and reads nothing; a link to the mock works", async () => {
    const { mock, routes, seen, unharmed } = await victim();
    const { page } = await newPage();
    const here = (await attacker("localhost")).replace("127.0.0.1", "localhost");
    await page.goto(here);
    for (const way of ["a fetch with a key and JSON", "a plain fetch", "a form"])
      expect(
        await run(
          page,
          way,
          routes.filter(({ method }) => method !== "GET"),
          mock.url,
        ),
      ).toEqual([]);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter(({ status }) => status !== 403)).toEqual([]);
    await unharmed();
    await page.setContent(`<a href="${mock.url}/">the inspector</a>`);
    await page.getByRole("link").click();
    await page.locator(".connection.live").waitFor();
  });

  test("of an --allowed-origin calls /v1 as a program does", async () => {
    const page = (await newPage()).page;
    const here = await attacker("attacker.example");
    const mock = await start({ allowedOrigin: here });
    await page.goto(here);
    const routes = [{ method: "POST", path: "/v1/tasks" }];
    expect(await run(page, "a fetch with a key and JSON", routes, mock.url)).toEqual([
      expect.stringMatching(/: 200\{"id":"task_/),
    ]);
  });
});
