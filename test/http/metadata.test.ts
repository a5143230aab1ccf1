// Metadata comes back as it was sent: number for number and key for key, wherever it is shown (contract 1.10).

import fc from "fast-check";
import { expect, test } from "vitest";
import { memberText, numberProblem, readText } from "../../src/domain/json-text.js";
import type { PlotonMock } from "../../src/index.js";
import { api, fixtureFolder, start } from "../support/mock.js";

const EXACT =
  '{"order_id":9223372036854775807,"price":10.0,"huge":1e400,"tiny":1E-7,"2":"b","1":"a","s":"a  \\u00e9\\n\\"","deep":[{"n":-0.10}]}';

async function createText(mock: PlotonMock, body: string): Promise<string> {
  const answer = await api(mock).post("/v1/tasks").set("Content-Type", "application/json").send(body).expect(200);
  return answer.text;
}

async function textOf(mock: PlotonMock, path: string, init: RequestInit = {}): Promise<string> {
  const headers = { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" };
  return (await fetch(`${mock.url}${path}`, { headers, ...init })).text();
}

test("in the answers to create, read, list and cancel, and in the control API's records", async () => {
  const mock = await start();
  const created = await createText(mock, `{"metadata": ${EXACT}, "prompt":"Do it"}`);
  expect(created.endsWith(`,"metadata":${EXACT}}`)).toBe(true);
  const { id } = JSON.parse(created) as { id: string };
  const shown = [
    await textOf(mock, `/v1/tasks/${id}`),
    await textOf(mock, "/v1/tasks"),
    await textOf(mock, `/_mock/tasks/${id}`),
    await textOf(mock, "/_mock/tasks"),
    await textOf(mock, `/_mock/tasks/${id}/progress`, { method: "POST", body: "{}" }),
    await textOf(mock, `/v1/tasks/${id}/cancel`, { method: "POST" }),
    await textOf(mock, "/_mock/wait", { method: "POST", body: JSON.stringify({ task_id: id }) }),
  ];
  for (const text of shown) expect(text).toContain(`"metadata":${EXACT}`);
  expect(shown[2]!.split(EXACT)).toHaveLength(3);
});

test("white space between its parts is left out, none of that in its texts", async () => {
  const mock = await start();
  const sent = '{\n  "metadata" : { "a b" :\t[ 1 , 2.50 ,\r\n "x  y" ] , "c":{ } }\n, "prompt":"Do it"}';
  expect(await createText(mock, sent)).toContain('"metadata":{"a b":[1,2.50,"x  y"],"c":{}}}');
});

test("of two that were sent the last counts, also when its name is written with escapes", async () => {
  const mock = await start();
  const sent = '{"prompt":"Do it","metadata":{"a":1},"metadat\\u0061":{"a":2.0}}';
  expect(await createText(mock, sent)).toContain('"metadata":{"a":2.0}}');
});

test("a program's object reads it as JSON", async () => {
  const mock = await start();
  const { id } = JSON.parse(await createText(mock, '{"prompt":"Do it","metadata":{"n":10.0}}'));
  const record = await mock.tasks.get(id);
  expect([record.metadata, record.request.metadata]).toEqual([{ n: 10 }, { n: 10 }]);
});

test("fixtures look into it; a number that JavaScript cannot hold is its digits", async () => {
  const folder = fixtureFolder({
    name: "by-order",
    when: { metadata: { order_id: "9223372036854775807", price: 10 } },
    plan: [
      { complete: { text: "order {{metadata.order_id}}", id: "{{metadata.order_id}}", price: "{{metadata.price}}" } },
    ],
  });
  const mock = await start({ fixtures: folder, clock: "instant" });
  const { id } = JSON.parse(await createText(mock, `{"prompt":"Do it","metadata":${EXACT}}`));
  const { fixture, result } = await mock.waitFor(id);
  expect(fixture.name).toBe("by-order");
  expect(result).toEqual({ text: "order 9223372036854775807", id: "9223372036854775807", price: 10 });
});

test.each([
  ["/_mock/tasks/ID/complete", '{"result":{"n":9223372036854775807}}', "9223372036854775807"],
  ["/_mock/tasks/ID/progress", '{"n":[1,{"m":1e400}]}', "1e400"],
  ["/_mock/fixtures", '{"name":"x","plan":[{"complete":{"n":12345678901234567890}}]}', "12345678901234567890"],
])("elsewhere a number that cannot be kept is refused: %s %s", async (path, body, number) => {
  const mock = await start();
  const { id } = JSON.parse(await createText(mock, '{"prompt":"Do it"}'));
  const answer = JSON.parse(await textOf(mock, path.replace("ID", id), { method: "POST", body }));
  expect(answer.error.code).toBe("invalid_request");
  expect(answer.error.message).toMatch(new RegExp(`^${number} is too big a number to be kept exactly .*in quotes\\.$`));
  expect((await mock.tasks.get(id)).status).toBe("running");
});

test.each(["9007199254740993", "-9007199254740993", "1e400", "123456789012345678901"])("%s is lost", (number) => {
  expect(numberProblem(Buffer.from(`{"a":["x",${number}]}`))).toContain(number);
});

test.each(["9007199254740991", "9007199254740992", "1e22", "0.1234567890123456789", "100000000000000000000"])(
  "%s is kept",
  (number) => expect(numberProblem(Buffer.from(`{"a":["9223372036854775807",${number}]}`))).toBeUndefined(),
);

test("what is no JSON harms nobody", () => {
  for (const text of ['{"a', '{"a":"\\', '"', "-", "[[[", '{"a":1e'])
    expect(() => numberProblem(Buffer.from(text))).not.toThrow();
});

test("whatever is sent comes back with the same value, in a text of its own", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.json(), fc.constantFrom(0, 1, 4), (value, before, indent) => {
      const object = { x: JSON.parse(value) as unknown };
      const body = JSON.stringify({ before: JSON.parse(before), metadata: object, after: '}"' }, null, indent);
      const text = memberText(Buffer.from(body), "metadata")!;
      expect(text).toBe(JSON.stringify(object));
      expect(JSON.stringify(readText(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});
