// The steps of a CI job as a plain script: start, the environment, stories, stop.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { BIN, call, cleanUp, folderWith, launch, WEATHER } from "./cli.js";

afterEach(cleanUp);

const SCRIPT = fileURLToPath(new URL("../../scripts/ci-mock.sh", import.meta.url));

test("a job's steps share a mock, and what happened to its tasks is kept", async () => {
  const cwd = folderWith({ "github-env": "" });
  const env = { PLOTON_MOCK_COMMAND: `${process.execPath} ${BIN}`, CI_MOCK_FOLDER: join(cwd, "ci") };
  const run = (args: string[], more = {}) => launch("sh", [SCRIPT, ...args], { cwd, env: { ...env, ...more } }).ended;
  const file = join(cwd, "github-env");
  const started = await run(["start", "--clock", "instant", "--webhook-secret", "whsec \"it's"], { GITHUB_ENV: file });
  expect(started).toMatchObject({ code: 0, stdout: "" });
  const [, url] = /^PLOTON_BASE_URL=(.*)$/m.exec(readFileSync(file, "utf8"))!;
  expect(readFileSync(file, "utf8")).toContain("PLOTON_WEBHOOK_SECRET=whsec \"it's\n");
  await call(url!, "/tasks", { prompt: WEATHER });
  expect(await run(["stories"])).toMatchObject({ code: 0, stdout: "task_8xK2mP.json\ntask_8xK2mP.txt\n" });
  expect(readFileSync(join(cwd, "ci/stories/task_8xK2mP.txt"), "utf8")).toMatch(/^task_8xK2mP {2}complete/);
  expect(await run(["stop"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^stopped: /) });
  expect(await run(["stop"])).toMatchObject({ code: 1 });
  expect(await run([])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^usage: /) });
});
