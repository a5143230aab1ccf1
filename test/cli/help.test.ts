// Help, version, completion.

import { afterEach, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.js";
import { OPTIONS } from "../../src/options.js";
import { version } from "../../src/version.js";
import { BIN, cleanUp, cli, launch } from "./cli.js";

afterEach(cleanUp);

test.each([["--version"], ["-v"]])("%s prints the version and nothing else", async (flag) => {
  expect(await cli([flag])).toMatchObject({ code: 0, stdout: `${version()}\n`, stderr: "" });
});

test.each([["--help"], ["-h"], ["help"]])("%s lists every command in lines that a terminal can hold", async (flag) => {
  const { code, stdout } = await cli([flag]);
  expect(code).toBe(0);
  for (const { name, summary } of COMMANDS)
    expect(stdout).toMatch(new RegExp(`ploton-mock ${name}\\b.* ${summary.split(" ")[0]}`));
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
});

test("start --help tells every option, its default, its environment name and the config file", async () => {
  const { stdout } = await cli(["start", "--help"]);
  for (const { flag, value } of OPTIONS)
    expect(stdout).toMatch(new RegExp(`--${flag} +${value === undefined ? "" : value.replace(/\|/g, "\\|")}`));
  expect(stdout).toContain("PLOTON_MOCK_");
  expect(stdout).toContain("PLOTON_WEBHOOK_SECRET");
  expect(stdout).toMatch(/where to listen.*\[7568\]/);
});

test("help names version and help, what repeats, and each example as one line below what it is for", async () => {
  expect((await cli(["--help"])).stdout).toMatch(/ploton-mock help COMMAND[\s\S]*ploton-mock --version/);
  const { stdout } = await cli(["exec", "--help"]);
  expect(stdout).toMatch(/--port .*\[any free port\]/);
  expect(stdout).toMatch(/--log .*\[silent\]/);
  expect(stdout).toMatch(/--fault .*\(repeatable\)/);
  expect(stdout).toContain("\n  # any language: the mock is in the environment\n  ploton-mock exec -- pytest\n");
  expect((await cli(["fault", "--help"])).stdout).toMatch(/--clear +\[ID\]/);
});

describe("every command", () => {
  test.each(COMMANDS.map(({ name }) => name))("%s has help of its own", async (name) => {
    const command = COMMANDS.find((one) => one.name === name)!;
    const { code, stdout } = await cli([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`ploton-mock ${name}`);
    for (const { flag } of command.flags) expect(stdout).toContain(`--${flag}`);
    for (const [example] of command.examples) expect(stdout.replace(/\s+/g, "")).toContain(example.split(" ")[0]!);
  });

  test("-- ends our own flags: a command's --help is its own", async () => {
    const { stdout, code } = await cli(["exec", "--", "echo", "--help", "--version"]);
    expect({ stdout, code }).toEqual({ stdout: "--help --version\n", code: 0 });
  });
});

describe("completion", () => {
  test("the script is one that bash reads, and completes commands and options", async () => {
    const { stdout: script } = await cli(["completion"], { env: { SHELL: "/bin/bash" } });
    const ask = (line: string) =>
      `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _ploton-mock_yargs_completions; echo "\${COMPREPLY[*]}"`;
    const program = [
      `ploton-mock() { "${process.execPath}" "${BIN}" "$@"; }`,
      script,
      ask("ploton-mock deliv"),
      ask("ploton-mock check --ju"),
      ask("ploton-mock --webhook-s"),
    ].join("\n");
    const { stdout, stderr } = await launch("bash", ["-c", program], { env: { SHELL: "/bin/bash" } }).ended;
    expect({ stdout, stderr }).toEqual({ stdout: "deliveries\n--junit\n--webhook-secret\n", stderr: "" });
  });

  test("zsh gets its own", async () => {
    const { stdout } = await cli(["completion"], { env: { SHELL: "/bin/zsh" } });
    expect(stdout).toMatch(/^#compdef ploton-mock/);
  });

  test("a shell that is named is the one, whatever this one is", async () => {
    const inZsh = { env: { SHELL: "/bin/zsh", ZSH_NAME: "zsh" } };
    expect((await cli(["completion", "bash"], inZsh)).stdout).toContain("COMPREPLY");
    expect((await cli(["completion", "zsh"], { env: { SHELL: "/bin/bash" } })).stdout).toMatch(/^#compdef ploton-mock/);
    expect(await cli(["completion", "bsh"])).toMatchObject({
      code: 2,
      stderr: 'ploton-mock: SHELL must be one of bash, zsh, not "bsh". Did you mean "bash"?\n',
    });
  });
});
