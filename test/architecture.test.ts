// The house's two tables, checked on the source: imports point down only, and each thing outside has one owner.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

type Source = { path: string; code: string; imports: string[] };

/** Every source file, its path as "room/file.ts", its code without comments, the files and packages it imports. */
const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => {
    const text = readFileSync(join(SRC, name), "utf8");
    const code = withoutComments(text);
    const imports = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)"([^"]+)"/g)].map(([, target]) =>
      target!.startsWith(".")
        ? posix(relative(SRC, join(SRC, dirname(name), target!))).replace(/\.js$/, ".ts")
        : target!,
    );
    return { path: posix(name), code, imports };
  });

function posix(path: string): string {
  return path.split(sep).join("/");
}

/** Comments out, text and regular expressions left where they are; `//` within quotes is no comment. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/.*$/gm,
    (_, quoted: string | undefined) => quoted ?? "",
  );
}

/** The room of a file: its folder, or its own name for those that stand at the top. */
function roomOf(path: string): string {
  return path.includes("/") ? path.split("/")[0]! : path;
}

const BELOW_CONTRACT = ["domain"];
const BELOW_ENGINE = ["contract", ...BELOW_CONTRACT];
const BELOW_CONTROL = [
  "engine",
  "scenarios.ts",
  "data",
  "fixtures",
  "infer",
  "options.ts",
  "option-values.ts",
  ...BELOW_ENGINE,
];
const BELOW_HTTP = ["control", ...BELOW_CONTROL];
const BELOW_MOCK = ["http", "handler-check", "simulate", "data", "version.ts", ...BELOW_HTTP];

/** What each room may import beside itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  contract: BELOW_CONTRACT,
  engine: BELOW_ENGINE,
  infer: ["domain"],
  fixtures: ["infer", ...BELOW_ENGINE],
  "handler-check": BELOW_ENGINE,
  "option-values.ts": BELOW_ENGINE,
  "options.ts": ["option-values.ts", ...BELOW_ENGINE],
  "version.ts": ["fixtures"],
  "fixture-worker.ts": ["engine", "fixtures", ...BELOW_ENGINE],
  data: ["engine", ...BELOW_ENGINE],
  "scenarios.ts": ["engine", "fixtures", ...BELOW_ENGINE],
  simulate: ["engine", "handler-check", ...BELOW_ENGINE],
  control: BELOW_CONTROL,
  http: BELOW_HTTP,
  "mock.ts": BELOW_MOCK,
  "index.ts": ["mock.ts", ...BELOW_MOCK],
  "vitest.ts": ["index.ts"],
  cli: ["index.ts", "options.ts", "version.ts", "handler-check", "simulate", "fixtures", "domain"],
};

/** What a program may ask for that is the command line's: loaded when it does. */
const DOOR_TO_THE_CLI = { from: "index.ts", to: "cli/log.ts" };

/** The single doors that the CLI has into rooms which are closed to it as a whole: starting, watching and calling a mock, telling what happened on it, and real time. */
const DOORS_OF_THE_CLI = [
  "mock.ts",
  "control/core.ts",
  "control/events.ts",
  "control/story.ts",
  "control/transports.ts",
  "control/types.ts",
  "engine/clock.ts",
  "scenarios.ts",
  "http/post-webhook.ts",
];

describe("imports", () => {
  it("point down only, from every room", () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      return imports
        .filter((target) => target.endsWith(".ts") && roomOf(target) !== room)
        .filter((target) => !MAY_IMPORT[room]?.includes(roomOf(target)))
        .filter((target) => path !== DOOR_TO_THE_CLI.from || target !== DOOR_TO_THE_CLI.to)
        .filter((target) => room !== "cli" || !DOORS_OF_THE_CLI.includes(target))
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("name files that are there", () => {
    const known = new Set(sources.map(({ path }) => path));
    const lost = sources.flatMap(({ imports }) =>
      imports.filter((target) => target.endsWith(".ts") && !known.has(target)),
    );
    expect(lost).toEqual([]);
  });

  it("lead to no circle", () => {
    // Those that are carried out as the file is loaded: types are gone by then, and `import()` comes later.
    const importsOf = new Map(
      sources.map(({ path, code, imports }) => {
        const bare = code.replace(/^(?:import|export) type [^;]*;/gm, "").replace(/\bimport\s*\(\s*"[^"]+"/g, "");
        return [path, imports.filter((target) => bare.includes(`/${target.split("/").at(-1)!.replace(/ts$/, "js")}"`))];
      }),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const follow = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) return void circles.push([...way.slice(way.indexOf(path)), path].join(" → "));
      if (done.has(path)) return;
      for (const target of importsOf.get(path) ?? []) follow(target, [...way, path]);
      done.add(path);
    };
    for (const { path } of sources) follow(path, []);
    expect(circles).toEqual([]);
  });

  it("of the program's entry are one", () => {
    const entry = readFileSync(new URL("../bin/ploton-mock.js", import.meta.url), "utf8");
    const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      engines: { node: string };
    };
    expect(entry.match(/\bimport\b[^\n]*/g)).toEqual(['import("../dist/cli.js");']);
    expect(entry).toContain(`var wanted = [${engines.node.replace(">=", "").replace(".", ", ")}];`);
  });

  it("are read at all: the table has a row for each room, and each row a room", () => {
    expect([...new Set(sources.map(({ path }) => roomOf(path)))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(sources.length);
  });
});

/** A thing outside, how it shows in code, and the only files that touch it. */
const OWNERS: [string, RegExp, (path: string) => boolean][] = [
  [
    "time and timers",
    /\bDate\.now\b|\bnew Date\(\s*\)|\bset(?:Timeout|Interval|Immediate)\(|\bperformance\.now\b|\bprocess\.hrtime\b|"node:timers/,
    among("engine/clock.ts", "http/post-webhook.ts"),
  ],
  [
    "chance",
    /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/,
    among("engine/random.ts"),
  ],
  ["express", /"express"/, among("http/pages.ts", "http/inspector.ts", "http/consent-page.ts")],
  ["the environment", /\bprocess\.env\b|\bprocess\.argv\b/, within("cli")],
  [
    "the process and the console",
    /\bprocess\.(?:exit|exitCode|stdout|stderr|stdin|kill|on|once)\b|\bconsole\./,
    (path) => within("cli")(path) || among("vitest.ts")(path),
  ],
  [
    "files",
    /"(?:node:)?fs(?:\/promises)?"|"chokidar"/,
    (path) =>
      within("fixtures", "data", "cli")(path) ||
      among("version.ts", "mock.ts", "http/inspector.ts", "infer/weights.ts")(path),
  ],
  [
    "servers and outgoing HTTP",
    /\bhttps?\.(?:request|get|createServer)\(|\bfetch\(|\bnew WebSocket\b|import \{[^}]*\brequest\b[^}]*\} from "node:https?"/,
    (path) => within("http", "cli")(path) || among("control/transports.ts", "handler-check/send.ts")(path),
  ],
  [
    "other programs",
    /"node:(?:child_process|worker_threads|cluster)"/,
    (path) => within("cli")(path) || among("handler-check/probe.ts", "fixtures/apart.ts", "fixture-worker.ts")(path),
  ],
];

function among(...paths: string[]): (path: string) => boolean {
  return (path) => paths.includes(path);
}

function within(...rooms: string[]): (path: string) => boolean {
  return (path) => rooms.includes(roomOf(path));
}

describe("one owner", () => {
  it.each(OWNERS)("has %s", (_, shows, owns) => {
    expect(sources.filter(({ path, code }) => shows.test(code) && !owns(path)).map(({ path }) => path)).toEqual([]);
  });

  it.each(OWNERS)("is no dead rule for %s: somebody touches it", (_, shows) => {
    expect(sources.some(({ code }) => shows.test(code))).toBe(true);
  });
});

describe("a source file", () => {
  it("declares no type by a name that is exported elsewhere: a name has one meaning", () => {
    const declared = sources
      // What the grammar of prompts calls its own is seen nowhere else.
      .filter(({ path }) => roomOf(path) !== "infer")
      .flatMap(({ path, code }) =>
        [...code.matchAll(/^(export )?(?:type|interface|class) (\w+)/gm)].map(([, exported, name]) => ({
          path,
          name: name!,
          exported: exported !== undefined,
        })),
      );
    const twice = declared
      .filter(({ path, name }) => declared.some((one) => one.exported && one.name === name && one.path !== path))
      .map(({ path, name }) => `${name} in ${path}`);
    expect(twice.sort()).toEqual([]);
  });

  it("begins by saying its place in the idea", () => {
    const mute = readdirSync(SRC, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .filter((name) => !/^(?:\/\/ |\/\*\*)/.test(readFileSync(join(SRC, name), "utf8").replace(/^#!.*\n/, "")));
    expect(mute).toEqual([]);
  });

  it("holds no any, no unchecked line, no default export", () => {
    const forbidden = /:\s*any\b|\bas any\b|<any\b|\bany\[\]|\bexport default\b/;
    const typed = (code: string) => code.replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');
    const wrong = sources.filter(
      ({ path, code }) => forbidden.test(typed(code)) || /@ts-/.test(readFileSync(join(SRC, path), "utf8")),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("has a short kebab-case name that is no rag-bag, two folders deep at most", () => {
    const odd = sources
      .map(({ path }) => path)
      .filter(
        (path) =>
          !/^(?:[a-z]+(?:-[a-z]+)*\/){0,2}[a-z]+(?:-[a-z]+)*\.ts$/.test(path) ||
          /\b(?:utils?|helpers?|common|manager|misc)\b/.test(path),
      );
    expect(odd).toEqual([]);
  });
});
