// How other programs write a parsed body back: the bytes that a handler which re-serialises signs by mistake.

import type { Json } from "../domain/json.js";

/** A JSON writer: separators, what it escapes, how it prints numbers. `indent` is the text of one level. */
export type JsonStyle = {
  item: "," | ", ";
  colon: ":" | ": ";
  indent?: string;
  sort?: boolean;
  escapes?: RegExp;
  slashes?: boolean;
  /** The hex digits of escapes in capitals, and a quote within a text as \u0022, as .NET does. */
  capitals?: boolean;
  /** `raw`: as they stand. */
  numbers: "js" | "python" | "raw";
};

/** What Python's `ensure_ascii`, PHP and others write as \uXXXX. */
export const NON_ASCII = /[^\x20-\x7e]/g;
/** What Go and Rails write as \uXXXX, for the sake of HTML. */
export const HTML = /[<>&\u2028\u2029]/g;

/** What Gson writes as \uXXXX. */
export const GSON = /[<>&='\u2028\u2029]/g;
/** What .NET's System.Text.Json writes as \uXXXX, besides the quote. */
export const DOTNET = /[^\x20-\x7e]|[<>&'+`]/g;
/** What .NET's Newtonsoft.Json writes as \uXXXX. */
export const NEWTONSOFT = /[\u0085\u2028\u2029]/g;

const NUMBER_MARK = "\u0000number:";
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON with each number kept as it is written, for `writeJson`. Throws SyntaxError as JSON.parse does.
 * Languages differ in numbers: Python and Ruby keep 1.0 and long integers, JavaScript and Go don't.
 */
export function readJson(text: string): Json {
  JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') ? token : JSON.stringify(NUMBER_MARK + token),
  );
  return JSON.parse(marked) as Json;
}

/** Writes what `readJson` read, in the style of another program. */
export function writeJson(value: Json, style: JsonStyle, depth = 0): string {
  if (typeof value === "string") return writeScalar(value, style);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => writeJson(item, style, depth + 1));
    return wrap("[", items, "]", style, depth);
  }
  const names = style.sort ? Object.keys(value).sort() : Object.keys(value);
  const members = names.map(
    (name) => writeString(name, style) + style.colon + writeJson(value[name]!, style, depth + 1),
  );
  return wrap("{", members, "}", style, depth);
}

function wrap(open: string, parts: string[], close: string, style: JsonStyle, depth: number): string {
  if (style.indent === undefined || parts.length === 0) return open + parts.join(style.item) + close;
  const line = `\n${style.indent.repeat(depth)}`;
  return `${open}${line}${style.indent}${parts.join(`,${line}${style.indent}`)}${line}${close}`;
}

function writeScalar(value: string, style: JsonStyle): string {
  if (!value.startsWith(NUMBER_MARK)) return writeString(value, style);
  const written = value.slice(NUMBER_MARK.length);
  if (style.numbers === "raw") return written;
  return style.numbers === "js" ? JSON.stringify(Number(written)) : pythonNumber(written);
}

function writeString(value: string, style: JsonStyle): string {
  const quoted = JSON.stringify(value);
  const inCapitals = (text: string) => unicodeEscapes(text).replace(/[a-f]/g, (digit) => digit.toUpperCase());
  const control = (sequence: string) => `\\u${sequence.slice(2).toUpperCase()}`;
  const written = style.capitals
    ? quoted
        .slice(1, -1)
        .replaceAll('\\"', "\\u0022")
        .replace(/\\u00[01][0-9a-f]/g, control)
    : undefined;
  const text = written === undefined ? quoted : `"${written}"`;
  const escaped =
    style.escapes === undefined ? text : text.replace(style.escapes, style.capitals ? inCapitals : unicodeEscapes);
  return style.slashes ? escaped.replaceAll("/", "\\/") : escaped;
}

function unicodeEscapes(characters: string): string {
  return [...Array(characters.length).keys()]
    .map((i) => `\\u${characters.charCodeAt(i).toString(16).padStart(4, "0")}`)
    .join("");
}

/** A number as Python's json.dumps writes it: integers of any length as they are, floats as repr does. */
function pythonNumber(written: string): string {
  if (/^-?\d+$/.test(written)) return written === "-0" ? "0" : written;
  const value = Number(written);
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const plain = fixed(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** Without an exponent: JavaScript writes one below 1e-6, Python below 1e-4, so no case in range has one. */
function fixed(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
