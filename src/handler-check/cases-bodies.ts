// Cases: bodies whose bytes do not survive parsing and writing again, and long ones (contract 4.1.3).

import type { JsonObject } from "../domain/json.js";
import type { Case, Kit } from "./case.js";
import { completeBody, eventBody, signed, TIMESTAMP } from "./messages.js";

const MEBIBYTE = 1024 * 1024;
const RAW = "The signature covers the raw bytes, whatever JSON they hold.";
const MEND = "Verify the raw body, as bytes, before any JSON parser or string conversion touches it.";

/** The cases on bodies: each says by itself how to mend a handler that refuses its signature. */
export const BODY_CASES: readonly Case[] = [
  {
    id: "body-white-space",
    title: "a body with other white space verifies",
    why: `${RAW} A handler that signs JSON.stringify(JSON.parse(body)) fails here.`,
    mend: MEND,
    steps: (kit) =>
      accept(
        kit,
        "task.complete with spaces and line breaks between its tokens",
        `{ "event" : "task.complete",\n  "task_id":"${kit.task()}",\r\n\t"timestamp": "${TIMESTAMP}",\n  "data": { "temperature":  "62" } }`,
      ),
  },
  {
    id: "body-outer-white-space",
    title: "white space around the body is part of it",
    why: `${RAW} A handler that trims the body signs other bytes: that costs no event as long as Ploton sends compact JSON.`,
    mend: `${MEND} No trim().`,
    steps: (kit) => [
      {
        send: [signed(kit, "task.complete between line breaks and spaces", `\n ${completeBody(kit)} \r\n`)],
        expect: "accepted-strictly",
      },
    ],
  },
  {
    id: "body-key-order",
    title: "a body with its keys in another order verifies",
    why: `${RAW} A handler that builds the body again from the fields it knows, or sorts the keys, fails here.`,
    mend: MEND,
    steps: (kit) =>
      accept(
        kit,
        "task.complete with its keys in reverse order",
        `{"data":{"z":1,"a":2,"10":3,"9":4},"timestamp":"${TIMESTAMP}","task_id":"${kit.task()}","event":"task.complete"}`,
      ),
  },
  {
    id: "body-non-ascii",
    title: "a body with non-ASCII characters verifies",
    why: "Ploton writes non-ASCII characters as UTF-8. A handler that reads the body as latin-1, or writes it again with \\u escapes, signs other bytes.",
    mend: `${MEND} Where it must be text, decode and encode it as UTF-8.`,
    steps: (kit) => accept(kit, "task.complete with é, 漢字, an emoji and U+2028", completeBody(kit, NON_ASCII)),
  },
  {
    id: "body-escaped",
    title: "a body with escaped characters verifies",
    why: `${RAW} "\\u00e9" and "é" are the same text in other bytes, and so are "\\/" and "/".`,
    mend: MEND,
    steps: (kit) => accept(kit, "task.complete with \\u escapes and \\/", escapedBody(kit)),
  },
  {
    id: "body-markup",
    title: "a body with <, >, &, =, ' and + verifies",
    why: `${RAW} Go, Rails, .NET and Gson write such characters as \\u escapes, so a body that they parse and write again has another signature.`,
    mend: MEND,
    steps: (kit) =>
      accept(kit, "task.complete with <, >, &, =, ' and +", completeBody(kit, { note: "<b>Tom & Jerry's</b> 1+1=2" })),
  },
  {
    id: "body-numbers",
    title: "a body with big and unusual numbers verifies",
    why: "12345678901234567890, 1.0 and 1e3 come out of a JSON parser as other text, so a body that is parsed and written again has another signature.",
    mend: MEND,
    steps: (kit) =>
      accept(
        kit,
        "task.complete with 12345678901234567890, 1.0, 1e3 and -0",
        `{"event":"task.complete","task_id":"${kit.task()}","timestamp":"${TIMESTAMP}","data":{"id":12345678901234567890,"price":1.0,"count":1e3,"zero":-0,"small":0.00001,"sum":0.1000}}`,
      ),
  },
  {
    id: "body-large",
    title: "a result of 1 MiB is taken",
    why: "Results can be long, and body limits are short: express.json() and express.raw() refuse over 100 KiB with 413, Fastify and others over 1 MiB. And a long body arrives in chunks that may end within a character.",
    mend: 'Raise the body limit of this route, as in express.raw({ type: "application/json", limit: "8mb" }), and join the chunks as bytes (Buffer.concat), not as text.',
    steps: (kit) => accept(kit, "task.complete with a result of 1 MiB", largeBody(kit)),
  },
];

const NON_ASCII: JsonObject = {
  temperature: "16 °C",
  city: "Zürich",
  note: "漢字 🌦️ e\u0301 \u2028 ß",
  schlüssel: "naïve café",
};

function escapedBody(kit: Kit): string {
  const body = completeBody(kit, { ...NON_ASCII, url: "https://example.com/a" });
  return body
    .replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/");
}

/**
 * The `data` of this body is exactly 1 MiB long, so the body is a little longer. Its characters have three bytes each:
 * they fall between the chunks in which a body arrives, and are lost on who joins the chunks as text.
 */
function largeBody(kit: Kit): string {
  const room = MEBIBYTE - Buffer.byteLength(JSON.stringify({ text: "" }));
  const text = "漢".repeat(Math.floor(room / 3)) + " ".repeat(room % 3);
  return eventBody("task.complete", kit.task(), { text });
}

function accept(kit: Kit, what: string, body: string) {
  return [{ send: [signed(kit, what, body)], expect: "accepted" as const }];
}
