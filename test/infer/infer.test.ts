// Inference read against its corpus: the made half and the documented prompts exactly, the held-out half by its share.

import { describe, expect, it } from "vitest";
import { type Fields, inferResult, inferTool, readFields } from "../../src/fixtures/infer.js";
import { type Case, CORPUS, DOCUMENTED } from "./corpus.js";

const NOW = Date.parse("2025-06-15T14:22:00Z");
const made = CORPUS.filter((_, i) => i % 2 === 0);
const heldOut = CORPUS.filter((_, i) => i % 2 === 1);

/** The shares reported for the half that no rule was made on: 88 and 91 of 93. */
const HELD_OUT_FIELDS = 88;
const HELD_OUT_TOOLS = 91;

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function expected({ fields, shape, wrapper }: Case): Fields {
  return wrapper === undefined ? { fields, shape } : { fields, shape, wrapper };
}

function isExact(example: Case): boolean {
  return JSON.stringify(readFields(example.prompt)) === JSON.stringify(expected(example));
}

describe("what a prompt asks for", () => {
  it.each(DOCUMENTED)("is read right off the documented prompt: $prompt", (example) => {
    expect(readFields(example.prompt)).toEqual(expected(example));
    expect(inferTool(example.prompt)).toBe(example.tool);
  });

  it.each(made)("is read right where the rules were made: $prompt", (example) => {
    expect(readFields(example.prompt)).toEqual(expected(example));
    expect(inferTool(example.prompt)).toBe(example.tool);
  });

  it("is read right for the reported share of the half that was held out", () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(160);
    expect(heldOut.filter(isExact).length).toBeGreaterThanOrEqual(HELD_OUT_FIELDS);
    expect(heldOut.filter((example) => inferTool(example.prompt) === example.tool).length).toBeGreaterThanOrEqual(
      HELD_OUT_TOOLS,
    );
  });
});

describe("the inferred result", () => {
  it("holds exactly the fields that were asked for, in their order", () => {
    for (const { prompt, fields, wrapper } of [...DOCUMENTED, ...made]) {
      const result = inferResult(prompt, seeded(7), NOW);
      const rows = wrapper === undefined ? [result] : (result[wrapper] as object[]);
      if (wrapper !== undefined) expect(Object.keys(result)).toEqual([wrapper]);
      if (wrapper !== undefined) expect([2, 3]).toContain(rows.length);
      for (const row of rows) expect(Object.keys(row)).toEqual(fields);
    }
  });

  it("is empty for a prompt that asks for nothing", () => {
    expect(inferResult("Connect to the CRM", seeded(1), NOW)).toEqual({});
  });

  it("is the same for the same draws, and another for others", () => {
    const prompt = "Return name, email, and company for each contact";
    expect(inferResult(prompt, seeded(5), NOW)).toEqual(inferResult(prompt, seeded(5), NOW));
    expect(inferResult(prompt, seeded(5), NOW)).not.toEqual(inferResult(prompt, seeded(6), NOW));
  });

  it("gives every row its own person, with an email that fits the name", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const { contacts } = inferResult("Return name and email for each contact", seeded(seed), NOW);
      const rows = contacts as { name: string; email: string }[];
      for (const { name, email } of rows) expect(email).toBe(`${name.toLowerCase().replace(" ", ".")}@example.com`);
      expect(new Set(rows.map((row) => row.email)).size).toBe(rows.length);
    }
  });

  it("follows the types that the prompt hints at", () => {
    const prompt =
      "Return flag (boolean), size (integer), ratio (number), born (ISO 8601 date), seen (timestamp), parts (array), mood (happy | sad)";
    const result = inferResult(prompt, seeded(3), NOW);
    expect(result).toEqual({
      flag: expect.any(Boolean),
      size: expect.any(Number),
      ratio: expect.any(Number),
      born: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      seen: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      parts: expect.any(Array),
      mood: expect.stringMatching(/^(?:happy|sad)$/),
    });
    expect(Number.isInteger(result.size)).toBe(true);
  });

  it("puts what is due after now, what was created before, and an end after its start", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const row = inferResult("Return due_date, created_at, start_time and end_time.", seeded(seed), NOW);
      expect(Date.parse(String(row.due_date))).toBeGreaterThan(NOW);
      expect(Date.parse(String(row.created_at))).toBeLessThan(NOW);
      expect(Date.parse(String(row.end_time))).toBeGreaterThan(Date.parse(String(row.start_time)));
    }
  });

  it("fills what is nested in a skeleton", () => {
    const prompt = 'Return {"name": "", "address": {"city": ""}, "lines": [{"sku": "", "qty": 0}]}';
    expect(inferResult(prompt, seeded(1), NOW)).toEqual({
      name: expect.any(String),
      address: { city: expect.any(String) },
      lines: [{ sku: expect.any(String), qty: expect.any(Number) }],
    });
  });

  it("does not depend on the time zone", () => {
    const zone = process.env.TZ;
    const make = () => DOCUMENTED.map(({ prompt }) => inferResult(prompt, seeded(9), NOW));
    try {
      process.env.TZ = "Pacific/Kiritimati";
      const east = make();
      process.env.TZ = "Pacific/Pago_Pago";
      expect(make()).toEqual(east);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});

describe("hostile prompts", () => {
  const UNITS =
    ', | |(|((a)|[|{|{a:|[{|{}|"|\'| \'|`|- a\n|# return\n|return |return a, |fields: |each |all |and |of |: |<|🎉|ا, |\u202e|// {\n"a": "b",\n|list of |(a,b|whether it is |\n|\t|\uE0001\uE001'
      .split("|")
      .filter((unit) => unit !== "");

  it.each(["", "return ", "return {", "Get all contacts. Return fields: ", "return:\n- "])(
    "of 10,000 characters are read at once, after %j",
    (before) => {
      for (const unit of UNITS) {
        const prompt = (before + unit.repeat(10_000 / unit.length)).slice(0, 10_000);
        const start = performance.now();
        JSON.stringify(inferResult(prompt, seeded(1), NOW));
        inferTool(prompt);
        expect(performance.now() - start, JSON.stringify(unit)).toBeLessThan(1_000);
      }
    },
  );

  it("cannot reach a prototype", () => {
    const result = inferResult("Return __proto__, constructor and name", seeded(1), NOW);
    expect(Object.keys(result)).toEqual(["__proto__", "constructor", "name"]);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(readFields("For each constructor return name").wrapper).toBe("constructors");
    const wrapped = inferResult('Return {"__proto__": [{"polluted": true, "a": 1}]}', seeded(1), NOW);
    expect(Object.keys(wrapped)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("may be written in any script", () => {
    expect(readFields("Return 🎉, name 🎉, السعر، اسم, and שם").fields).toEqual(["name", "السعر", "اسم", "שם"]);
    expect(readFields('Return {"prénom": "", "年齢": 0}').fields).toEqual(["prénom", "年齢"]);
  });

  it.each(["", " ", "\n", "🎉", "{}", "return", "Return.", ":", "----"])(
    "with nothing in them give {}: %j",
    (prompt) => {
      expect(inferResult(prompt, seeded(1), NOW)).toEqual({});
      expect(inferTool(prompt)).toBe("general");
    },
  );
});
