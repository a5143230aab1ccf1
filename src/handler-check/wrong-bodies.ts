// The bodies that handlers sign by mistake in place of the raw bytes.

import { isJsonObject, type Json } from "../domain/json.js";
import { type Clue, READ_RAW_BYTES } from "./clue.js";
import { DOTNET, GSON, HTML, type JsonStyle, NEWTONSOFT, NON_ASCII, readJson, writeJson } from "./foreign-json.js";

/** A body that is not the one that was sent, and the mistake that makes it. */
export type WrongBody = Clue & { bytes: Buffer };

type Row = { mistake: string; what: string; style: JsonStyle };

const COMPACT = { item: ",", colon: ":", numbers: "js" } as const;
const SPACED = { item: ", ", colon: ": ", numbers: "python" } as const;
const INDENTED = { item: ",", colon: ": ", numbers: "js" } as const;

const RESERIALISED: readonly Row[] = [
  { mistake: "reserialised-json", what: "JSON.stringify(JSON.parse(body))", style: COMPACT },
  {
    mistake: "reserialised-json",
    what: "the body parsed and written again (compact, as Ruby's to_json does)",
    style: { ...COMPACT, numbers: "python" },
  },
  {
    mistake: "reserialised-json-spaced",
    what: "json.dumps(json.loads(body)), with its spaces and \\u escapes",
    style: { ...SPACED, escapes: NON_ASCII },
  },
  {
    mistake: "reserialised-json-spaced",
    what: "json.dumps(json.loads(body), ensure_ascii=False), with its spaces",
    style: SPACED,
  },
  {
    mistake: "reserialised-json-escaped",
    what: "the body parsed and written again with non-ASCII characters as \\u escapes",
    style: { ...COMPACT, escapes: NON_ASCII, numbers: "python" },
  },
  {
    mistake: "reserialised-json-escaped",
    what: "the body parsed and written again with non-ASCII characters as \\u escapes",
    style: { ...COMPACT, escapes: NON_ASCII },
  },
  {
    mistake: "reserialised-json-slashes",
    what: "PHP's json_encode(json_decode(body)), which writes \\/ and \\u escapes",
    style: { ...COMPACT, escapes: NON_ASCII, slashes: true },
  },
  {
    mistake: "reserialised-json-slashes",
    what: "PHP's json_encode with JSON_UNESCAPED_UNICODE, which writes \\/",
    style: { ...COMPACT, slashes: true },
  },
  {
    mistake: "reserialised-json-html",
    what: "the body parsed and written again with <, > and & as \\u escapes (as Rails does)",
    style: { ...COMPACT, escapes: HTML },
  },
  ...(["raw", "js"] as const).flatMap((numbers): Row[] => [
    {
      mistake: "reserialised-json-html",
      what: "the body parsed and written again by Gson, with <, >, &, = and ' as \\u escapes",
      style: { ...COMPACT, escapes: GSON, numbers },
    },
    {
      mistake: "reserialised-json-dotnet",
      what: "the body parsed and written again by .NET's JsonSerializer, with \\u escapes in capitals",
      style: { ...COMPACT, escapes: DOTNET, capitals: true, numbers },
    },
  ]),
  {
    mistake: "reserialised-json-dotnet",
    what: "the body parsed and written again by .NET's Newtonsoft.Json",
    style: { ...COMPACT, escapes: NEWTONSOFT, numbers: "python" },
  },
  { mistake: "sorted-keys", what: "the body with its keys sorted", style: { ...COMPACT, sort: true } },
  {
    mistake: "sorted-keys",
    what: "Go's json.Marshal of a map, which sorts the keys and escapes <, > and &",
    style: { ...COMPACT, sort: true, escapes: HTML },
  },
  {
    mistake: "sorted-keys",
    what: "json.dumps(…, sort_keys=True)",
    style: { ...SPACED, sort: true, escapes: NON_ASCII },
  },
  {
    mistake: "sorted-keys",
    what: 'json.dumps(…, sort_keys=True, separators=(",", ":"))',
    style: { ...COMPACT, numbers: "python", sort: true, escapes: NON_ASCII },
  },
  ...["  ", "    ", "\t"].flatMap((indent): Row[] => [
    { mistake: "pretty-printed", what: "the body pretty printed", style: { ...INDENTED, indent } },
    {
      mistake: "pretty-printed",
      what: "the body pretty printed with \\u escapes",
      style: { ...INDENTED, indent, escapes: NON_ASCII, numbers: "python" },
    },
  ]),
];

/** Every body that a known mistake makes of `body`, each different from it; likeliest first. Never throws. */
export function wrongBodies(body: Buffer, timestamps: readonly string[] = []): WrongBody[] {
  const made = [...cutBodies(body), ...reserialisedBodies(body)];
  const rest = [...otherTexts(body), ...otherCharsets(body), ...otherThings(body)];
  const stamped = timestamps.map((stamp) =>
    wrong(
      "timestamp-signed",
      `the timestamp ${JSON.stringify(stamp)}, a dot and the body`,
      Buffer.concat([Buffer.from(`${stamp}.`), body]),
      "Sign the body alone: Ploton's signature has no timestamp.",
    ),
  );
  return [...made, ...rest, ...stamped].filter(({ bytes }) => !bytes.equals(body));
}

function reserialisedBodies(body: Buffer): WrongBody[] {
  const value = parsed(body);
  if (value === undefined) return [];
  return RESERIALISED.flatMap(({ mistake, what, style }) => {
    const text = attempt(() => writeJson(value, style));
    return text === undefined ? [] : [wrong(mistake, what, Buffer.from(text))];
  });
}

const KEEP_SPACE = `${READ_RAW_BYTES} Don't trim them.`;

/** Of compact JSON, trimming and parsing make the same bytes: then both are said. */
function cutBodies(body: Buffer): WrongBody[] {
  const text = body.toString("utf8");
  const row = (what: string, cut: string) => {
    const isCompact = attempt(() => JSON.stringify(JSON.parse(cut))) === cut;
    const also = isCompact ? " (trimmed, or parsed and written again: here the two are the same)" : "";
    return wrong("trimmed", `${what}${also}`, Buffer.from(cut), KEEP_SPACE);
  };
  return [
    row("the body with the white space at its ends cut off", text.trim()),
    row("the body without its last line break", text.replace(/\r?\n$/, "")),
  ];
}

function otherTexts(body: Buffer): WrongBody[] {
  const text = body.toString("utf8");
  return [
    wrong("newline-added", "the body with a line break after it", Buffer.from(`${text}\n`), KEEP_SPACE),
    wrong("newline-added", "the body with a CR LF after it", Buffer.from(`${text}\r\n`), KEEP_SPACE),
    wrong("line-breaks", "the body with CR LF turned to LF", Buffer.from(text.replaceAll("\r\n", "\n"))),
    wrong("line-breaks", "the body with LF turned to CR LF", Buffer.from(text.replace(/\r?\n/g, "\r\n"))),
    wrong("white-space-removed", "the body without any white space", Buffer.from(text.replace(/\s+/g, ""))),
  ];
}

function otherCharsets(body: Buffer): WrongBody[] {
  const text = body.toString("utf8");
  const mend = `${READ_RAW_BYTES} Where text can't be avoided, decode and encode as UTF-8.`;
  const row = (what: string, bytes: Buffer) => wrong("charset", what, bytes, mend);
  return [
    row("the body read as latin-1 and written as UTF-8", Buffer.from(body.toString("latin1"))),
    row("the body read as windows-1252 and written as UTF-8", Buffer.from(windows1252(body))),
    row("the body written as latin-1", Buffer.from(text, "latin1")),
    row("the body read as ASCII, non-ASCII as U+FFFD", Buffer.from(text.replace(/[^\0-\x7f]/gu, "\ufffd"))),
    row(
      "the body read as ASCII, each other byte as U+FFFD",
      Buffer.from(body.toString("latin1").replace(/[^\0-\x7f]/g, "\ufffd")),
    ),
    row("the body with ? in place of non-ASCII characters", Buffer.from(text.replace(/[^\0-\x7f]/gu, "?"))),
    row("the body with ?? in place of an emoji, ? for others", Buffer.from(text.replace(/[^\0-\x7f]/g, "?"))),
    row("the body without its non-ASCII characters", Buffer.from(text.replace(/[^\0-\x7f]/gu, ""))),
    row("the body as UTF-16 (little endian)", Buffer.from(text, "utf16le")),
    row("the body as UTF-16 (big endian)", Buffer.from(text, "utf16le").swap16()),
    row("the body with a byte order mark before it", Buffer.from(`\ufeff${text}`)),
    row("the body in Unicode form NFD", Buffer.from(text.normalize("NFD"))),
    row("the body in Unicode form NFC", Buffer.from(text.normalize("NFC"))),
  ];
}

function otherThings(body: Buffer): WrongBody[] {
  const text = body.toString("utf8");
  const value = attempt(() => JSON.parse(text) as Json);
  const data = isJsonObject(value) && "data" in value ? JSON.stringify(value.data) : undefined;
  const rows: [mistake: string, what: string, bytes: string | undefined][] = [
    ["empty-body", "an empty body: it was read elsewhere already, or not at all", ""],
    ["empty-body", "{}, the body of a parser that never ran", "{}"],
    ["object-as-text", 'the text "[object Object]", a parsed body used as text', "[object Object]"],
    ["buffer-as-json", "JSON.stringify of a Buffer, as express.raw() gives it", JSON.stringify(body)],
    ["undefined-body", 'the text "undefined"', "undefined"],
    ["only-data", "the data field alone", data],
    ["quoted-body", "the body written as a JSON string, quotes included", JSON.stringify(text)],
    ["bytes-repr", "Python's str(body), b'…' included", pythonBytes(body)],
    ["body-as-base64", "the body as base64", body.toString("base64")],
    ["body-as-hex", "the body as hex", body.toString("hex")],
  ];
  return rows.flatMap(([mistake, what, bytes]) =>
    bytes === undefined ? [] : [wrong(mistake, what, Buffer.from(bytes))],
  );
}

function wrong(mistake: string, what: string, bytes: Buffer, mend = READ_RAW_BYTES): WrongBody {
  return { mistake, message: `What was signed is ${what}, not the bytes that were sent.`, mend, bytes };
}

function parsed(body: Buffer): Json | undefined {
  return attempt(() => readJson(body.toString("utf8")));
}

function windows1252(body: Buffer): string {
  return new TextDecoder("windows-1252").decode(body);
}

function pythonBytes(body: Buffer): string {
  const quote = body.includes("'") && !body.includes('"') ? '"' : "'";
  const escapes: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };
  const inner = [...body].map((byte) => {
    if (byte === quote.charCodeAt(0)) return `\\${quote}`;
    const plain = byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : undefined;
    return escapes[byte] ?? plain ?? `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `b${quote}${inner.join("")}${quote}`;
}

/** JSON nested too deep to be written again, or no JSON at all: no such mistake is possible here. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
