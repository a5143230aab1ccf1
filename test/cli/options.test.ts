// Where options come from, which source wins, and what is said of those that are wrong.

import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, cli, folderWith, refused, type Setting, startMock } from "./cli.js";

afterEach(cleanUp);

async function webhookOf(args: readonly string[], setting: Setting = {}): Promise<Record<string, unknown>> {
  const mock = await startMock(args, setting);
  return (await (await fetch(`${mock.url}/_mock/webhook`)).json()) as Record<string, unknown>;
}

describe("an option", () => {
  const file = { "ploton-mock.config.yaml": "webhook-timeout: 1s\n" };
  const env = { PLOTON_MOCK_WEBHOOK_TIMEOUT: "2s" };

  test("has its default", async () => {
    expect(await webhookOf([])).toEqual({
      url: null,
      secret: "whsec_test_secret",
      timeout: "30s",
      retry: ["1m", "11m", "2h", "21h48m"],
    });
  });
  test("is read from the config file", async () => {
    expect(await webhookOf([], { cwd: folderWith(file) })).toMatchObject({ timeout: "1s" });
  });
  test("is read from the environment, before the config file", async () => {
    expect(await webhookOf([], { cwd: folderWith(file), env })).toMatchObject({ timeout: "2s" });
  });
  test("is read from a flag, before all others", async () => {
    expect(await webhookOf(["--webhook-timeout", "3s"], { cwd: folderWith(file), env })).toMatchObject({
      timeout: "3s",
    });
  });
});

test("the secret has Ploton's own environment name", async () => {
  expect(await webhookOf([], { env: { PLOTON_WEBHOOK_SECRET: "whsec_mine" } })).toMatchObject({ secret: "whsec_mine" });
});

describe("the config file", () => {
  test.each([
    ["ploton-mock.config.yaml", "retry: none\n"],
    ["ploton-mock.config.yml", "retry: [2m]\n"],
    ["ploton-mock.config.json", '{\n\t"webhook_secret": "whsec_json"\n}'],
    ["ploton-mock.config.yaml", "# nothing but a comment\n"],
  ])("%s: %j", async (name, content) => {
    const expected = content.startsWith("{")
      ? { secret: "whsec_json" }
      : content.includes("2m")
        ? { retry: ["2m"] }
        : { url: null };
    expect(await webhookOf([], { cwd: folderWith({ [name]: content }) })).toMatchObject(expected);
  });

  test("may be named by --config or PLOTON_MOCK_CONFIG", async () => {
    const cwd = folderWith({ "other.yaml": "webhook-url: http://localhost:9/x\n" });
    expect(await webhookOf(["--config", "other.yaml"], { cwd })).toMatchObject({ url: "http://localhost:9/x" });
    expect(await webhookOf([], { cwd, env: { PLOTON_MOCK_CONFIG: "other.yaml" } })).toMatchObject({
      url: "http://localhost:9/x",
    });
  });

  test.each([
    [
      "port: 1\nprot: 2\n",
      /ploton-mock\.config\.yaml: there is no option "prot"\. Did you mean "port"\? Allowed: the \d+ that ploton-mock start --help lists\.$/m,
    ],
    [
      "fixtures: [{ name: a }]\n",
      /ploton-mock\.config\.yaml: fixtures must be the path of a file of a scenario, or of a folder of them, .*, not \{"name":"a"\}\./,
    ],
    ["data: 5\n", /ploton-mock\.config\.yaml: data must be the path of a file, not 5\./],
    ["port: many\n", /ploton-mock\.config\.yaml: port must be a whole number from 0 to 65535, not "many"\./],
    ["clock: frosen\n", /clock must be one of live, frozen, instant, not "frosen"\. Did you mean "frozen"\?/],
    ["port: 1\nhost: [a\n", /ploton-mock\.config\.yaml:\d+:\d+ /],
    [
      "clock: [\n",
      /^ploton-mock: ploton-mock\.config\.yaml:\d+:\d+ [^\n]*\nThis is the config file[^\n]*--config\.\n$/,
    ],
    ["port: 1\nport: 2\n", /ploton-mock\.config\.yaml:2:1 .*twice/],
    ["- port\n", /ploton-mock\.config\.yaml:1:1 .*holds options/],
  ])("%j is refused", async (content, message) => {
    const { code, stderr } = await refused([], { cwd: folderWith({ "ploton-mock.config.yaml": content }) });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test.each([
    [
      '{\n  "port": 1,\n}\n',
      /^ploton-mock: ploton-mock\.config\.json:2:12 {2}Not valid JSON here: a comma stands after the last/,
    ],
    ["# no port\n", /^ploton-mock: ploton-mock\.config\.json:1:1 {2}Not valid JSON here: JSON has no comments;/],
  ])("is JSON where it is called so: %j is refused", async (content, message) => {
    const { code, stderr } = await refused([], { cwd: folderWith({ "ploton-mock.config.json": content }) });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test("must be one", async () => {
    const cwd = folderWith({ "ploton-mock.config.yaml": "port: 1\n", "ploton-mock.config.json": "{}" });
    const { code, stderr } = await refused([], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "ploton-mock: There are ploton-mock.config.yaml and ploton-mock.config.json; keep one of them, or name one with --config.\n",
    });
  });

  test("that --config names must be there", async () => {
    expect(await refused(["--config", "no.yaml"])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no\.yaml cannot be read: it does not exist/),
    });
  });
});

describe("a wrong command line ends with 2 and says", () => {
  test.each([
    [
      ["startt"],
      /There is no command "startt"\. Did you mean "start"\? Allowed: the \d+ that ploton-mock --help lists\.$/m,
    ],
    [
      ["--prot", "1"],
      /start has no option --prot\. Did you mean "--port" or "--from"\? Allowed: the \d+ that ploton-mock start --help lists\.$/m,
    ],
    [["-x"], /start has no option -x\. Allowed: the \d+ that ploton-mock start --help lists\.$/m],
    [["completion", "--fish"], /completion has no option --fish\.$/m],
    [["advance", "--by", "3s"], /advance has no option --by\. Allowed: --to, --until-idle, --url,/],
    [["--no-wach"], /start has no option --wach\. Did you mean "--watch"\?/],
    [["--no-port"], /There is no --no-port: --port takes a value/],
    [["--no-fixtures"], /There is no --no-fixtures: --fixtures takes a value/],
    [["--port"], /--port needs a value/],
    [["-w"], /-w needs a value/],
    [["exec", "--", ""], /exec takes the command after --/],
    [["--fixtures"], /--fixtures needs a value/],
    [["--port", "99999"], /--port must be a whole number from 0 to 65535, not "99999"/],
    [["--port", "1", "--port", "2"], /--port was given 2 times/],
    [["--webhook-url", "localhost:3000"], /--webhook-url must be a URL such as http:\/\/localhost:3000\/webhook/],
    [["--retry", "soon"], /--retry must be waits such as/],
    [["--no-watch=false"], /--no-watch takes no value\./],
    [["--retry", ""], /--retry must not be empty\./],
    [["--seed", ""], /--seed must not be empty\./],
    [["--data", "/no/such/folder/d.json"], /there is no folder \/no\/such\/folder\. Make it first/],
    [["--data", "."], /--data \. cannot be read: it is a folder/],
    [["exec", "--open", "--", "true"], /exec has no option --open/],
    [["--watch=perhaps"], /--watch must be true, false or poll, not "perhaps"/],
    [["--open=perhaps"], /--open must be true or false, not "perhaps"/],
    [["tasks", "--url", "nonsense"], /--url must be a URL such as http:\/\/localhost:7568, not "nonsense"/],
    [["wait", "--ready", "--url", "nonsense"], /--url must be a URL such as/],
    [["replay", "--to", "localhost:3000"], /"localhost:3000" is no URL of a handler/],
    [["--now", "yesterday"], /--now must be an ISO 8601 time/],
    [["--speed", "fast"], /--speed must be a number/],
    [["--api-key", "sk_1"], /--api-key must be a key that begins with pk_test_ or pk_live_/],
    [["--rate-limit", "lots"], /--rate-limit must be calls in a time, such as "100\/1m"/],
    [["--fault", "webhook lost-ak"], /--fault: There is no webhook fault "lost-ak"\. Did you mean "lost-ack"\?/],
    [["--port", "1", "start"], /The command goes first: ploton-mock start/],
    [
      ["--url", "http://localhost:1", "tasks"],
      /start has no option --url\..* The command goes first: ploton-mock tasks/,
    ],
    [["start", "here"], /start does not take "here"\. Usage: ploton-mock start/],
    [["task"], /task needs TASK\. Usage: ploton-mock task <TASK>/],
    [["exec", "pytest"], /exec takes CMD\.\.\. after --, as in: ploton-mock exec -- pytest/],
    [["exec"], /exec takes the command after --, as in: ploton-mock exec -- pytest/],
    [["tasks", "--", "x"], /tasks does not take "x"/],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await refused(args);
    expect(stderr).toMatch(message);
    // What env prints is evaluated by a shell, which is to fail as well.
    expect({ code, stdout }).toEqual({ code: 2, stdout: args[0] === "env" ? "false\n" : "" });
  });

  test("env, whose output a shell evaluates, says there that it failed", async () => {
    expect(await cli(["env", "--url", "localhost:7568"])).toMatchObject({
      code: 2,
      stdout: "false\n",
      stderr: expect.stringMatching(/--url must be a URL such as http:\/\/localhost:7568, not "localhost:7568"/),
    });
  });

  test("an environment variable by its name", async () => {
    const { code, stderr } = await refused([], { env: { PLOTON_MOCK_PORT: "lots" } });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'ploton-mock: PLOTON_MOCK_PORT must be a whole number from 0 to 65535, not "lots".\n',
    });
  });
});

describe("is remarked on, and the mock starts", () => {
  test.each([
    [[], { PLOTON_MOCK_CLOK: "frozen" }, /no option for PLOTON_MOCK_CLOK.* Did you mean "PLOTON_MOCK_CLOCK"\?/],
    [["--clock", "instant", "--speed", "3"], {}, /--speed 3 does nothing with --clock instant/],
  ])("%j %j", async (args, env, message) => {
    const mock = await startMock(args, { env });
    await mock.sees(message, "stderr");
  });
  test("not what is known or somebody else's", async () => {
    const env = {
      PLOTON_MOCK_CHROMIUM: "x",
      PLOTON_MOCK_COMMAND: "x",
      PLOTON_MOCK_SERVICE_HOST: "10.0.0.1",
      PLOTON_MOCK_PORT_7568_TCP: "x",
    };
    expect(await cli(["sign"], { env, input: "x" })).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("lists and switches", () => {
  const fixture = (name: string) => `name: ${name}\nwhen: { prompt: ${name} }\nplan: [{ complete: {} }]\n`;
  const files = { "a.yaml": fixture("a"), "b.yaml": fixture("b"), "c.yaml": fixture("c") };

  test("several values after one flag, and the flag again", async () => {
    await begin(["-p", "0", "-f", "a.yaml", "b.yaml", "-f", "c.yaml"], { cwd: folderWith(files) }).sees(
      /3 from a\.yaml, b\.yaml, c\.yaml/,
    );
  });
  test("faults, each a word of its own", async () => {
    const mock = await startMock(["--fault", "webhook drop", "--fault", "api latency by=1s"]);
    const { data } = (await (await fetch(`${mock.url}/_mock/faults`)).json()) as { data: { spec: string }[] };
    expect(data.map(({ spec }) => spec)).toEqual(["webhook drop", "api latency by=1s"]);
  });
  test.each([["--no-builtin-fixtures"], ["--builtin-fixtures=off"], ["--builtin-fixtures=false"]])(
    "%s turns it off",
    async (flag) => {
      await begin(["-p", "0", flag]).sees(/fixtures +0 shipped/);
    },
  );
  test("--builtin-fixtures=on leaves it on", async () => {
    await begin(["-p", "0", "--builtin-fixtures=on"]).sees(/fixtures +1\d shipped/);
  });
  test("keys that are not listed are refused", async () => {
    const mock = await startMock(["--api-key", "pk_test_one", "pk_test_two"]);
    const statusOf = async (key: string) =>
      (await fetch(`${mock.baseUrl}/tasks`, { headers: { Authorization: `Bearer ${key}` } })).status;
    expect([await statusOf("pk_test_two"), await statusOf("pk_test_three")]).toEqual([200, 401]);
  });
});
