// A correct handler in pieces: each bad one replaces a single piece, its mistake, and leaves the others as they are.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

export const secret = process.env.PLOTON_WEBHOOK_SECRET;
let effects = 0;
const handled = new Set();

/** The right signature of a body, in lower-case hex. */
export function hexSignature(body, key = secret) {
  return createHmac("sha256", key).update(body).digest("hex");
}

export const correct = {
  /** The request's whole body as bytes. */
  async read(request) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  },

  /** The signature header's value; undefined when it is missing or doubled. */
  header(request) {
    const values = request.headersDistinct["x-ploton-signature"] ?? [];
    return values.length === 1 ? values[0] : undefined;
  },

  verify(body, header) {
    const expected = Buffer.from(hexSignature(body));
    const received = Buffer.from(header ?? "");
    return received.length === expected.length && timingSafeEqual(received, expected);
  },

  /** What makes two requests the same event. */
  identity(_event, body) {
    return createHash("sha256").update(body).digest("hex");
  },

  isRepetition(key) {
    if (handled.has(key)) return true;
    handled.add(key);
    return false;
  },

  handle(_event) {
    addEffect();
  },

  parse(body) {
    return JSON.parse(body.toString("utf8"));
  },

  refuse(response) {
    response.writeHead(401).end();
  },

  accept(response) {
    response.writeHead(200).end();
  },

  /** From the whole body to the answer. */
  async receive(body, request, response, parts) {
    if (!parts.verify(body, parts.header(request), request)) return parts.refuse(response);
    let event;
    try {
      event = parts.parse(body);
    } catch {
      return response.writeHead(400).end();
    }
    if (!parts.isRepetition(parts.identity(event, body))) await parts.handle(event);
    parts.accept(response);
  },
};

/** What a test can see of a handler: one more event was handled. */
export function addEffect() {
  effects += 1;
}

/** The count, and a setter for handlers that don't count in one step. */
export const effectCount = {
  get: () => effects,
  set: (value) => {
    effects = value;
  },
};

/** Serves the correct handler but for the pieces in `mistake`. An exception becomes a 500, as in any framework. */
export function serve(mistake) {
  const parts = { ...correct, ...mistake };
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return response.end(String(effects));
    try {
      const body = await parts.read(request);
      if (body === undefined) return response.writeHead(413).end();
      await parts.receive(body, request, response, parts);
    } catch (error) {
      if (!response.headersSent) response.writeHead(500).end(String(error));
    }
  });
  listen(server);
}

/** Prints the address once the server listens. */
export function listen(server) {
  server.listen(process.env.PORT, () => console.log(`listening on http://localhost:${server.address().port}/webhook`));
}
