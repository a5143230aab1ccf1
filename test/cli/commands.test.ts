// The commands that need no running mock: sign, env, diagnose.

import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, cli, folderWith, launch, mockHere } from "./cli.js";

afterEach(cleanUp);

const BODY =
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}';
const SIGNATURE = "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1";

describe("sign", () => {
  test("prints the documented signature of a file and of standard input, and nothing else", async () => {
    const cwd = folderWith({ "body.json": BODY });
    for (const result of [
      await cli(["sign", "body.json"], { cwd }),
      await begin(["sign"], { input: BODY }).ended,
      await cli(["sign", "-"], { input: BODY }),
    ])
      expect(result).toMatchObject({ code: 0, stdout: `${SIGNATURE}\n`, stderr: "" });
  });

  test("takes the secret from a flag, the environment or the config file", async () => {
    const [flag, env, file] = [
      await cli(["sign", "--webhook-secret", "s"], { input: "x" }),
      await cli(["sign"], { input: "x", env: { PLOTON_WEBHOOK_SECRET: "s" } }),
      await cli(["sign"], { input: "x", cwd: folderWith({ "ploton-mock.config.json": '{"webhook-secret":"s"}' }) }),
    ];
    expect(flag.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect([env.stdout, file.stdout]).toEqual([flag.stdout, flag.stdout]);
    expect(await cli(["sign", "--secret", "s"], { input: "x" })).toEqual(flag);
  });

  test("says what is wrong with a file", async () => {
    expect(await cli(["sign", "nope"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "ploton-mock: nope cannot be read: it does not exist.\n",
    });
  });
});

describe("env", () => {
  test("prints lines that a shell takes over, whatever is in them", async () => {
    const secret = 'it\'s $HOME `x` "y" \\';
    const { stdout } = await cli(["env", "--defaults", "--port", "1", "--webhook-secret", secret]);
    const shown = await launch(
      "sh",
      ["-c", `${stdout}\nprintf '%s|%s|%s' "$PLOTON_BASE_URL" "$PLOTON_API_KEY" "$PLOTON_WEBHOOK_SECRET"`],
      {},
    ).ended;
    expect(shown.stdout).toBe(`http://localhost:1/v1|pk_test_mock|${secret}`);
  });

  test("prints JSON for programs, asked of a running mock", async () => {
    const mock = await mockHere(["--webhook-secret", "whsec_running"]);
    const { stdout } = await cli(["env", "--json", "--url", mock.url]);
    expect(JSON.parse(stdout)).toEqual({
      PLOTON_BASE_URL: mock.baseUrl,
      PLOTON_API_KEY: "pk_test_mock",
      PLOTON_WEBHOOK_SECRET: "whsec_running",
      PLOTON_MOCK_URL: mock.url,
    });
  });

  test("speaks to other shells, and says which there are", async () => {
    const env = (shell: string) =>
      cli(["env", "--defaults", "--port", "1", "--shell", shell, "--webhook-secret", "it's"]);
    expect((await env("powershell")).stdout).toContain("$env:PLOTON_WEBHOOK_SECRET = 'it''s'\n");
    expect((await env("fish")).stdout).toContain("set -gx PLOTON_WEBHOOK_SECRET 'it\\'s'\n");
    expect((await env("cmd")).stdout).toContain('set "PLOTON_WEBHOOK_SECRET=it\'s"\n');
    expect(await env("powrshell")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--shell must be one of sh, fish, powershell, cmd.* Did you mean "powershell"/),
    });
  });

  test("keeps this machine out of a proxy, where the environment names one", async () => {
    const env = { HTTPS_PROXY: "http://proxy.example:3128", NO_PROXY: "intranet.example" };
    const { stdout } = await cli(["env", "--defaults", "--port", "1"], { env });
    expect(stdout).toContain("export NO_PROXY=intranet.example,localhost,127.0.0.1,::1\n");
    expect(stdout).toContain("export no_proxy=intranet.example,localhost,127.0.0.1,::1\n");
    expect((await cli(["env", "--defaults", "--port", "1"])).stdout).not.toContain("PROXY");
  });

  test("cannot know any free port", async () => {
    expect(await cli(["env", "-p", "0"])).toMatchObject({ code: 2, stderr: expect.stringMatching(/With port 0/) });
  });
});

describe("diagnose", () => {
  const spaced = BODY.replaceAll(",", ", ");

  test("says when a signature is right, with 0", async () => {
    const { code, stdout } = await cli(["diagnose", "--signature", SIGNATURE], { input: BODY });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^This is the right signature/) });
  });

  test("names a proven mistake and its mend, with 1", async () => {
    const { code, stdout } = await cli(["diagnose", "--signature", SIGNATURE], { input: spaced });
    expect(code).toBe(1);
    expect(stdout).toMatch(/JSON\.stringify\(JSON\.parse\(body\)\)[\s\S]*raw body[\s\S]*the bytes differ/);
  });

  test("does not guess", async () => {
    const { code, stdout } = await cli(["diagnose", "--signature", "0".repeat(64)], { input: BODY });
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/no known mistake explains it/) });
  });

  test("tries another secret, and speaks JSON", async () => {
    const { stdout: signature } = await cli(["sign", "--webhook-secret", "whsec_old"], { input: BODY });
    const isRight = ["diagnose", "--signature", signature.trim(), "--secret", "whsec_old"];
    expect(await cli(isRight, { input: BODY })).toMatchObject({ code: 0 });
    const args = ["diagnose", "--json", "--signature", signature.trim(), "--other-secret", "whsec_old"];
    const answer = JSON.parse((await cli(args, { input: BODY })).stdout) as {
      right: boolean;
      diagnosis: { message: string };
    };
    expect(answer.right).toBe(false);
    expect(answer.diagnosis.message).toMatch(/secret/);
  });

  test("says of what is no signature that it is none", async () => {
    const { stdout } = await cli(["diagnose", "--signature", "abc"], { input: BODY });
    expect(stdout).toMatch(/^This is no signature: it is 3 characters long, and a signature is 64 hex digits/);
  });

  test("needs a signature", async () => {
    expect(await cli(["diagnose"])).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs --signature/) });
  });
});
