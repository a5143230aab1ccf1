// The log of --data: what a kill leaves goes on; what is cut is dropped, what is damaged refused; a full disk stops nothing.

import fs, { appendFileSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { openData } from "../../src/data/log.js";
import type { JsonObject } from "../../src/domain/json.js";
import { seen as made } from "../../src/domain/lazy.js";
import type { DataStep, Step, Task } from "../../src/domain/task.js";
import { createAccounts } from "../../src/engine/accounts.js";
import { plainLine } from "../../src/engine/accounts-state.js";
import { realTime } from "../../src/engine/clock.js";
import { ACCOUNT_CAPS } from "../../src/engine/retention.js";
import { isBirth } from "../../src/engine/tasks.js";
import { type PlotonMock, type StartOptions, startPlotonMock } from "../../src/index.js";
import { until } from "../control/gate.js";
import { createIn, dataFile, handler, killed } from "./kept.js";

async function start(options: StartOptions): Promise<PlotonMock> {
  const mock = await startPlotonMock(options);
  onTestFinished(() => mock.close());
  return mock;
}

/** All that a client can see of an account. */
async function seen(mock: PlotonMock) {
  return {
    tasks: await mock.tasks.list(),
    deliveries: await mock.deliveries.list(),
    consents: await mock.consents.list(),
    faults: await mock.faults.list(),
    webhook: await mock.webhook.get(),
    clock: await mock.clock.get(),
  };
}

const DEFAULT = { text: "whsec_test_secret", isGiven: false, isWithheld: false };

const PROMPTS = [
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "Return name, email, and company for each contact",
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
];

/** A mock with a past: tasks, retries, consents, faults, made accounts, a reset, a webhook that was set. */
async function withPast(data: string, webhook: string): Promise<PlotonMock> {
  const mock = await start({ data, fault: "webhook status=503 times=2", retry: "1m,2m" });
  await mock.webhook.set({ url: webhook, secret: "whsec_set_meanwhile" });
  for (const prompt of PROMPTS) await createIn(mock, { prompt, user_id: "user_1", metadata: { n: 1 } });
  await mock.faults.add("api server-error route=get times=3");
  await mock.clock.advance("10s");
  const other = await mock.account({ apiKey: "pk_test_other", webhook });
  await createIn(other, { prompt: PROMPTS[0] });
  await other.clock.advance("5s");
  const gone = await mock.account({ apiKey: "pk_test_gone" });
  await gone.close();
  return mock;
}

describe("after a kill", () => {
  test("all is as clients were told, and goes on as it would have: the default account and made ones", async () => {
    const data = dataFile();
    const { got, listener } = handler();
    await using host = await startPlotonMock();
    const url = await host.webhook.serve(listener);
    const mock = await withPast(data, url.url!);
    const other = await mock.account({ apiKey: "pk_test_third" });
    const before = await seen(mock);
    const accounts = await mock.accounts.list();
    const copy = await killed(mock, data);
    void other;

    const next = await start({ data: copy, fault: "webhook status=503 times=2", retry: "1m,2m" });
    expect(await seen(next)).toEqual(before);
    const known = (all: typeof accounts) => all.map(({ api_key, tasks }) => [api_key, tasks]);
    expect(known(await next.accounts.list())).toEqual(known(accounts));
    const calls = got.length;
    await next.clock.advance("1h");
    const all = await next.deliveries.list();
    expect(all.every(({ state }) => state === "delivered")).toBe(true);
    expect(all.every(({ attempts }) => attempts.length <= 3)).toBe(true);
    const made = (those: typeof all) => those.flatMap(({ attempts }) => attempts).length;
    expect(got.length).toBe(calls + made(all) - made(before.deliveries));
    const refused = await fetch(`${next.baseUrl}/tasks`, { headers: { Authorization: "Bearer pk_test_gone" } });
    expect(refused.status).toBe(401);
  });

  test("the next task has the id that it would have had without", async () => {
    const data = dataFile();
    const mock = await start({ data });
    await createIn(mock, { prompt: "Once more" });
    const copy = await killed(mock, data);
    const ids = [];
    for (const file of [copy, undefined]) {
      const next = await start(file === undefined ? {} : { data: file });
      if (file === undefined) await createIn(next, { prompt: "Once more" });
      ids.push((await createIn(next, { prompt: "Once more" })).id);
    }
    expect(ids[0]).toBe(ids[1]);
  });

  test("an attempt that was on the wire is interrupted, counts, and goes on at its place in the schedule", async () => {
    const data = dataFile();
    const { got, answer, listener, waiting } = handler();
    answer.status = 0;
    const mock = await start({ data, webhook: listener });
    const { url } = await mock.webhook.get();
    await createIn(mock, { prompt: PROMPTS[0] });
    const advance = mock.clock.advance("3s").catch(() => {});
    await until(() => got.length === 1);
    const copy = `${data}.copy`;
    fs.copyFileSync(data, copy);

    answer.status = 200;
    const next = await start({ data: copy, webhook: url });
    const [delivery] = await next.deliveries.list();
    expect(delivery!.attempts).toMatchObject([{ number: 1, outcome: "interrupted", at: "2025-06-15T14:22:03Z" }]);
    expect(delivery!.next_attempt_at).toBe("2025-06-15T14:23:03Z");
    await next.clock.advance("1m");
    expect(got).toHaveLength(2);
    expect((await next.deliveries.list())[0]).toMatchObject({ state: "delivered" });
    for (const go of waiting) go();
    await advance;
  });

  test("a result that nobody has read is not in the file, and comes as it would have; one that was read is in it", async () => {
    const data = dataFile();
    const [first, twin] = [await start({ data }), await start({})];
    const ids: string[] = [];
    for (const mock of [first, twin]) {
      for (const team of ["red", "blue"])
        ids.push((await createIn(mock, { prompt: `Return name and email of each member of team ${team}` })).id);
      await mock.clock.advance("3s");
    }
    const read = await first.tasks.get(ids[0]!);
    const next = await start({ data: await killed(first, data) });
    const text = readFileSync(data, "utf8");
    expect(read.result).toHaveProperty("members");
    expect(text.split('"is":"read"')).toHaveLength(2);
    expect(text).toContain(JSON.stringify(read.result));
    expect(await seen(next)).toEqual({ ...(await seen(twin)), clock: await next.clock.get() });
  });

  test("a task to which nothing has happened is read when somebody looks at it, and plays as it would have", async () => {
    const data = dataFile();
    const publicUrl = "http://mock.test:1";
    const [first, twin] = [await start({ data, publicUrl }), await start({ publicUrl })];
    const ids: string[] = [];
    for (const mock of [first, twin]) {
      for (const user_id of ["ann", "bob"]) {
        for (const prompt of [...PROMPTS, "Count the red cars", 'Say "ü", } and \\'])
          ids.push((await createIn(mock, { prompt, user_id, metadata: { user_id } })).id);
      }
      await createIn(mock, { prompt: "Count", mode: "test" });
      await mock.tasks.cancel(ids[1]!);
    }
    const file = await killed(first, data);
    const kept = await openData({ file, secret: DEFAULT, real: realTime, tell: () => {} });
    const tasks = [...kept.state!.accounts.get(0)!.state.tasks.known()];
    expect(tasks.filter((one) => !isBirth(one)).map(({ id }) => id)).toContain(ids[1]!);
    expect(tasks.filter(isBirth).length).toBeGreaterThanOrEqual(5);
    await kept.close();

    const next = await start({ data: file, publicUrl });
    await next.tasks.cancel(ids[3]!);
    await twin.tasks.cancel(ids[3]!);
    const [here, there] = [await next.clock.get(), await twin.clock.get()];
    expect(here.pending).toEqual(there.pending);
    const again = await start({ data: await killed(next, file), publicUrl });
    for (const mock of [again, twin]) await mock.clock.advance("3s");
    expect(await seen(again)).toEqual({ ...(await seen(twin)), clock: await again.clock.get() });
  });

  test("live time goes on; what fell due meanwhile happens in order, each at its own instant", async () => {
    const data = dataFile();
    const first = await start({ data, clock: "live", speed: 1 });
    const { id } = await createIn(first, { prompt: PROMPTS[0] });
    const copy = await killed(first, data);
    const next = await start({ data: copy, clock: "live", speed: 1 });
    await next.clock.advance("10s");
    const { timeline } = await next.tasks.get(id);
    const [born, done] = timeline.map(({ at }) => Date.parse(at));
    expect(done! - born!).toBe(3_000);
  });

  test("a reset stays a reset, and fixtures that an account uses are used still", async () => {
    const data = dataFile();
    const first = await start({ data });
    await createIn(first, { prompt: "Gone" });
    await first.reset();
    await first.fixtures.use({ name: "mine", when: { prompt: "Mine" }, tool: "mine", plan: [{ complete: { a: 1 } }] });
    const next = await start({ data: await killed(first, data) });
    expect(await next.tasks.list()).toEqual([]);
    expect(await createIn(next, { prompt: "Mine" })).toMatchObject({ tool: "mine" });
  });

  test("an option that the next start gives otherwise counts; what was set meanwhile stays where it says the same", async () => {
    const data = dataFile();
    const first = await start({ data, webhook: "http://localhost:9/one", retry: "1m" });
    await first.webhook.set({ timeout: "5s" });
    const next = await start({ data: await killed(first, data), webhook: "http://localhost:9/two", retry: "1m" });
    expect(await next.webhook.get()).toMatchObject({ url: "http://localhost:9/two", timeout: "5s", retry: ["1m"] });
  });
});

describe("the file", () => {
  async function whole(): Promise<{ data: string; bytes: Buffer }> {
    const data = dataFile();
    const mock = await start({ data });
    await createIn(mock, { prompt: "Do it" });
    await mock.clock.advance("1h");
    await mock.close();
    return { data, bytes: readFileSync(data) };
  }

  const read = async (file: string) => {
    const data = await openData({ file, secret: DEFAULT, real: realTime, tell: () => {} });
    await data.close();
    return data.state;
  };

  test("cut at any byte it is read up to its last whole line", async () => {
    const { data, bytes } = await whole();
    let most = 0;
    const isNearAnEnd = (cut: number) => bytes.subarray(Math.max(0, cut - 3), cut + 3).includes(0x0a);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      if (!isNearAnEnd(cut) && cut % 7 !== 0) continue;
      writeFileSync(data, bytes.subarray(0, cut));
      const state = await read(data);
      const tasks = state?.accounts.get(0)?.state.tasks.size ?? 0;
      expect(tasks).toBeGreaterThanOrEqual(most);
      most = Math.max(most, tasks);
      const lines = readFileSync(data, "utf8").split("\n");
      expect(lines.at(-1)).toBe("");
    }
    expect(most).toBe(1);
  });

  test("with any one byte otherwise it is refused by its line, and not touched", async () => {
    const { data, bytes } = await whole();
    const end = bytes.lastIndexOf(0x0a);
    for (let at = 0; at < end; at += 7) {
      const edited = Buffer.from(bytes);
      edited[at] = edited[at]! ^ 0x01;
      writeFileSync(data, edited);
      await expect(read(data), `byte ${at}`).rejects.toMatchObject({ status: 400, code: "bad_data" });
      expect(readFileSync(data).equals(edited)).toBe(true);
    }
  });

  test("a line left out, or put elsewhere, is seen", async () => {
    const { data, bytes } = await whole();
    const lines = bytes.toString("utf8").split("\n").slice(0, -1);
    const without = lines.toSpliced(2, 1);
    const swapped = lines.toSpliced(2, 2, lines[3]!, lines[2]!);
    for (const edited of [without, swapped]) {
      writeFileSync(data, `${edited.join("\n")}\n`);
      await expect(read(data)).rejects.toThrow("line 3 is not as ploton-mock wrote it. Nothing was changed");
    }
  });

  test.each([
    ["of another version", "ploton-mock data 99\n", "it has form 99"],
    ["of the old JSON form", '{"format":2,"now":1,"tasks":[]}', "an earlier version of ploton-mock"],
    ["that is none of ours", "# my notes\n", "line 1 is not that of a file of ploton-mock"],
    ["without an end", "my notes", "line 1 is not that of a file of ploton-mock"],
  ])("%s is refused untouched, with what to do", async (_, text, why) => {
    const data = dataFile();
    writeFileSync(data, text);
    await expect(startPlotonMock({ data })).rejects.toThrow(why);
    await expect(startPlotonMock({ data })).rejects.toThrow("move it away, or name another file");
    expect(readFileSync(data, "utf8")).toBe(text);
  });

  test.each([
    ["a folder", { data: tmpdir() }, "it is a folder, and a file is wanted. Nothing was changed; name another file."],
    [
      "a file that is not there",
      { from: "nope.log" },
      "there is no such file. Nothing was changed; name another file.",
    ],
  ])("%s is not to be moved away", async (_, options, why) => {
    await expect(startPlotonMock(options)).rejects.toThrow(why);
  });

  test("is its owner's, keeps the rights that it has, and links are followed", async () => {
    const { data } = await whole();
    expect(statSync(data).mode & 0o777).toBe(0o600);
    fs.chmodSync(data, 0o640);
    const link = `${data}.link`;
    symlinkSync(data, link);
    const mock = await start({ data: link });
    await createIn(mock, { prompt: "Again" });
    await mock.close();
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(data).mode & 0o777).toBe(0o640);
    expect((await read(data))?.accounts.get(0)?.state.tasks.size).toBe(2);
  });

  test("is written anew when a mock starts on it, and tells the same", async () => {
    const { data, bytes } = await whole();
    const mock = await start({ data });
    for (let n = 0; n < 20; n += 1) await mock.reset();
    await mock.close();
    const long = statSync(data).size;
    const next = await start({ data });
    await until(() => statSync(data).size < long);
    await next.close();
    expect(statSync(data).size).toBeLessThan(bytes.length);
    expect(existsSync(`${data}.next`)).toBe(false);
  });

  test("that ends in half a line goes on behind the last whole one", async () => {
    const { data } = await whole();
    appendFileSync(data, '0badc0de {"a":0,"t":1,"is":"bo');
    const mock = await start({ data });
    await createIn(mock, { prompt: "Again" });
    const next = await start({ data: await killed(mock, data) });
    expect(await next.tasks.list()).toHaveLength(2);
  });
});

/** The accounts of a mock on a disk that takes no more than it is told. */
async function onDisk(file: string, inferred: () => JsonObject = () => ({})) {
  const disk = { left: Number.POSITIVE_INFINITY, writes: 0 };
  const said: string[] = [];
  const full = () => Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  const data = await openData({
    file,
    secret: { text: "s", isGiven: true, isWithheld: false },
    real: realTime,
    tell: (_, text) => void said.push(text),
    disk: {
      ...fs,
      writeSync: ((fd: number, bytes: Buffer, from: number, length: number, at: number) => {
        const some = Math.min(length, disk.left);
        if (some <= 0) throw full();
        disk.left -= some;
        disk.writes += 1;
        return fs.writeSync(fd, bytes, from, some, at);
      }) as typeof fs.writeSync,
    },
  });
  const accounts = createAccounts(
    {
      key: null,
      seed: "1",
      clock: { mode: "frozen", speed: 1, now: 0 },
      endpoint: { url: null, secret: "s", timeoutMs: 1, retry: [] },
      consent: "auto",
      rateLimit: null,
      faults: [],
      caps: ACCOUNT_CAPS,
    },
    {
      real: realTime,
      send: () => Promise.reject(new Error("nothing is sent")),
      diagnose: async () => null,
      consentUrl: (token) => token,
      inferred,
    },
    { only: [], state: data.state, log: data.log },
  );
  accounts.goOn();
  data.begin("http://localhost:1", accounts.lines);
  const scenario = { fixture: { name: "f", why: "" }, tool: "t", ids: [], plan: [], faults: [] };
  const add = (n: number) => {
    const account = accounts.main();
    const { id } = account.runner.start({ prompt: `p${n}`, userId: null, mode: "live" }, scenario, 0);
    account.keep();
    return id;
  };
  return { data, disk, said, accounts, add };
}

test("what somebody has read stays as it was read, also where it would be read off the prompt otherwise by now", async () => {
  const file = dataFile();
  const plan = [{ after: 0, move: "complete", inferred: { draw: 1, from: 0 } } as Step];
  const scenario = { fixture: { name: "f", why: "" }, tool: "t", ids: [], plan, faults: [] };
  const dataOf = (task: Task) => made((task.plan[0] as DataStep).data);
  const first = await onDisk(file, () => ({ by: "the first" }));
  const [read, unread] = ["a", "b"].map((prompt) => {
    const request = { prompt, userId: null, mode: "live" } as const;
    return first.accounts.main().runner.start(request, { ...scenario, plan: [{ ...plan[0]! }] }, 0);
  });
  expect(dataOf(read!)).toEqual({ by: "the first" });
  await first.data.close();
  for (const by of ["the second", "the third"]) {
    const next = await onDisk(file, () => ({ by }));
    const [account, rewritten] = [next.accounts.main(), next.accounts];
    expect(dataOf(account.find(read!.id)!)).toEqual({ by: "the first" });
    expect(JSON.stringify([...rewritten.lines()].map(plainLine))).not.toContain(by);
    if (by === "the third") expect(dataOf(account.find(unread!.id)!)).toEqual({ by });
    await next.data.close();
  }
});

test("what many callers wait for is written at one go, and before any of them is told", async () => {
  const file = dataFile();
  const { data, disk, accounts } = await onDisk(file);
  const account = accounts.main();
  const scenario = { fixture: { name: "f", why: "" }, tool: "t", ids: [], plan: [], faults: [] };
  const before = disk.writes;
  const told = Promise.all(
    [1, 2, 3].map((n) => {
      const { id } = account.runner.start({ prompt: `p${n}`, userId: null, mode: "live" }, scenario, 0);
      return new Promise<void>((resolve) =>
        account.whenKept(() => {
          expect(readFileSync(file, "utf8")).toContain(id);
          resolve();
        }),
      );
    }),
  );
  expect(disk.writes).toBe(before);
  await told;
  expect(disk.writes).toBe(before + 1);
  await data.close();
});

test("what is counted in one turn is one line at its end, and a reset counts anew", async () => {
  const file = dataFile();
  const { data, accounts } = await onDisk(file);
  const lines = () => readFileSync(file, "utf8").split('"is":"counted"').length - 1;
  for (const name of ["one", "two", "two"]) accounts.main().prompts.up(name);
  for (const name of ["get", "create"]) accounts.main().calls.up(name);
  accounts.main().keep();
  expect(lines()).toBe(2);
  accounts.main().prompts.up("one");
  await accounts.reset(accounts.main());
  accounts.main().prompts.up("three");
  await data.close();
  const again = await onDisk(file);
  expect(["one", "two", "three"].map((name) => again.accounts.main().prompts.of(name))).toEqual([0, 0, 1]);
  await again.data.close();
});

test("a plan that many tasks have stands in the file once, also when it is written anew, and is theirs again", async () => {
  const data = dataFile();
  const mock = await start({ data });
  const ids = [];
  for (const user of ["ann", "bob", "eve"]) ids.push((await createIn(mock, { prompt: PROMPTS[0], user_id: user })).id);
  const tasks = await mock.tasks.list();
  const count = (file: string) => readFileSync(file, "utf8").split('"Partly cloudy"').length - 1;
  expect(count(data)).toBe(1);
  const next = await start({ data: await killed(mock, data) });
  expect(await next.tasks.list()).toEqual(tasks);
  const from = dataFile();
  const { id } = await next.checkpoint();
  const answer = await fetch(`${next.url}/_mock/checkpoints/${id}`);
  writeFileSync(from, ((await answer.json()) as { file: string }).file);
  expect(count(from)).toBe(1);
  const forked = await start({ from });
  await forked.clock.advance("3s");
  expect((await forked.tasks.list()).map(({ status }) => status)).toEqual(["complete", "complete", "complete"]);
  expect((await forked.tasks.list()).map((task) => task.id).reverse()).toEqual(ids);
});

describe("a disk that is full", () => {
  test("is said once, stops nothing, and all is kept again once there is room", async () => {
    const file = dataFile();
    const { data, disk, said, accounts, add } = await onDisk(file);
    const ids = [add(1)];
    disk.left = 100; // in the middle of a line
    ids.push(add(2), add(3));
    expect(data.problem()).toContain("the disk is full");
    ids.push(add(4));
    await until(() => said.length > 0);
    expect(said).toEqual([data.problem()]);
    expect(accounts.main().taskCount()).toBe(4);
    disk.left = Number.POSITIVE_INFINITY;
    await until(() => data.problem() === undefined);
    ids.push(add(5));
    expect(await data.close()).toBeUndefined();
    const again = await onDisk(file);
    expect([...again.accounts.main().newestFirst()].map(({ id }) => id).reverse()).toEqual(ids);
    await again.data.close();
  });

  test("at the end is said by the end, and what was kept before stays", async () => {
    const file = dataFile();
    const { data, disk, add } = await onDisk(file);
    const first = add(1);
    disk.left = 0;
    add(2);
    expect(await data.close()).toContain("the disk is full. What happened last is not kept");
    const again = await onDisk(file);
    expect([...again.accounts.main().newestFirst()].map(({ id }) => id)).toEqual([first]);
    await again.data.close();
  });
});
