// The rows that a prompt names: how many they are, and what each is called.

import { describe, expect, it } from "vitest";
import { makeByNames } from "../../src/infer/by-names.js";
import { namedRows, withNamedRows, withoutOwnNoun } from "../../src/infer/rows.js";
import { listOf, objectOf, type Schema } from "../../src/infer/shape.js";

const listOfRows = (key: string, fields: Record<string, Schema>, size?: number) =>
  objectOf([
    {
      name: key,
      schema: {
        minItems: 2,
        maxItems: 4,
        ...listOf(
          objectOf(Object.entries(fields).map(([name, schema]) => ({ name, schema }))),
          size ? { exact: size } : undefined,
        ),
      },
    },
  ]);

describe("rows are named", () => {
  it.each<[string, string, string[], string[]]>([
    [
      "weather",
      "Weather in each of Lisbon, New York and Cairo: temperature",
      ["temperature"],
      ["Lisbon", "New York", "Cairo"],
    ],
    [
      "warehouses",
      "For our three warehouses (Hamburg, Lyon, Porto) the stock level",
      ["stock_level"],
      ["Hamburg", "Lyon", "Porto"],
    ],
    ["teams", "Points and wins for each of the teams: Red, Blue, Green.", ["points", "wins"], ["Red", "Blue", "Green"]],
    ["orders", "Look up the orders 31, 32 and 35: status, carrier", ["status", "carrier"], ["31", "32", "35"]],
    [
      "comparison",
      "Compare Warfarin and Apixaban: half-life, antidote",
      ["half_life", "antidote"],
      ["Warfarin", "Apixaban"],
    ],
    [
      "passengers",
      "Passengers by class (economy, business, first)",
      ["class", "passengers"],
      ["economy", "business", "first"],
    ],
    ["nodes", "CPU and memory of node-a and node-b, one row each.", ["cpu", "memory"], ["node-a", "node-b"]],
    [
      "sizes",
      "Give me price and stock of sizes S, M, L and XL of the jacket.",
      ["price", "stock"],
      ["S", "M", "L", "XL"],
    ],
    ["prices", "For Rewe, Lidl and Aldi, the price of oat milk", ["price"], ["Rewe", "Lidl", "Aldi"]],
    ["strings", 'Translate these strings: "Save", "Discard changes"', ["translation"], ["Save", "Discard changes"]],
  ])("%s: %s", (key, prompt, fields, things) => {
    expect(namedRows(key, fields, prompt)?.things).toEqual(things);
  });

  it.each<[string, string, string, string[]]>([
    ["what is between two of them", "changes", "Changes between 8 and 12 of May: user, article", ["user", "article"]],
    [
      "what a field may be",
      "flights",
      'Flights with gate and remark; the remark is one of "boarding", "departed"',
      ["gate", "remark"],
    ],
    [
      "where a list is looked for",
      "payments",
      "All payments we received through PayPal and Stripe: payer, amount",
      ["payer", "amount"],
    ],
    ["whom something is done to", "invitees", "Invite Rob and Tess. Give me each invitee's email", ["email"]],
    ["a number with a comma", "transfers", "Transfers over 10,000: sender, amount", ["sender", "amount"]],
    ["the fields of the rows", "students", "For each student Name, Grade and Teacher", ["name", "grade", "teacher"]],
    [
      "what there is a row for besides",
      "sites",
      "As the pilots in Leeds and Cork went well, show every pilot site",
      ["users"],
    ],
    ["things in things", "plates", "Every plate with its parts (code, position)", ["plate", "parts"]],
  ])("by no list of %s", (_, key, prompt, fields) => {
    expect(namedRows(key, fields, prompt)).toBeUndefined();
  });
});

describe("a list of rows that a prompt names", () => {
  const prompt = "For Lisbon, Oslo and Cairo: city, temperature";
  const made = (schema: Schema, words = prompt) =>
    makeByNames(withNamedRows(schema, words) as never, { draw: () => 0.4, start: 0, mentions: [], words }) as Record<
      string,
      unknown[]
    >;

  it("has each of them, in their order, in the field that tells rows apart", () => {
    const schema = listOfRows("weather", { temperature: { type: "number" }, city: { type: "string" } });
    expect(made(schema).weather).toMatchObject([{ city: "Lisbon" }, { city: "Oslo" }, { city: "Cairo" }]);
  });

  it("has a name where no field tells rows apart", () => {
    const schema = listOfRows("weather", { temperature: { type: "number" } });
    expect(made(schema).weather).toMatchObject([{ name: "Lisbon" }, { name: "Oslo" }, { name: "Cairo" }]);
  });

  it("has numbers where they are numbers", () => {
    const schema = listOfRows("orders", { order: { type: "integer" }, paid: { type: "boolean" } });
    expect(made(schema, "orders 31 and 35: order, paid").orders).toMatchObject([{ order: 31 }, { order: 35 }]);
  });

  it("takes one of some values for the name, if they are those", () => {
    const schema = listOfRows("passengers", { class: { type: "string", enum: ["economy", "first"] } });
    expect(made(schema, "Passengers by class (economy, first)").passengers).toEqual([
      { class: "economy" },
      { class: "first" },
    ]);
  });

  it("stays as it is where another number is asked for, or where there are two lists", () => {
    const other = listOfRows("weather", { city: { type: "string" } }, 5);
    const two = objectOf([
      { name: "weather", schema: other.properties!.weather! },
      { name: "news", schema: other.properties!.weather! },
    ]);
    for (const schema of [other, two]) expect(withNamedRows(schema, prompt)).toBe(schema);
  });
});

describe("what was read as one thing", () => {
  const flat = objectOf([
    { name: "temperature", schema: { type: "number" } },
    { name: "conditions", schema: { type: "string" } },
  ]);

  it.each([
    ["Weather for Paris, Rome and Oslo: temperature and conditions", "weather", "name"],
    ["What's the weather in Berlin and Rome? temperature and conditions for each", "weather", "name"],
    ["Look up orders 31, 32 and 35: temperature, conditions", "orders", "order"],
  ])("is a row for each that it is asked of: %s", (prompt, key, name) => {
    const { properties } = withNamedRows(flat, prompt);
    expect(Object.keys(properties!)).toEqual([key]);
    expect(Object.keys(properties![key]!.items!.properties!)).toEqual([name, "temperature", "conditions"]);
  });

  it("stays one where names are whom it is for", () => {
    expect(withNamedRows(flat, "Find a slot for Ana and Boris this week. Return temperature and conditions.")).toBe(
      flat,
    );
  });
});

describe("one thing that is asked of several", () => {
  const asked = (name: string, schema: Schema, prompt: string) =>
    withNamedRows(objectOf([{ name, schema }]), prompt).properties!;

  it.each([
    ["weather", { type: "string" }, "Weather in London and Berlin", "weather", "name"],
    ["tokyo", { type: "string" }, "What's the weather in Paris, Tokyo and Lagos?", "weather", "name"],
    ["status", { type: "string" }, "Get the status of orders 881, 882 and 883", "orders", "order"],
    ["temperature", { type: "number" }, "What is the temperature in Rome and Oslo?", "temperature", "name"],
  ] as const)("%s is a row for each: %#", (name, schema, prompt, key, told) => {
    const { items } = Object.values(asked(name, schema, prompt))[0]!;
    expect([Object.keys(asked(name, schema, prompt)), Object.keys(items!.properties!)[0]]).toEqual([[key], told]);
  });

  it("is a text for each language into which something is translated", () => {
    const into = 'Translate "good morning" into French, German and Japanese';
    expect(Object.keys(asked("german", { type: "string" }, into))).toEqual(["french", "german", "japanese"]);
  });

  it.each([
    ["summary", "Give me a summary of Romeo and Juliet"],
    ["phone", "Get the phone of Baker and Sons"],
  ])("stays one where the names are one: %s", (name, prompt) => {
    expect(Object.keys(asked(name, { type: "string" }, prompt))).toEqual([name]);
    expect(asked(name, { type: "string" }, prompt)[name]!.type).toBe("string");
  });
});

it("numbers of named things are told apart", () => {
  const schema = objectOf([
    { name: "stock_prices", schema: { ...listOf({ type: "number" }), minItems: 2, maxItems: 4 } },
  ]);
  const { stock_prices: prices } = withNamedRows(schema, "Get stock prices for AAPL, MSFT and TSLA").properties!;
  expect([prices!.minItems, Object.keys(prices!.items!.properties!)]).toEqual([3, ["name", "stock_price"]]);
});

it("a row that has a name is not called what it is a row for besides", () => {
  const schema = listOfRows("sales_reps", {
    sales_rep: { type: "string" },
    name: { type: "string" },
    region: { type: "string" },
  });
  const { sales_reps: reps } = withoutOwnNoun(schema, "For each sales rep I need the name and region").properties!;
  expect(Object.keys(reps!.items!.properties!)).toEqual(["name", "region"]);
});

it("what looks like names without end is looked through in time", () => {
  for (const text of [
    "A, ".repeat(3_300),
    "a b ".repeat(2_500),
    "Ab Cd ".repeat(1_600),
    "(a, ".repeat(2_500),
    '"a", '.repeat(2_000),
    "of A1 and ".repeat(1_000),
  ])
    expect(namedRows("items", ["name"], `each ${text}`)?.things.length ?? 0).toBeLessThanOrEqual(13);
});
