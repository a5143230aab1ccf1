// The writers of other languages, against those languages themselves, where they are installed.

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  DOTNET,
  GSON,
  HTML,
  type JsonStyle,
  NEWTONSOFT,
  NON_ASCII,
  readJson,
  writeJson,
} from "../../src/handler-check/foreign-json.js";
import { isInstalled } from "./start-handler.js";

const TEXTS = [
  '{"b":1,"a":[1.0,-0,-0.0,12345678901234567890,0.1,1e3,1.5e-7,1e16,1e22,123456.789],"c":{},"d":[]}',
  '{"text":"62°F é 漢字 🌦️ \\u2028 \\ud83d\\ude00","slash":"https:\\/\\/a/b","quote":"\\"\\\\\\n\\t\\u0001","html":"<a>&\'"}',
  '  [ true , false , null , "" , " x " ] ',
  '"just text 1.0"',
];

type Row = { who: string; needs: [string, ...string[]]; run: [string, ...string[]]; style: JsonStyle; not?: RegExp };

const PYTHON: [string, ...string[]] = ["python3", "--version"];
const compact = { item: ",", colon: ":" } as const;
const spaced = { item: ", ", colon: ": ", numbers: "python" } as const;
const python = (dumps: string): [string, ...string[]] => [
  "python3",
  "-c",
  `import json,sys; sys.stdout.buffer.write(json.dumps(json.loads(sys.stdin.buffer.read()), ${dumps}).encode())`,
];

const ROWS: readonly Row[] = [
  { who: "json.dumps", needs: PYTHON, run: python(""), style: { ...spaced, escapes: NON_ASCII } },
  { who: "json.dumps, ensure_ascii=False", needs: PYTHON, run: python("ensure_ascii=False"), style: spaced },
  {
    who: "json.dumps, sort_keys and indent",
    needs: PYTHON,
    run: python("sort_keys=True, indent=2"),
    style: { ...spaced, indent: "  ", sort: true, escapes: NON_ASCII },
  },
  {
    who: "json.dumps, compact",
    needs: PYTHON,
    run: python('separators=(",", ":")'),
    style: { ...compact, numbers: "python", escapes: NON_ASCII },
  },
  {
    who: "json_encode",
    needs: ["php", "-v"],
    run: ["php", "-r", "echo json_encode(json_decode(file_get_contents('php://stdin')));"],
    style: { ...compact, numbers: "js", escapes: NON_ASCII, slashes: true },
    not: /1e16|"b"/,
  },
  {
    who: "to_json",
    needs: ["ruby", "-v"],
    run: ["ruby", "-rjson", "-e", "$stdin.set_encoding('UTF-8'); print JSON.parse($stdin.read).to_json"],
    style: { ...compact, numbers: "python" },
    not: /1e16/,
  },
];

/** What these write of a text, as their own documentation says; here nobody has them installed. */
describe.each<{ who: string; style: JsonStyle; writes: string }>([
  {
    who: "System.Text.Json",
    style: { ...compact, escapes: DOTNET, capitals: true, numbers: "raw" },
    writes: String.raw`"\u00B0 \u00E9 \u6F22 \uD83D\uDE00 \u003Ca\u003E \u0026 \u0027 \u002B \u0060 \u0022 / \\ \n \u001F \u2028 ="`,
  },
  {
    who: "Newtonsoft.Json",
    style: { ...compact, escapes: NEWTONSOFT, numbers: "python" },
    writes: String.raw`"° é 漢 😀 <a> & ' + ${"`"} \" / \\ \n \u001f \u2028 ="`,
  },
  {
    who: "Gson",
    style: { ...compact, escapes: GSON, numbers: "raw" },
    writes: String.raw`"° é 漢 😀 \u003ca\u003e \u0026 \u0027 + ${"`"} \" / \\ \n \u001f \u2028 \u003d"`,
  },
])("$who", ({ style, writes }) => {
  test("writes its own escapes", () => {
    const text = "° é 漢 😀 <a> & ' + ` \" / \\ \n \u001f \u2028 =";
    expect(writeJson(readJson(JSON.stringify(text)), style)).toBe(writes);
  });
});

describe.each(ROWS)("$who", ({ needs: [program, ...args], run: [command, ...rest], style, not }) => {
  const isMissing = !isInstalled(program, ...args);

  test.skipIf(isMissing && !process.env.CI).each(TEXTS.filter((text) => !not?.test(text)))("writes %s", (text) => {
    const theirs = execFileSync(command, rest, { input: text }).toString("utf8");
    expect(writeJson(readJson(text), style)).toBe(theirs);
  });
});

test("JSON.stringify is the writer of JavaScript", () => {
  for (const text of TEXTS) {
    expect(writeJson(readJson(text), { ...compact, numbers: "js" })).toBe(JSON.stringify(JSON.parse(text)));
    expect(writeJson(readJson(text), { item: ",", colon: ": ", indent: "  ", numbers: "js" })).toBe(
      JSON.stringify(JSON.parse(text), null, 2),
    );
  }
});

test("Go's and Rails' escapes", () => {
  expect(writeJson(readJson('"<a>&\u2028"'), { ...compact, numbers: "js", escapes: HTML })).toBe(
    '"\\u003ca\\u003e\\u0026\\u2028"',
  );
});
