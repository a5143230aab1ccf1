// The commands for scenarios: init, validate, explain, save, import.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { begin, call, cleanUp, cli, folderWith, mockHere, WEATHER } from "./cli.js";

afterEach(cleanUp);

test("init writes a scenario, its schema and a config that work, and overwrites nothing", async () => {
  const cwd = folderWith();
  const first = await cli(["init"], { cwd });
  expect(first.stdout).toMatch(
    /^written {2}ploton-fixtures\/example\.yaml\nwritten {2}ploton-fixtures\/fixture\.schema\.json\nwritten {2}ploton-mock\.config\.yaml\n/,
  );
  expect(await cli(["validate"], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 fixture is valid/),
  });
  await begin(["-p", "0"], { cwd }).sees(/fixtures +\d+ shipped, 1 from ploton-fixtures/);
  JSON.parse(readFileSync(join(cwd, "ploton-fixtures/fixture.schema.json"), "utf8"));
  writeFileSync(join(cwd, "ploton-mock.config.yaml"), "port: 1\n");
  expect((await cli(["init"], { cwd })).stdout).toMatch(
    /kept {5}ploton-fixtures\/example\.yaml[\s\S]*kept {5}ploton-mock\.config\.yaml/,
  );
  expect(readFileSync(join(cwd, "ploton-mock.config.yaml"), "utf8")).toBe("port: 1\n");
  expect((await cli(["init", "deep/er"], { cwd })).stdout).toMatch(
    /written {2}deep\/er\/ploton-fixtures\/example\.yaml/,
  );
});

test("validate prints each problem with its place, and ends with 1", async () => {
  const cwd = folderWith({
    "a.yaml": "name: a\nplan: [{ complete: {}, after: never }]\nwhne: {}\n",
    "b.yaml": "name: b\nplan: [{ complete: {} }]\n",
  });
  const { code, stdout } = await cli(["validate", "a.yaml", "b.yaml"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^a\.yaml:2:\d+ {2}plan\[0\]\.after {2}.*\na\.yaml:3:1 {2}.*whne.*\n2 problems; 1 fixture is valid\n$/,
  );
  const { problems } = JSON.parse((await cli(["validate", "a.yaml", "--json"], { cwd })).stdout) as {
    problems: object[];
  };
  expect(problems).toMatchObject([
    { file: "a.yaml", line: 2 },
    { file: "a.yaml", line: 3 },
  ]);
});

test("validate holds a fixture's faults to the retry schedule, as start does", async () => {
  const yaml = "name: a\nplan: [{ complete: {} }]\nfaults: [webhook drop attempt=6]\n";
  const cwd = folderWith({ "a.yaml": yaml });
  expect(await cli(["validate", "a.yaml"], { cwd })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^a\.yaml:3:10 {2}faults\[0\] {2}attempt=6 can never strike/),
  });
  expect(await cli(["validate", "a.yaml", "--retry", "1s,1s,1s,1s,1s"], { cwd })).toMatchObject({ code: 0 });
  expect(await cli(["explain", "x", "-f", "a.yaml"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("attempt=6 can never strike"),
  });
});

test("init says where nothing can be written, at once", async () => {
  const cwd = folderWith({ file: "" });
  expect(await cli(["init", "file"], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/cannot be written: a part of its path is a file, not a folder/),
  });
  if (process.platform === "linux") expect(await cli(["init", "/proc/nothing"], { cwd })).toMatchObject({ code: 1 });
});

test("counts are in good grammar, and nothing is not right", async () => {
  const cwd = folderWith({ "bad.yaml": "name: a\n" });
  mkdirSync(join(cwd, "empty"));
  expect((await cli(["validate", "bad.yaml"], { cwd })).stdout).toMatch(/\n1 problem; 0 fixtures are valid\n$/);
  expect(await cli(["validate", "empty/"], { cwd })).toMatchObject({ code: 0, stdout: "no fixture files in empty/\n" });
  expect(await cli(["validate", "nope.yaml"], { cwd })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^nope\.yaml {2}It does not exist; check the path\.\n/),
  });
  const { stderr } = await cli(["explain", "x", "-f", "bad.yaml"], { cwd });
  expect(stderr).toMatch(/\nploton-mock: fix the fixtures first\.\n$/);
});

test("validate without anything to check says so", async () => {
  expect(await cli(["validate"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/There is no ploton-fixtures\/ here/),
  });
});

test("what init writes is picked up by a mock that runs already", async () => {
  const cwd = folderWith();
  const mock = begin(["-p", "0"], { cwd });
  await mock.sees(/your own: put them into ploton-fixtures/);
  await cli(["init"], { cwd });
  await mock.sees(/fixtures reloaded: ploton-fixtures/);
});

test("explain tells the winner, its plan, why the others do not answer, and a fixture to paste where none of your own answers", async () => {
  const cwd = folderWith({
    "mine.yaml":
      "name: mine\nwhen: { prompt: { contains: oslo }, user_id: u1 }\nplan: [{ after: 1s..2s, complete: { sunny: true } }]\n",
  });
  const args = ["explain", "Weather in Oslo", "-f", "mine.yaml", "--user-id"];
  const { code, stdout } = await cli([...args, "u1"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^mine \(mine\.yaml\) answers: [\s\S]*after 1s\.\.2s {2}complete {2}\{"sunny":true\}[\s\S]*The others:/,
  );
  expect(stdout).not.toContain("A fixture of your own");
  expect((await cli([...args, "u2"], { cwd })).stdout).toMatch(
    /A fixture of your own for it, to paste and change:\n[\s\S]*name: weather-in-oslo/,
  );
  const other = JSON.parse((await cli([...args, "u2", "--json"], { cwd })).stdout) as {
    winner: { name: string };
    losers: { name: string; failed: string }[];
  };
  expect(other.winner.name).toBe("general");
  for (const { name } of other.losers.filter((one) => one.name !== "mine")) expect(stdout).toContain(`  ${name} `);
  expect(other.losers.find(({ name }) => name === "mine")!.failed).toMatch(/user_id/);
  expect(await cli([...args, "u2", "--unmatched", "error"], { cwd })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^No fixture answers this prompt/),
  });
});

test("explain takes all that a request can be chosen by, and gives the plan as a file has it", async () => {
  const step = "{ after: 1s..2s, complete: { $infer: true } }";
  const cwd = folderWith({ "a.yaml": `name: mine\nwhen: { mode: test, sub_agent: sales }\nplan: [${step}]\n` });
  const args = ["explain", "Return name and email for each contact", "-f", "a.yaml", "--json"];
  const { stdout } = await cli([...args, "--mode", "test", "--sub-agent", "sales"], { cwd });
  expect(JSON.parse(stdout).winner).toMatchObject({
    name: "mine",
    plan: [{ after: "1s..2s", complete: { $infer: true } }],
    inferred: { contacts: expect.any(Array) },
  });
  expect(JSON.parse((await cli(args, { cwd })).stdout).winner.name).toBe("general");
  expect(await cli([...args, "--mode", "tset"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--mode must be live or test.*Did you mean "test"/),
  });
});

test("a saved task is a fixture that plays it again", async () => {
  const mock = await mockHere(["--clock", "frozen"]);
  await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
  await cli(["advance", "3s", "--url", mock.url]);
  const { stdout } = await cli(["save", "task_8xK2mP", "--url", mock.url]);
  const cwd = folderWith({ "saved.yaml": stdout });
  expect(await cli(["validate", "saved.yaml"], { cwd })).toMatchObject({ code: 0 });
  expect(stdout).toContain("temperature: 62°F");
  expect(await cli(["save", "task_no", "--url", mock.url])).toMatchObject({ code: 1, stdout: "" });
});

test("a pasted answer is a fixture that gives it again", async () => {
  const input =
    '{"event":"task.complete","task_id":"task_1aB2cD","timestamp":"2025-06-15T14:22:03Z","data":{"ok":true}}';
  const { code, stdout } = await cli(["import", "--prompt", "Do it"], { input });
  expect(code).toBe(0);
  expect(stdout).toMatch(/prompt: Do it[\s\S]*task_1aB2cD[\s\S]*ok: true/);
  expect(await cli(["import"], { input: "nothing" })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/This is not JSON/),
  });
});

test("explain takes a prompt that begins with a dash, after --", async () => {
  const { code, stdout } = await cli(["explain", "--json", "--", "- list of deals"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ winner: { name: "general" } });
});

test("explain refuses a prompt that no task can have, as a create call does", async () => {
  expect(await cli(["explain", ""])).toMatchObject({ code: 2, stderr: expect.stringMatching(/prompt/) });
});
