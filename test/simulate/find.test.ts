// What is found in handlers with a mistake, each cut down to the shortest story; and what is said of those that cannot be tried again.

import { describe, expect, it } from "vitest";
import { signBody } from "../../src/contract/signature.js";
import { type SimulateOptions, type SimulationReport, simulate } from "../../src/index.js";
import { describeFailure } from "../../src/simulate/simulate.js";
import { type App, carryOut, makeHandler, readings, rightHandler, view, type Ways } from "./handler.js";

const find = (app: App, more: Partial<SimulateOptions> = {}): Promise<SimulationReport> =>
  simulate({ ...readings(app), seeds: 150, timeout: "1s", ...more });

/** A moment on the way to a database. */
const moment = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** Remembers keys; the way to take an event once. */
function once(keyOf: (event: { event: string; task_id: string; timestamp: string }, body: string) => string): Ways {
  const known = new Set<string>();
  return {
    take(event, body, app) {
      const key = keyOf(event, body);
      if (known.has(key)) return 200;
      known.add(key);
      carryOut(app, event);
      return 200;
    },
  };
}

/** Carries out whatever comes. */
const always: Ways["take"] = (event, _, app) => {
  carryOut(app, event);
  return 200;
};

/** Made anew for each test. */
const MISTAKES: [string, string, number, () => Ways][] = [
  [
    "an event is remembered only after a moment",
    "effects",
    2,
    () => {
      const known = new Set<string>();
      return {
        async take(event, key, app) {
          if (known.has(key)) return 200;
          await moment();
          known.add(key);
          carryOut(app, event);
          return 200;
        },
      };
    },
  ],
  ["a repeated event is carried out again", "effects", 2, () => ({ take: always })],
  ["events are told apart by task and kind", "effects", 2, () => once(({ task_id, event }) => task_id + event)],
  ["events are told apart by their second", "effects", 2, () => once(({ timestamp }) => timestamp)],
  [
    "only the last three events are remembered",
    "effects",
    5,
    () => {
      let last: string[] = [];
      return {
        take(event, key, app) {
          if (!last.includes(key)) carryOut(app, event);
          last = [key, ...last.filter((other) => other !== key)].slice(0, 3);
          return 200;
        },
      };
    },
  ],
  [
    "what was seen on a day is forgotten on the next, by the events' own dates",
    "effects",
    3,
    () => {
      const known = new Set<string>();
      let day = "";
      return {
        take(event, key, app) {
          const its = event.timestamp.slice(0, 10);
          if (its !== day) known.clear();
          day = its;
          if (!known.has(key)) carryOut(app, event);
          known.add(key);
          return 200;
        },
      };
    },
  ],
  [
    "what was seen of a task is forgotten when it ends",
    "effects",
    3,
    () => {
      const known = new Map<string, Set<string>>();
      return {
        take(event, key, app) {
          const mine = known.get(event.task_id) ?? new Set();
          known.set(event.task_id, mine);
          if (!mine.has(key)) carryOut(app, event);
          if (event.event === "task.complete") mine.clear();
          mine.add(key);
          return 200;
        },
      };
    },
  ],
  [
    "the last that came is the state",
    "state",
    2,
    () => {
      const { take } = once((_, body) => body);
      return {
        take(event, key, app, body) {
          app.states.delete(event.task_id);
          view(app, event);
          const { states } = app;
          app.states = new Map();
          const status = take!(event, key, app, body);
          app.states = states;
          return status;
        },
      };
    },
  ],
  [
    "a repeated event is refused",
    "taken",
    2,
    () => {
      const known = new Set<string>();
      return {
        take(event, key, app) {
          if (known.has(key)) return 409;
          known.add(key);
          carryOut(app, event);
          return 200;
        },
      };
    },
  ],
  [
    "an event that is older than the last of its task is a 500",
    "answers",
    2,
    () => {
      const last = new Map<string, string>();
      const { take } = once((_, body) => body);
      return {
        take(event, key, app, body) {
          const isLate = event.timestamp < (last.get(event.task_id) ?? "");
          last.set(event.task_id, event.timestamp);
          return isLate ? 500 : take!(event, key, app, body);
        },
      };
    },
  ],
  [
    "a task whose event was signed once is trusted",
    "forged",
    2,
    () => {
      const trusted = new Set<string>();
      return {
        ...once((_, body) => body),
        verify(body, header, { task_id }) {
          if (header === signBody(body, "whsec_test_secret")) trusted.add(task_id);
          return trusted.has(task_id);
        },
      };
    },
  ],
];

describe("a handler in which", () => {
  it.each(MISTAKES)("%s breaks %s, in a story of %i requests", async (_, invariant, requests, ways) => {
    const { failures, passed } = await find(makeHandler(ways()));
    expect(passed).toBe(false);
    expect(failures[0]).toMatchObject({ invariant, shrunk: { requests, confirmed: true } });
    expect(failures[0]!.seed).toBeGreaterThan(0);
    expect(failures[0]!.happened.length).toBeLessThanOrEqual(8);
  });

  it("nothing is wrong passes, with everything judged and nearly everything met", async () => {
    const report = await find(rightHandler(), { seeds: 300 });
    expect(report).toMatchObject({ passed: true, failures: [], not_judged: [], stories: 300, seeds: "1..300" });
    expect(report.coverage.met).toBeGreaterThan(0.7 * report.coverage.of);
    expect(report.coverage.cells.filter(({ times }) => times > 0)).toHaveLength(report.coverage.met);
  });
});

describe("a failure", () => {
  const twice = () => makeHandler({ take: always });

  it("can be played again from its record, on its own", async () => {
    const [failure] = (await find(twice())).failures;
    const again = await simulate({ ...readings(twice()), story: { steps: failure!.shrunk.steps } });
    expect(again).toMatchObject({ stories: 1, seeds: null, passed: false });
    expect(again.failures[0]).toMatchObject({ invariant: "effects", seed: null, shrunk: failure!.shrunk });
  });

  it("of one cause is told once, and counted", async () => {
    const { failures, stories } = await find(twice());
    expect(failures).toHaveLength(1);
    expect(failures[0]!.repeats).toBeGreaterThan(3);
    expect(stories).toBeLessThan(150);
  });

  it("is thrown with its story where that is asked for", async () => {
    await expect(find(twice(), { throws: true })).rejects.toThrow(
      /effects: 2 effects where 1 event was taken\n.*2 requests, failed 3 of 3[\s\S]*a copy[\s\S]*story: \{"steps":\[.*"duplicate".*,$/,
    );
  });

  it("that does not come back is said to be flaky, with how often", async () => {
    let count = 0;
    const known = new Set<string>();
    const app = makeHandler({
      take(event, key, app) {
        count += 1;
        if (!known.has(key) && count !== 20) carryOut(app, event);
        known.add(key);
        return 200;
      },
    });
    const { failures } = await find(app, { seeds: 20 });
    expect(failures).toHaveLength(1);
    expect(failures[0]!.shrunk).toMatchObject({ confirmed: false, failed: 1 });
    expect(failures[0]!.shrunk.note).toMatch(/^flaky: it failed 1 of \d+ times/);
  });

  it("that the handler does not recover from is not played again, and says so", async () => {
    let isLocked = false;
    const app = makeHandler({
      ...once((_, body) => body),
      verify(body, header) {
        const isRight = header === signBody(body, "whsec_test_secret");
        if (!isRight) isLocked = true;
        return isRight && !isLocked;
      },
    });
    const report = await find(app);
    expect(report.stopped).toMatch(/did not recover/);
    expect(report.failures[0]).toMatchObject({ invariant: "taken", shrunk: { confirmed: false } });
    expect(report.failures[0]!.shrunk.note).toMatch(/start it anew/);
  });

  it.each([
    ["another secret", "taken", 401, 2, { secret: "whsec_other" }],
    ["an answer that is no 200", "answers", 202, 1, {}],
  ])("of an ordinary event is told as that, and not as a bad day: %s", async (_, invariant, status, requests, more) => {
    const app = makeHandler({ take: () => 202 });
    const report = await find(app, more);
    expect(report.failures).toHaveLength(1);
    const [failure] = report.failures;
    expect(failure).toMatchObject({ invariant, shrunk: { requests, confirmed: true } });
    expect(failure!.shrunk.steps).toEqual([{ task: "A", course: [{ event: "complete", after: "1s" }] }]);
    expect(failure!.what).toMatch(new RegExp(`^${status} to .*an ordinary event, .*secret .*ploton-mock check`));
    expect(report.stopped).toMatch(/^an ordinary event is not taken/);
    expect(describeFailure(failure!).join("\n")).not.toMatch(/start it anew|recover/);
  });

  it("of a handler that is a function names it, and no address that is gone", async () => {
    const { failures } = await find(makeHandler({ take: always }));
    const { test, replay, pytest } = failures[0]!;
    expect(replay).toMatch(/simulate URL_OF_THE_HANDLER .*--probe URL_OF_ITS_EFFECTS .*--story/);
    expect(test).toContain("    webhook, // your own function: import it\n    effects, // your own");
    expect([test, replay, pytest].join("\n")).not.toMatch(/localhost/);
  });

  it("of strangers that add up over the stories is told with all of them", async () => {
    let strangers = 0;
    const app = makeHandler({
      take: (event, key, app, body) => (strangers >= 3 ? 429 : once((_, text) => text).take!(event, key, app, body)),
      verify(body, header) {
        const isRight = header === signBody(body, "whsec_test_secret");
        if (!isRight) strangers += 1;
        return isRight;
      },
    });
    const { failures } = await find(app, { skip: ["effects"] });
    const forged = failures[0]!.shrunk.steps.find((step) => "fault" in step);
    expect(forged).toMatchObject({
      times: expect.toSatisfy((times: number) => times === 3 || times === 4),
      place: "before",
    });
  });

  it("is confirmed on a handler that is started anew, where somebody knows how", async () => {
    let isLocked = false;
    let starts = 0;
    const app = makeHandler({
      ...once((_, body) => body),
      verify(body, header) {
        const isRight = header === signBody(body, "whsec_test_secret");
        if (!isRight) isLocked = true;
        return isRight && !isLocked;
      },
    });
    const restart = () => {
      isLocked = false;
      starts += 1;
    };
    const { failures } = await find(app, { restart });
    expect(failures[0]).toMatchObject({ invariant: "taken", shrunk: { confirmed: true } });
    expect(starts).toBeGreaterThan(3);
  });

  it("that shows late is laid to the story that it is of", async () => {
    const app = makeHandler({
      take(event, key, app) {
        if (seen.has(key)) setImmediate(() => setTimeout(() => (app.effects += 1), 60));
        else carryOut(app, event);
        seen.add(key);
        return 200;
      },
    });
    const seen = new Set<string>();
    const { failures } = await find(app);
    expect(failures.map(({ invariant }) => invariant)).toContain("effects");
    expect(failures[0]!.shrunk.requests).toBeLessThanOrEqual(4);
  });
});

describe("what is judged", () => {
  it("is less without probe and state, and the report says what is missing", async () => {
    const { webhook } = readings(makeHandler({ take: always }));
    expect(await simulate({ webhook, seeds: 20 })).toMatchObject({ passed: true, not_judged: ["effects", "state"] });
  });

  it("is less of what is skipped", async () => {
    const app = makeHandler({ take: () => 409 });
    expect(await find(app, { seeds: 10, skip: ["taken", "effects", "state"] })).toMatchObject({
      passed: true,
      not_judged: ["taken", "effects", "state"],
    });
  });

  it("stays away from what never reached the handler", async () => {
    const drops = [1, 2, 3, 4, 5].map((attempt) => ({ fault: "drop" as const, on: "A.complete", attempt }));
    const story = { steps: [{ task: "A", course: [{ event: "complete" as const, after: "1s" }] }, ...drops] };
    expect(await find(rightHandler(), { story })).toMatchObject({ passed: true, requests: 0 });
  });
});

describe("shards", () => {
  it("play each seed once, and their coverage adds up to that of the whole", async () => {
    const whole = await find(rightHandler(), { seeds: "1..60" });
    const parts = await Promise.all([1, 2, 3].map((i) => find(rightHandler(), { seeds: "1..60", shard: `${i}/3` })));
    const times = (report: SimulationReport) => report.coverage.cells.map((cell) => cell.times);
    const sums = parts.map(times).reduce((sum, more) => sum.map((count, i) => count + more[i]!));
    expect(parts.reduce((sum, { stories }) => sum + stories, 0)).toBe(60);
    expect(parts.reduce((sum, { requests }) => sum + requests, 0)).toBe(whole.requests);
    expect(sums).toEqual(times(whole));
  });
});

describe("a simulation", () => {
  it("of the same seeds tells the same twice", async () => {
    const tell = async () => {
      const report = await find(makeHandler(once(({ task_id, event }) => task_id + event)), { seeds: 40 });
      return report.failures.map(({ seed, shrunk, what, happened }) => ({ seed, shrunk, what, happened }));
    };
    expect(await tell()).toEqual(await tell());
  });

  it.each<[string, Partial<SimulateOptions>, RegExp]>([
    ["seeds that run backwards", { seeds: "9..3" }, /the first is after the last/],
    ["no seeds", { seeds: 0 }, /seeds must be a whole number from 1, or a range/],
    ["a shard of none", { shard: "3/2" }, /goes from 1 to the second/],
    ["an unknown invariant", { skip: ["effect"] }, /Did you mean "effects"/],
    [
      "everything skipped",
      { skip: ["alive", "answers", "taken", "forged", "effects", "state"] },
      /nothing would be judged/,
    ],
    ["a time that is none", { time: "soon" }, /time must be a duration/],
    ["no handler", { webhook: undefined } as object, /webhook must be a \(req, res\) listener/],
    ["an unknown option", { seedz: 3 } as object, /no option seedz.*Did you mean "seeds"/],
    ["a probe that gives no number", { effects: () => Number.NaN }, /effects must give a number/],
    [
      "a probe that moves by itself",
      {
        effects: (() => {
          let n = 0;
          return () => n++;
        })(),
      },
      /changes while nothing is sent/,
    ],
    ["a state that is no URL", { state: "http://localhost/state" }, /\{task_id\}/],
    ["a URL where nobody listens", { webhook: "http://127.0.0.1:1/webhook" }, /Nobody listens/],
    ["a bad story", { story: { steps: [{ pause: "x" }] } }, /steps\[0\]\.pause/],
  ])("with %s is refused", async (_, options, message) => {
    await expect(simulate({ ...readings(rightHandler()), seeds: 3, ...options })).rejects.toThrow(message);
  });
});
