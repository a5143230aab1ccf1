// What differs between systems, with each system played: programs and their quoting, shells, parents, proxies. Not run on Windows.

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { startersOf } from "../../src/cli/signals.js";
import { isLoopback, proxyIn, rootOf, urlOfHost, withoutProxy } from "../../src/domain/address.js";
import { connectionWords } from "../../src/domain/connection.js";
import { ASSIGN, programFor, shellWord } from "../../src/domain/shell.js";

const WINDOWS = { Path: "C:\\node\\;C:\\tools", PATHEXT: ".COM;.EXE;.BAT;.CMD", ComSpec: "C:\\Windows\\cmd.exe" };
const there =
  (...files: string[]) =>
  (file: string) =>
    files.includes(file);

describe("the program behind a command", () => {
  test("is the command itself on systems with POSIX", () => {
    const nothing = () => true;
    for (const platform of ["linux", "darwin", "freebsd"])
      expect(programFor(platform, "npm", ["test"], {}, nothing)).toEqual({
        file: "npm",
        words: ["test"],
        verbatim: false,
      });
  });

  test("is on Windows cmd for a .cmd file, found by PATH and PATHEXT", () => {
    expect(programFor("win32", "npm", ["test"], WINDOWS, there("C:\\node\\npm.cmd"))).toEqual({
      file: "C:\\Windows\\cmd.exe",
      words: ["/d", "/s", "/c", '"^"C:\\node\\npm.cmd^" ^^^"test^^^""'],
      verbatim: true,
    });
  });

  test.each([
    ["an .exe in an earlier folder", "python", there("C:\\node\\python.exe", "C:\\tools\\python.cmd")],
    ["an .exe by its name", "python.exe", there("C:\\node\\python.exe")],
    ["what is not there", "no-such-command", there()],
  ])("is on Windows the command itself for %s", (_, command, isThere) => {
    expect(programFor("win32", command, ["-m", "a b"], WINDOWS, isThere)).toEqual({
      file: command,
      words: ["-m", "a b"],
      verbatim: false,
    });
  });

  test("is found by a path, and without PATHEXT, too", () => {
    const { words } = programFor(
      "win32",
      ".\\node_modules\\.bin\\vitest",
      [],
      { Path: "" },
      there(".\\node_modules\\.bin\\vitest.cmd"),
    );
    expect(words.at(-1)).toBe('"^".\\node_modules\\.bin\\vitest.cmd^""');
    expect(programFor("win32", "a", [], {}, there("a.bat")).file).toBe("cmd.exe");
  });

  /** What cmd makes of carets: each lets the next character through as it is. */
  const readByCmd = (line: string) => line.replace(/\^(.)/g, "$1");

  test.each(["a b", 'say "hi"', "100%", "a&b|c>d", "back\\", 'both\\"', "^", "(x)!", ""])(
    "gives %j to a .cmd file unharmed",
    (word) => {
      const { words } = programFor("win32", "npm", [word], WINDOWS, there("C:\\node\\npm.cmd"));
      const line = words.at(-1)!.slice(1, -1);
      const argument = readByCmd(readByCmd(line)).slice('"C:\\node\\npm.cmd" '.length);
      // Taken apart as Microsoft's C runtime does: backslashes before a quote stand for half of them.
      const inner = argument
        .slice(1, -1)
        .replace(
          /(\\+)(?="|$)/g,
          (slashes) => "\\".repeat(Math.floor(slashes.length / 2)) + (slashes.length % 2 ? "\0" : ""),
        );
      expect(inner.replaceAll("\0", "")).toBe(word);
    },
  );
});

describe("shells", () => {
  test.each(["plain", "it's", 'a "b" $c `d` \\', "", "a\nb"])("sh reads %j back", (text) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
  });

  test("each sets a variable in its way", () => {
    const value = "it's 5% \\";
    expect(ASSIGN.sh("A", value)).toBe("export A='it'\\''s 5% \\'");
    expect(ASSIGN.fish("A", value)).toBe("set -gx A 'it\\'s 5% \\\\'");
    expect(ASSIGN.powershell("A", value)).toBe("$env:A = 'it''s 5% \\'");
    expect(ASSIGN.cmd("A", value)).toBe('set "A=it\'s 5%% \\"');
  });
});

describe("who has started this process", () => {
  const table: Record<number, { name: string; parent: number }> = {
    10: { name: "node", parent: 9 },
    20: { name: "sh", parent: 10 },
    30: { name: "bash", parent: 1 },
    40: { name: "-zsh", parent: 20 },
  };
  test.each([
    ["the parent", 10, [10]],
    ["and who stands behind a shell", 20, [20, 10]],
    ["behind shells of shells", 40, [40, 20, 10]],
    ["a shell that began with the system", 30, [30]],
    ["nobody in a container", 0, []],
    ["nobody for what was left to init", 1, []],
    ["one that cannot be looked up", 99, [99]],
  ])("%s", (_, parent, starters) => {
    expect(startersOf(parent, (pid) => table[pid])).toEqual(starters);
  });
});

describe("proxies", () => {
  test("are found in either spelling, empty ones not", () => {
    expect(proxyIn({ HTTP_PROXY: "", https_proxy: "http://p:1" })).toBe("https_proxy");
    expect(proxyIn({ PATH: "x", NO_PROXY: "y" })).toBeUndefined();
  });
  test("what is kept out of them already stays so", () => {
    expect(withoutProxy({ no_proxy: "*" })).toEqual({});
    expect(withoutProxy({ NO_PROXY: "a, ::1" }).NO_PROXY).toBe("a,::1,localhost,127.0.0.1");
  });
});

test("addresses", () => {
  expect([urlOfHost("::", 1), urlOfHost("::1", 1), urlOfHost("a.example", 1, true)]).toEqual([
    "http://localhost:1",
    "http://[::1]:1",
    "https://a.example:1",
  ]);
  expect([rootOf("http://a/v1/"), rootOf("http://a//")]).toEqual(["http://a", "http://a"]);
  expect(["localhost", "127.0.0.53", "[::1]", "127.example", "10.0.0.1"].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("errors of connections in words", () => {
  const [http, https] = [new URL("http://h"), new URL("https://h")];
  expect(connectionWords("EPROTO", https, "--x")).toBe("it speaks plain HTTP: use http://");
  expect(connectionWords("HPE_INVALID_CONSTANT", http)).toMatch(/use https:\/\//);
  expect(connectionWords("DEPTH_ZERO_SELF_SIGNED_CERT", https, "--x")).toMatch(
    /--x accepts it; the variable NODE_EXTRA_CA_CERTS/,
  );
  expect(connectionWords("CERT_HAS_EXPIRED", https, "--x")).toBe("its certificate has expired; --x accepts it");
  expect(connectionWords("ECONNREFUSED", http)).toBeUndefined();
});
