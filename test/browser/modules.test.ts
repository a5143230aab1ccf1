// The inspector's own reckoning, without a page: shell quoting, JSON formatted, places on the axis, lengths of time.

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { PAYLOADS } from "./payloads.js";

type Sent = { url: string | null; body: string; signature: string };
type Made = { url: string; sent: { headers: Record<string, string>; body: string | null } };

const load = async <T>(name: string) => (await import(new URL(`../../inspector/${name}`, import.meta.url).href)) as T;
const { curlOf, quoted } = await load<{
  quoted(text: string): string;
  curlOf(sent: Sent, made?: Made): string;
}>("curl.js");
const { spread, coloured } = await load<{ spread(text: string): string; coloured(text: string): [string, string][] }>(
  "json-text.js",
);
const { scaleFor, clustered } = await load<{
  scaleFor(
    start: number,
    end: number,
  ): { place(at: number): number; isEven: boolean; ticks: { ms: number; place: number }[] };
  clustered<T extends { at: number }>(
    marks: T[],
    place: (at: number) => number,
    how: { gap: number; most: number },
  ): T[][];
}>("axis-scale.js");
const { length, millis } = await load<{ length(ms: number): string; millis(text: string): number }>("time.js");

/** The words that a real shell makes of a command, with curl replaced by a program that prints them. */
function words(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync("sh", ["-c", script]).toString("utf8").split("\0").slice(0, -1);
}

test.each([...PAYLOADS, "", "'", "'''", "$(touch x) `id` $HOME \\ !", "-x", "a b\tc\nd", "🦊 é"])(
  "a shell reads %j back",
  (text) => {
    expect(words(`curl ${quoted(text)}`)).toEqual([text]);
  },
);

test("an attempt as curl: the same headers and bytes, without what curl adds", () => {
  const body = `{"note":"it's $5 \\"now\\""}`;
  const headers = {
    Host: "x",
    "Content-Length": String(Buffer.byteLength(body)),
    "Content-Type": "application/json",
    "X-Ploton-Signature": "ab'c",
    "X-Empty": "",
  };
  const command = curlOf(
    { url: null, body, signature: "s" },
    { url: "http://localhost:3000/w?a=1&b=2", sent: { headers, body: null } },
  );
  expect(words(command)).toEqual([
    "-i",
    "http://localhost:3000/w?a=1&b=2",
    "-H",
    "Content-Type: application/json",
    "-H",
    "X-Ploton-Signature: ab'c",
    "-H",
    "X-Empty;",
    "--data-raw",
    body,
  ]);
});

test("JSON is spread over lines without a number being changed", () => {
  const text = '{"a":12345678901234567890,"b":[1.0,{"c":"x, {y}: \\"z\\""}],"d":{},"e":[],"f":"\\u00e9"}';
  const out = spread(text);
  expect(out).toContain('"a": 12345678901234567890,');
  expect(out).toContain("    1.0,");
  expect(out).toContain('"d": {},');
  expect(JSON.parse(out)).toEqual(JSON.parse(text));
  expect(out.replace(/\n\s*/g, "").replaceAll('": ', '":')).toBe(text);
  for (const odd of ["", "no JSON", '{"a":', "<b>"]) expect(spread(odd)).toBe(odd);
});

test("JSON in colours is the same text", () => {
  const text = '{"a": [1.50,-2e9,"x\\"y",true,null], "b":{}} ';
  const pieces = coloured(text);
  expect(pieces.map(([, piece]) => piece).join("")).toBe(text);
  expect(pieces.filter(([kind]) => kind !== "")).toEqual([
    ["name", '"a"'],
    ["number", "1.50"],
    ["number", "-2e9"],
    ["text", '"x\\"y"'],
    ["word", "true"],
    ["word", "null"],
    ["name", '"b"'],
  ]);
  for (const odd of ["", "no JSON", '{"a":', "<b>", '"half'])
    expect(
      coloured(odd)
        .map(([, one]) => one)
        .join(""),
    ).toBe(odd);
});

test("a body that was cut short says the longer length and gives up waiting", () => {
  const headers = { "Content-Length": "10", "X-Ploton-Signature": "s" };
  const command = curlOf(
    { url: null, body: "0123456789", signature: "s" },
    { url: "http://localhost:3000/w", sent: { headers, body: "01234" } },
  );
  expect(words(command)).toEqual([
    ...["-i", "http://localhost:3000/w", "--max-time", "2", "-H", "Content-Length: 10", "-H", "X-Ploton-Signature: s"],
    ...["--data-raw", "01234"],
  ]);
});

test("the axis is even over seconds, and by orders of magnitude over a day; marks that would cover each other are one group", () => {
  const short = scaleFor(0, 10_000);
  expect([short.isEven, short.place(5_000)]).toEqual([true, 0.5]);
  const day = scaleFor(0, 86_400_000);
  const places = [0, 3_000, 63_000, 723_000, 7_923_000, 86_403_000].map(day.place);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places.every((place, i) => i === 0 || place - places[i - 1]! > 0.05)).toBe(true);
  expect(day.ticks.map(({ ms }) => ms)).toContain(3_600_000);
  const groupsOf = (...ats: number[]) =>
    clustered(
      ats.map((at) => ({ at })),
      (at) => at / 100,
      { gap: 0.02, most: 0.04 },
    ).map((group) => group.map(({ at }) => at));
  expect(groupsOf(0, 1, 50, 98, 99, 100)).toEqual([[0, 1], [50], [98, 99, 100]]);
  expect(groupsOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8, 9, 10],
  ]);
});

test.each([
  [0, "0 ms"],
  [250, "250 ms"],
  [3_000, "3 s"],
  [62_000, "1 m 2 s"],
  [78_480_000, "21 h 48 m"],
  [90_061_000, "1 d 1 h"],
])("%i ms is %s", (ms, text) => expect(length(ms)).toBe(text));

test("durations of the control API are read", () => {
  expect(["21h48m", "1.5s", "250ms", "2d"].map(millis)).toEqual([78_480_000, 1_500, 250, 172_800_000]);
});
