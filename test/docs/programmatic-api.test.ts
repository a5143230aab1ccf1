// The page on the programmatic API names what there is: exports, options, and every member of a mock.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as api from "../../src/index.js";
import { OPTIONS } from "../../src/options.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/programmatic-api.md");

/** The names that begin the rows of the table with this head: `clock.now` of "| `clock.now()` | …". */
function rowsOf(head: string): string[] {
  const table = page.slice(page.indexOf(`| ${head} |`)).split("\n\n")[0]!;
  return [...table.matchAll(/^\| `([\w.]+)/gm)].map(([, name]) => name!);
}

/** The members of the type PlotonMock in the source; those of its groups as group.member. Symbols are left out. */
function membersOfType(): string[] {
  const body = /export type PlotonMock = \{\n([\s\S]*?)^\};/m.exec(read("src/control/ploton-mock.ts"))![1]!;
  const groups = /^ {2}readonly (\w+): \{([\s\S]*?)\};$|^ {2}(?:readonly )?(\w+)[:(]/gm;
  const all = [...body.replace(/\/\*\*[\s\S]*?\*\//g, "").matchAll(groups)].flatMap(([, group, members, single]) =>
    single ? [single] : [...members!.matchAll(/(?:^ {4}|^ )(\w+)\(/gm)].map(([, member]) => `${group}.${member}`),
  );
  return [...new Set(all)]; // a method of two forms stands twice
}

/** The same of a running mock, which the compiler holds to the type. */
function membersOf(mock: object): string[] {
  return Object.entries(mock).flatMap(([name, value]) =>
    typeof value === "object" && name !== "env" ? Object.keys(value).map((member) => `${name}.${member}`) : [name],
  );
}

test("its members are those of PlotonMock", async () => {
  const mock = await api.startPlotonMock();
  await mock.close();
  expect(rowsOf("member").sort()).toEqual(membersOfType().sort());
  expect(rowsOf("member").sort()).toEqual(membersOf(mock).sort());
});

test("each member has an example to see where it is typed", () => {
  const body = /export type PlotonMock = \{\n([\s\S]*?)^\};/m.exec(read("src/control/ploton-mock.ts"))![1]!;
  const examples = [...body.matchAll(/@example \S/g)];
  expect(examples).toHaveLength(membersOfType().length);
});

/** Each member of a type in a file, with the text above it. */
function textsOf(file: string, type: string): [string, string][] {
  const body = new RegExp(`export type ${type} = [^\n]*\\{\\n([\\s\\S]*?)^\\};`, "m").exec(read(file))![1]!;
  const members = [...body.matchAll(/(?: {2}\/\*\*([\s\S]*?)\*\/\n)? {2}(\w+)\??:/g)];
  return members.map(([, text = "", name]) => [name!, text.replace(/\s+\*?\s*/g, " ").trim()]);
}

test.each([
  ["src/index.ts", "StartOptions"],
  ["src/index.ts", "SimulateOptions"],
  ["src/simulate/simulate.ts", "SimulationSettings"],
])("each option in %s, %s, has a text and an example where it is typed", (file, type) => {
  const texts = textsOf(file, type);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.filter(([, text]) => !/^\S.*\. @example \S/.test(text))).toEqual([]);
});

test("what an option of a mock says where it is typed begins with what it says on the command line", () => {
  const texts = new Map(textsOf("src/index.ts", "StartOptions"));
  const others = OPTIONS.filter(({ key, cliOnly, help }) => {
    const text = texts.get(key)?.toLowerCase();
    return !cliOnly && !text?.startsWith(`${help.toLowerCase()}.`);
  });
  expect(others.map(({ key }) => key)).toEqual([]);
});

test("its exports are those of the package", () => {
  expect(rowsOf("export").sort()).toEqual(Object.keys(api).sort());
});

test("it names every option", () => {
  const inPrograms = OPTIONS.filter(({ key, cliOnly }) => !cliOnly && key !== "webhookUrl").map(({ key }) => key);
  expect(["webhook", "webhookPath", ...inPrograms].filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});

test("every type that it names is exported", () => {
  const types = read("src/control/types.ts");
  const named = new Set([...page.matchAll(/`(\w+Record)(?:\[\])?`/g)].map(([, name]) => name!));
  expect([...named].filter((name) => !types.includes(`export type ${name} =`))).toEqual([]);
});
