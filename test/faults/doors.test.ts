// A fault that can never strike is refused, in the same words, through all four doors: option, control API, program, fixture file.

import { describe, expect, test } from "vitest";
import { type FaultInput, MockError, startPlotonMock } from "../../src/index.js";
import { fixtureFolder, start } from "../support/mock.js";

type Row = [spec: string | Record<string, unknown>, message: RegExp];

const REFUSED: Row[] = [
  [
    "webhook lost-akc",
    /There is no webhook fault "lost-akc"\. Did you mean "lost-ack"\? Allowed: status, drop, timeout, lost-ack, /,
  ],
  ["webhok lost-ack", /A fault strikes "webhook" or "api", not "webhok"\. Did you mean "webhook"\?/],
  ["lost-ack", /A fault strikes "webhook" or "api"/],
  ["webhook rate-limited", /There is no webhook fault "rate-limited"\./],
  ["api lost-ack", /There is no api fault "lost-ack"\..* Allowed: rate-limited, server-error, /],
  [
    "webhook drop route=create",
    /"webhook drop" takes event, attempt, task_id, delivery_id, fixture, times, probability; "route" is not one of them\./,
  ],
  [
    "api reset event=task.complete",
    /"api reset" takes task_id, fixture, route, times, probability; "event" is not one of them\./,
  ],
  ["api reset attempt=1", /"attempt" is not one of them\./],
  [
    "webhook drop event=task.done",
    /There is no event "task\.done"\..* Allowed: task\.complete, task\.failed, task\.progress, task\.waiting\./,
  ],
  ["webhook drop attempt=9", /attempt=9 can never strike: the retry schedule makes 5 attempts\. Allowed: 1 to 5\./],
  ["webhook drop attempt=0", /attempt must be a whole number from 1, not "0"\./],
  ["webhook drop attempt=two", /attempt must be a whole number from 1, not "two"\./],
  ["webhook before-response attempt=2", /before-response can only strike attempt 1, not 2/],
  [
    "webhook reorder event=task.complete",
    /reorder can never strike task\.complete: it is a task's last event\. Allowed: task\.progress, task\.waiting\./,
  ],
  ["webhook reorder event=task.failed", /reorder can never strike task\.failed/],
  ["api reset route=creat", /There is no route "creat"\. Allowed: create \(POST \/v1\/tasks\), list/],
  ["api reset route=create task_id=task_8xK2mP", /route=create with task_id can never strike/],
  ["api reset route=list fixture=any", /route=list with fixture can never strike/],
  ["webhook status status=600", /status must be a whole number from 200 to 599, not "600"\./],
  ["api server-error status=404", /status must be a whole number from 500 to 599, not "404"\./],
  ["webhook drop status=500", /"status" is not one of them\./],
  ["webhook delay by=soon", /by must be a duration such as .*, not "soon"\./],
  ["webhook drop times=0", /times must be a whole number from 1/],
  ["webhook drop probability=2", /probability must be a number over 0 and at most 1, not "2"\./],
  ["chaos 2", /"chaos": probability must be a number over 0 and at most 1, not "2"\./],
  ["api status", /There is no api fault "status"\. Did you mean "server-error"\? Allowed: /],
  ["api drop", /Did you mean "reset"\?/],
  ["api timeout", /Did you mean "hang"\?/],
  ["api truncate", /Did you mean "malformed-json"\?/],
  ["api slow by=2s", /Did you mean "latency"\?/],
  ["webhook hang", /Did you mean "timeout"\?/],
  ["webhook drop probability=0", /probability must be a number over 0/],
  ["webhook drop times=2 probability=0.5", /Give times or probability, not both/],
  ["webhook drop drop", /gives fault twice/],
  ["chaos", /"chaos" needs a probability, as in "chaos 0\.2"\./],
  ["chaos 0.2 event=task.complete", /"chaos" takes a probability and nothing else/],
  [{ on: "webhook", fault: "drop", tims: 2 }, /"tims" is not one of them\. Did you mean "times"\?/],
  [{ on: "webhook", fault: "drop", attempt: 9 }, /attempt=9 can never strike/],
  [
    { on: "chaos", probability: 0.2 },
    /"chaos" is a fault, not what one strikes: \{"fault":"chaos","probability":0\.2\}/,
  ],
  [{ fault: "drop" }, /A fault says first what it strikes: "webhook" or "api"\. "drop" strikes "webhook"\. Example/],
  ["webhook", /Which webhook fault\? Allowed: status, drop, /],
  ["api", /Which api fault\? Allowed: rate-limited, /],
  ['webhook drop fixture="half', /opens a quote and does not close it\./],
];

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("it was not refused"),
    (error: Error) => error as MockError,
  );

describe.each(REFUSED)("%j", (spec, message) => {
  test("as an option", async () => {
    const error = await refusal(startPlotonMock({ fault: spec as FaultInput }));
    expect(error).toBeInstanceOf(MockError);
    expect(error).toMatchObject({ status: 400, message: expect.stringMatching(message) });
  });

  test("by the control API and by the program, alike", async () => {
    const mock = await start();
    const body = typeof spec === "string" ? { spec } : spec;
    const response = await fetch(`${mock.url}/_mock/faults`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect({ status: response.status, code: error.code }).toEqual({ status: 400, code: "bad_fault" });
    expect(error.message).toMatch(message);
    expect(await refusal(mock.faults.add(spec as FaultInput))).toMatchObject({ status: 400, ...error });
    expect(await mock.faults.list()).toEqual([]);
  });

  test("in a fixture file, by its place, and in a fixture that is used", async () => {
    const fixture = { name: "odd", plan: [{ complete: {} }], faults: [spec as never] };
    expect(await refusal(startPlotonMock({ fixtures: fixtureFolder(fixture) }))).toMatchObject({
      code: "bad_fixtures",
      message: expect.stringMatching(message),
    });
    const mock = await start();
    expect(await refusal(mock.fixtures.use(fixture))).toMatchObject({
      code: "bad_fixtures",
      message: expect.stringMatching(message),
    });
  });
});

test("what a schedule of its own allows is allowed: ten attempts, or one", async () => {
  const long = await start({ retry: Array.from({ length: 9 }, () => "1m"), fault: "webhook drop attempt=10" });
  expect(await long.faults.list()).toHaveLength(1);
  await expect(startPlotonMock({ retry: "none", fault: "webhook drop attempt=2" })).rejects.toThrow(
    "attempt=2 can never strike: the retry schedule makes 1 attempt. Allowed: 1.",
  );
});

test.each(["create", "list"])(
  "a fixture's fault on the %s call can never strike: its task is not there yet",
  async (route) => {
    const fixture = { name: "odd", plan: [{ complete: {} }], faults: [`api reset route=${route}`] };
    await expect((await start()).fixtures.use(fixture)).rejects.toThrow(`route=${route} can never strike here`);
  },
);

test("a fixture's fault for another fixture can never strike", async () => {
  const fixture = { name: "odd", plan: [{ complete: {} }], faults: ["webhook drop fixture=even"] };
  await expect((await start()).fixtures.use(fixture)).rejects.toThrow("fixture=even can never strike here");
});

const KEPT = [
  "webhook lost-ack event=task.complete attempt=1",
  "webhook status status=503 times=3",
  "webhook delay by=10s",
  "api rate-limited route=create retry_after=2",
  "webhook drop probability=0.25",
  "chaos 0.2",
  "webhook chaos 0.1",
];

test.each(KEPT)("%s is shown as a spec that means the same", async (spec) => {
  const mock = await start();
  const { id, strikes, ...first } = await mock.faults.add(spec);
  expect(strikes).toBe(0);
  expect(await mock.faults.add(first.spec)).toMatchObject(first);
});
