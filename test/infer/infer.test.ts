// Results read off prompts: fields, counts, types as asked for, values that fit each other, and any prompt read at once.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type Json, type JsonObject } from "../../src/domain/json.js";
import { bracketed } from "../../src/infer/brackets.js";
import { readPrompt } from "../../src/infer/read.js";
import { inferResult } from "../../src/infer/result.js";
import { scan } from "../../src/infer/tokens.js";
import { inferTool } from "../../src/infer/tool.js";
import { seeded } from "./score.js";

const NOW = Date.parse("2025-06-15T14:22:00Z");
const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1);

function resultOf(prompt: string, seed = 1, userId: string | null = null): JsonObject {
  return inferResult({ prompt, userId }, seeded(seed), NOW);
}

/** What comes, told by its types: the shape that a person would call right. */
function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0]!)];
  if (!isJsonObject(value)) return Number.isInteger(value) ? "integer" : value === null ? "null" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shapeOf(child)]));
}

it.each([
  "( )",
  "Count the mails ()",
  "Return the `name` ( ) and total []",
  "how many ( )?",
  "Order it (), {}",
  "List: ( ), [ ]",
])("brackets with nothing in them are no name: %s", (prompt) => {
  expect(Object.keys(resultOf(prompt))).not.toContain("");
});

describe("fields are read", () => {
  it.each<[string, string, Json]>([
    [
      "back-ticked, with brackets",
      "Return the keys `invoice_id`, `total_cents`, `currency`, `line_items` (array of {sku, qty}) for invoice INV-7.",
      {
        invoice_id: "string",
        total_cents: "integer",
        currency: "string",
        line_items: [{ sku: "string", qty: "integer" }],
      },
    ],
    [
      "after a number of things",
      "Summarize the last 5 emails: subject, summary, needs a reply (boolean)",
      { emails: [{ subject: "string", summary: "string", needs_reply: "boolean" }] },
    ],
    [
      "that count",
      "For acme/web return stars, forks, open_issues.",
      { stars: "integer", forks: "integer", open_issues: "integer" },
    ],
    [
      "with their units",
      "List the open pull requests of acme/api. For each, give title, author and age in days",
      { pull_requests: [{ title: "string", author: "string", age: "integer" }] },
    ],
    ["as choices of yes and no", "Is user_42's email verified? Return verified (true/false).", { verified: "boolean" }],
    [
      "of which all have one unit",
      "Return revenue, refunds and net total, in cents",
      { revenue: "integer", refunds: "integer", net_total: "integer" },
    ],
    ["as texts in a list", "Return the list of tags of contact_7 as an array of strings", { tags: ["string"] }],
    [
      "with the name in brackets",
      "Get the newest message in #ops. Return the author and the message timestamp (ts).",
      { author: "string", ts: "string" },
    ],
    [
      "after what they are of",
      "order #10442: carrier, tracking number",
      { carrier: "string", tracking_number: "string" },
    ],
    [
      "as a nested object",
      "Return order number and shipping address (an object with street, city and country).",
      { order_number: "string", shipping_address: { street: "string", city: "string", country: "string" } },
    ],
    ["as a question", "How many tickets are open?", { count: "integer" }],
    [
      "off TypeScript",
      "Return\n```ts\ninterface Item { sku: string; qty: number }\ninterface Order { id: string; items: Item[] }\n```",
      { id: "string", items: [{ sku: "string", qty: "integer" }] },
    ],
    [
      "after an arrow of two characters",
      "Fetch the two newest backups => id, createdAt, sizeBytes",
      { backups: [{ id: "string", createdAt: "string", sizeBytes: "integer" }] },
    ],
    [
      "in a table of which there is one row for each of many",
      "| column | type |\n|---|---|\n| sensor_id | string |\n| readings | integer |\n\nFill in one row for each sensor of the hall.",
      { sensors: [{ sensor_id: "string", readings: "integer" }] },
    ],
    [
      "as two lists of one noun, each under its own name",
      "Give me two lists: the paid invoices (number, amount) and the late invoices (number, days late).",
      {
        paid_invoices: [{ number: "string", amount: "number" }],
        late_invoices: [{ number: "string", days_late: "integer" }],
      },
    ],
    [
      "as two, where they are to be apart",
      "Return the price with currency in separate fields",
      { price: "number", currency: "string" },
    ],
    [
      "beside a list, where they are of one that is not in it",
      "Give me the name and phone of all drivers, plus the dispatcher's name",
      { drivers: [{ name: "string", phone: "string" }], dispatcher_name: "string" },
    ],
    [
      "but not where they say which things are meant",
      "List the restaurants with status CLOSED near me: name, address",
      { restaurants: [{ name: "string", address: "string" }] },
    ],
    [
      "off bullets of many things",
      "Please return:\n* the comments — author and text\n* the total score",
      { comments: [{ author: "string", text: "string" }], total_score: "number" },
    ],
    [
      "as two objects that hold the same",
      "Use `before` and `after` as top-level objects, each holding `latency_ms` and `errors`.",
      { before: { latency_ms: "integer", errors: "integer" }, after: { latency_ms: "integer", errors: "integer" } },
    ],
    [
      "with how many there are of what is spelled out",
      "samples: 3 objects {km: number, up: boolean}; range: {from, to}.",
      { samples: [{ km: "number", up: "boolean" }], range: { from: "string", to: "string" } },
    ],
    [
      "of several things that are defined one after the other",
      "I need lecturers and rooms. A lecturer consists of name and email. A room is made up of code and seats.",
      { lecturers: [{ name: "string", email: "string" }], rooms: [{ code: "string", seats: "integer" }] },
    ],
    [
      "as the answers of the questions before",
      "Which branches are closed, and how many are open? Keys: closed_branches, open_count.",
      { closed_branches: ["string"], open_count: "integer" },
    ],
    [
      "of each, where the first stands right after what has it",
      "Payroll for March please. Per employee employee_id, gross, net; at the end the grand totals as total_gross and total_net.",
      {
        employees: [{ employee_id: "string", gross: "number", net: "number" }],
        total_gross: "number",
        total_net: "number",
      },
    ],
    [
      "without the clause that says which they are",
      "For each delay give me the train and the reason the operator gave.",
      { delays: [{ train: "string", reason: "string" }] },
    ],
    [
      "without places and days",
      "Opening and closing time, Prado museum, 24 December",
      { opening_time: "string", closing_time: "string" },
    ],
    [
      "after the thing that they are wanted of",
      "weather in Porto right now, just temp and wind",
      { temp: "number", wind: "number" },
    ],
    ["with a slash between them", "lat/lng of 221B Baker Street", { lat: "number", lng: "number" }],
    [
      "after a semicolon",
      "Ask the vet practice about Rex on Monday; weight in kg, last vaccination date, chipped or not.",
      { weight: "number", last_vaccination_date: "string", chipped: "boolean" },
    ],
    [
      "under labels, of one thing and of many",
      "totals\n  - paid_usd (number)\nclinics (the 2 dearest)\n  - name\n  - city",
      { totals: { paid_usd: "number" }, clinics: [{ name: "string", city: "string" }] },
    ],
    [
      "off YAML",
      "give me max 2 options like\n\nhotels:\n  - name: text\n    stars: 1-5\n    booking_url: link",
      { hotels: [{ name: "string", stars: "integer", booking_url: "string" }] },
    ],
    [
      "of what came in, with choices between dashes",
      "Triage what landed today: ticket_id, kind — one of bug, question — and owner",
      { tickets: [{ ticket_id: "string", kind: "string", owner: "string" }] },
    ],
    ["as plain texts", "List every channel user_42 is in, as plain strings.", { channels: ["string"] }],
    [
      "as whether there are any",
      "Any overdue invoices for Globex? yes/no is enough",
      { has_overdue_invoices: "boolean" },
    ],
    ["as whether it worked", "Delete user 77 and tell me if it worked.", { worked: "boolean" }],
    [
      "of a list that is named by what it is of",
      "Return the status of each host as an array of objects with host and up (boolean)",
      { hosts: [{ host: "string", up: "boolean" }] },
    ],
    [
      "as counts, where they end alike",
      "Return wins, losses and draws",
      { wins: "integer", losses: "integer", draws: "integer" },
    ],
    [
      "in a sentence of names and what is said of their values",
      "Who are our two biggest clients? Company and turnover in EUR as a plain number.",
      { clients: [{ company: "string", turnover: "number" }] },
    ],
    ["of one, where only one can be", "Who's on duty tonight? Name and phone.", { name: "string", phone: "string" }],
    [
      "once, where another sentence says how values are written",
      "Retrieve `openBalance` and `nextDueDate`. Amounts as numbers, dates as YYYY-MM-DD.",
      { openBalance: "number", nextDueDate: "string" },
    ],
    [
      "as they are to be called",
      "Has the parcel arrived? And who signed for it? Call these hasArrived and signedBy.",
      { hasArrived: "boolean", signedBy: "string" },
    ],
    [
      "that are required",
      "Required details are gross pay and pay date (YYYY-MM-DD).",
      { gross_pay: "number", pay_date: "string" },
    ],
    [
      "of which any has some",
      "Tell me the top 3 complaint topics. A topic has a label and one example.",
      { topics: [{ label: "string", example: "string" }] },
    ],
    [
      "after leading dots",
      "Extract from the ticket:\n\n  seat class ........ text\n  refundable ........ true/false",
      { seat_class: "string", refundable: "boolean" },
    ],
    [
      "of events that are a field's own",
      "Track parcel ZX-9. Needed: carrier, and the scan history as events with location and description.",
      { carrier: "string", scan_history: [{ location: "string", description: "string" }] },
    ],
    [
      "under the name that code gives a list of a type",
      "type Game = {\n  home: string\n  away: string\n}\n\nFill `games: Game[]` with the 3 next fixtures.",
      { games: [{ home: "string", away: "string" }] },
    ],
    [
      "as a map under its own key",
      "Return a map of depot code to units, under the key `units_by_depot`.",
      { units_by_depot: expect.any(Object) },
    ],
    [
      "with when it was so",
      "tell me if order ORD-9 has been shipped, and when",
      { is_shipped: "boolean", shipped_at: "string" },
    ],
    ["that are counted after a change", "Archive every mail of bob. How many were archived?", { archived: "integer" }],
    [
      "in units of camel case",
      "Read meter 7 and hand me kWh (integer) and tariff (text)",
      { kWh: "integer", tariff: "string" },
    ],
    ["that are written", "Write five alternative subject lines for the sale.", { subject_lines: ["string"] }],
    [
      "of what has the most of something, which is no field",
      "Pull the ten accounts with the highest churn risk. Account name, owner, risk score from 0 to 100.",
      { accounts: [{ account_name: "string", owner: "string", risk_score: "integer" }] },
    ],
    [
      "of every one",
      "Every order shipped yesterday, please: order id, carrier, tracking number.",
      { orders: [{ order_id: "string", carrier: "string", tracking_number: "string" }] },
    ],
    [
      "parted by strokes",
      "Find hotels in Porto under 120 EUR. Name / stars / has breakfast?",
      { hotels: [{ name: "string", stars: "integer", has_breakfast: "boolean" }] },
    ],
    [
      "after a number of days",
      "Get the daily sales for the past 7 days: day, orders",
      { items: [{ day: "string", orders: "integer" }] },
    ],
    ["that are asked after a change", "Cancel booking BK-12. Which reference did we get?", { reference: "string" }],
    ["of one thing that the question names", "Has invoice INV-7 been sent?", { is_sent: "boolean" }],
    ["that ask what state something is in", "is the website down", { is_down: "boolean" }],
    ["that ask what state something is in, still", "is the milk still good?", { is_good: "boolean" }],
    ["that ask what state somebody is in", "is anna free at 3", { is_free: "boolean" }],
    ["that ask for what was done to something", "Has the report been filed?", { is_filed: "boolean" }],
    ["that ask for what something has done", "has the mail arrived", { arrived: "boolean" }],
    ["that ask where somebody is", "is john in the office today", { is_in_office: "boolean" }],
    [
      "that ask what state something in a place is in",
      "Is the alarm at the depot armed, and who armed it?",
      { is_armed: "boolean", armed_by: "string" },
    ],
    ["that ask for a day by its name", "when is the next full moon", { next_full_moon: "string" }],
    ["that ask when something does", "when does my gym membership end", { ends_at: "string" }],
    [
      "as samples that are like no unit",
      '{ "job_id": "ml-771", "unit": "C", "loss": 0.5 }',
      { job_id: "string", unit: "string", loss: "number" },
    ],
    [
      "that ask for names in a case",
      "Use camelCase keys: first name and join date of user_7",
      { firstName: "string", joinDate: "string" },
    ],
    [
      "of a second clause",
      "Sum up the call with Marta in three bullet points, plus list the action items with owner and deadline.",
      { summary: ["string"], action_items: [{ owner: "string", deadline: "string" }] },
    ],
    [
      "that an action is also the name of",
      "Look up all subscribers who joined in May. I care about email and join date only.",
      { subscribers: [{ email: "string", join_date: "string" }] },
    ],
    [
      "beside a list, where they are put at the top level",
      "Return name and joined_at for everyone in the team, and put the total headcount at the top level as `total`.",
      { people: [{ name: "string", joined_at: "string" }], total: "integer" },
    ],
    [
      "beside the class of a text",
      "Classify this ticket as billing, technical or other and give a reason (string).",
      { category: "string", reason: "string" },
    ],
    [
      "of the one of many that is asked for",
      "Of the 12 branches, which had the highest revenue? Just the branch name and the city.",
      { branch_name: "string", city: "string" },
    ],
    ["off GraphQL", "Run this:\nquery { user(id: 5) { name email } }", { user: { name: "string", email: "string" } }],
  ])("%s", (_, prompt, shape) => {
    expect(shapeOf(resultOf(prompt))).toEqual(shape);
  });

  it.each([
    "Put that in an object called by_carrier, key = carrier, value = how many. The overall total goes next to it as total.",
    "Put it in `by_carrier` (carrier → number of parcels), and let `total` be the count of all.",
    "Store the result under `by_carrier`, with the carrier as key and the number of parcels as value, plus `total`.",
    "I need `by_carrier`, a map from carrier to count, and `total` as an integer.",
  ])("as a map under its name, and what stands beside it: %s", (words) => {
    const { by_carrier, total, ...rest } = resultOf(`Count the parcels of May by carrier. ${words}`);
    expect(Object.values(by_carrier as JsonObject).every(Number.isInteger)).toBe(true);
    expect(Number.isInteger(total)).toBe(true);
    expect(rest).toEqual({});
  });

  it("as free keys, where a map is asked for", () => {
    const { translations } = resultOf(
      "Translate the title. Return translations, a map from language code to translation.",
    );
    expect(Object.values(translations as JsonObject).length).toBeGreaterThan(1);
    expect(Object.values(translations as JsonObject).every((value) => typeof value === "string")).toBe(true);
  });

  it.each([
    ["top 5", "List the top 5 customers with name and email.", 5],
    ["a dozen", "Get a dozen of the latest emails: sender, subject.", 12],
    ["newest four", "From the shop get newest four orders: number, total", 4],
    ["the 5 oldest ones", "I want to see the open bug reports. Show the 5 oldest ones with title, reporter.", 5],
    ["of each of the last 3 sprints", "For each of the last 3 sprints of board 2 return name and points.", 3],
    ["the 7 most recent", "Return the 7 most recent orders with id and total.", 7],
  ])("as many as %s", (_, prompt, count) => {
    for (const seed of SEEDS) expect(Object.values(resultOf(prompt, seed))[0]).toHaveLength(count);
  });

  it.each(["up to 10", "at most 10", "a maximum of 10"])("never more than %s", (words) => {
    for (const seed of SEEDS) {
      const { tickets } = resultOf(`Return ${words} tickets with id and subject.`, seed);
      expect((tickets as Json[]).length).toBeLessThanOrEqual(10);
    }
  });

  it("is the wish of an action: a small acknowledgement that says it was invented, and no words of the prompt", () => {
    for (const prompt of ["Send the monthly report to bob", "Cancel order 7.", "Archive the #old channel"]) {
      expect(readPrompt(prompt).acknowledges).toBe(true);
      expect(resultOf(prompt)).toEqual({ success: true, note: expect.stringMatching(/^Invented/) });
    }
  });

  it.each([
    "Reboot sensor gw-14",
    "Please resend the invitation to the three people who did not confirm.",
    "Don't reply to anyone, just archive all newsletters.",
  ])("is that of an action too whose verb is not known: %s", (prompt) => {
    expect(readPrompt(prompt).acknowledges).toBe(true);
  });

  it.each(["Is the gate gw-14 one of ours?", "Log in to user_8's account", "Gates gw-14"])(
    "but not where no action is asked for: %s",
    (prompt) => {
      expect(readPrompt(prompt).acknowledges).toBeUndefined();
    },
  );

  it.each(["Connect to the CRM", "", " ", "🎉", "{}", ":", "----"])(
    "not at all, where nothing is asked: %j gives {}",
    (prompt) => {
      expect(resultOf(prompt)).toEqual({});
    },
  );
});

describe("what is said of a name in words", () => {
  it.each<[string, string, readonly Json[]]>([
    [
      "after which is",
      "For each test give the name and a flag which is low, normal or high.",
      ["low", "normal", "high"],
    ],
    ["after that's one of", "Give me the date and a flag that's one of low, normal, high.", ["low", "normal", "high"]],
    ["after a dash", "Return name, flag — low, normal or high — and date.", ["low", "normal", "high"]],
    ["after of", "The test has a date and a flag of low or high.", ["low", "high"]],
    ["as one of several labels", "Return name, flag: low, normal or high.", ["low", "normal", "high"]],
  ])("%s, is its choices", (_, prompt, choices) => {
    const text = JSON.stringify(readPrompt(prompt).schema);
    expect(text).toContain(`"flag":${JSON.stringify({ type: "string", enum: choices })}`);
  });

  it.each<[string, string, Json]>([
    [
      "as plain texts",
      "Return name and known allergies as plain strings.",
      { name: "string", known_allergies: ["string"] },
    ],
    ["as a list of them", "Return the parties as a list of names, date", { parties: ["string"], date: "string" }],
    ["right after the name", "Return `rooms`, `free` an array of device ids.", { rooms: "integer", free: ["string"] }],
    ["after which are", "Return name, medals, which are mere titles.", { name: "string", medals: ["string"] }],
    [
      "of the latter",
      "Return name and decisions, the latter as an array of sentences.",
      { name: "string", decisions: ["string"] },
    ],
  ])("%s, is a list of texts", (_, prompt, shape) => {
    expect(shapeOf(resultOf(prompt))).toEqual(shape);
  });

  it.each([
    ["a question", "Is the shop open, closed or moved?"],
    ["the fields of many", "The tracks - title, artist or band"],
    ["the whole answer", "Return it as a list of names"],
    ["the form of each value", "Return ids as strings"],
  ])("is not %s", (_, prompt) => {
    const tokens = scan(prompt)[0]!.tokens;
    expect(bracketed(tokens)).toEqual(tokens);
  });
});

describe("values fit", () => {
  it("each other: min ≤ avg ≤ max, a start before its end, an email to the name, a total to its lines", () => {
    for (const seed of SEEDS) {
      const { min, avg, max } = resultOf(
        "Return average, min and max response time as `avg`, `min`, `max`.",
        seed,
      ) as Record<string, number>;
      expect(min!).toBeLessThanOrEqual(avg!);
      expect(avg!).toBeLessThanOrEqual(max!);
      const event = resultOf(
        "Return start_time, end_time, created_at and updated_at of the next event.",
        seed,
      ) as Record<string, string>;
      expect(event.start_time! < event.end_time!).toBe(true);
      expect(event.created_at! < event.updated_at!).toBe(true);
      const contact = resultOf("Return first_name, last_name and email of the contact.", seed) as Record<
        string,
        string
      >;
      expect(contact.email!.startsWith(`${contact.first_name!.toLowerCase().replace(/[^a-z]/g, "")[0]}`)).toBe(true);
      const invoice = resultOf(
        'Return {"lines": [{"quantity": 1, "unit_price": 2, "line_total": 2}], "total": 2}',
        seed,
      );
      const lines = invoice.lines as Record<string, number>[];
      for (const line of lines) expect(line.line_total).toBe(line.quantity! * line.unit_price!);
      expect(invoice.total).toBeCloseTo(
        lines.reduce((sum, line) => sum + line.line_total!, 0),
        5,
      );
    }
  });

  it("what they are of: days follow each other, a flight stops twice at most, a repo is written in a language of its own", () => {
    for (const seed of SEEDS) {
      const { days } = resultOf("Weather in Oslo for the next 5 days: date, high, low", seed) as {
        days: { date: string }[];
      };
      const times = days.map(({ date }) => Date.parse(date));
      expect(times).toEqual(times.map((_, i) => times[0]! + i * 86_400_000));
      const { flights } = resultOf("Find flights to Lisbon: airline, number_of_stops", seed) as {
        flights: { number_of_stops: number }[];
      };
      expect(Math.max(...flights.map((flight) => flight.number_of_stops))).toBeLessThanOrEqual(2);
      const { repos } = resultOf("List repos of acme with name, language", seed) as { repos: { language: string }[] };
      for (const { language } of repos) expect(["TypeScript", "Python", "Go", "Rust", "Java"]).toContain(language);
    }
  });

  it("a rate of two currencies: one of them in the other", () => {
    for (const seed of SEEDS) {
      const [rate] = Object.values(resultOf("Return the current EUR/USD rate as a number", seed));
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThan(3);
    }
  });

  it("what the words say of time: due and next lie ahead, created and last behind", () => {
    for (const seed of SEEDS) {
      const row = resultOf("Return due_date, next_billing_date, created_at and last_seen_at.", seed) as Record<
        string,
        string
      >;
      expect(Date.parse(row.due_date!)).toBeGreaterThan(NOW);
      expect(Date.parse(row.next_billing_date!)).toBeGreaterThan(NOW);
      expect(Date.parse(row.created_at!)).toBeLessThan(NOW);
      expect(Date.parse(row.last_seen_at!)).toBeLessThan(NOW);
    }
  });

  it("the ids of the prompt: that of one thing comes back, those of many have its form and differ", () => {
    expect(resultOf("Get order ORD-55102. Return order_id and status.")).toMatchObject({ order_id: "ORD-55102" });
    expect(resultOf("Return user_id and plan.", 1, "user_42")).toMatchObject({ user_id: "user_42" });
    const { contacts } = resultOf("List 20 contacts with contact_id, name and email.");
    for (const key of ["contact_id", "email"])
      expect(new Set((contacts as JsonObject[]).map((row) => row[key])).size).toBe(20);
  });

  it("the same draws with the same result, and others with another", () => {
    const prompt = "Return name, email, and company for each contact";
    expect(resultOf(prompt, 5)).toEqual(resultOf(prompt, 5));
    expect(resultOf(prompt, 5)).not.toEqual(resultOf(prompt, 6));
  });
});

describe("any prompt is read at once", () => {
  const UNITS = [
    ", ",
    "(",
    "((a)",
    "[",
    "{",
    "{a:",
    "[{",
    "{}",
    '"',
    "'",
    " '",
    "`",
    "- a\n",
    "# return\n",
    "return ",
    "return a, ",
    "fields: ",
    "each ",
    "all ",
    "and ",
    "of ",
    ": ",
    "<",
    "🎉",
    "ا, ",
    "\u202e",
    '// {\n"a": "b",\n',
    "list of ",
    "(a,b",
    "whether it is ",
    "\n",
    "\t",
    "| a ",
    "|a|b|\n|-|-|\n",
    "with ",
    "a with b, ",
    "each with a, ",
    "top 5 ",
    "a_",
    "aB",
    "a.",
    "a/b",
    "1,",
    "$1",
    "Array<",
    "interface A { b: A }\n",
    "query { a { ",
    "a: string\n",
    "one of a, ",
    "a (b) ",
    "for each a ",
    "x@y.",
    "-",
    "a - b - ",
    "if ",
    '"a": [',
    "map from a to ",
  ];

  it.each(["", "return ", "return {", "Get all contacts. Return fields: ", "return:\n- "])(
    "of 10,000 characters, after %j",
    (before) => {
      for (const unit of UNITS) {
        const prompt = (before + unit.repeat(10_000 / unit.length)).slice(0, 10_000);
        const size = JSON.stringify(resultOf(prompt)).length;
        expect(size, JSON.stringify(unit)).toBeLessThan(400_000);
        inferTool(prompt);
      }
    },
  );

  it("of whatever is put together, to JSON of a bounded size", () => {
    const words = fc.constantFrom(
      ...UNITS,
      "name",
      "email",
      "status (open|closed)",
      "invoices",
      "total",
      "get ",
      "send ",
      "12 ",
      "\n\n",
      ".",
      "?",
      "user_42's ",
      '{ "a": 1 }',
      "Return ",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), fc.integer({ min: 1, max: 1_000 }), (parts, seed) => {
        const result = resultOf(parts.join(""), seed);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it("to a result of bounded size, whatever lists of lists it spells out", () => {
    const deep = `Return ${'{"a": [{"b": 1, "c": ['.repeat(6)}1${"]}]}".repeat(6)}`;
    expect(JSON.stringify(resultOf(deep)).length).toBeLessThan(200_000);
    const wide = `List 100 things with ${Array.from({ length: 60 }, (_, i) => `tags_${i} (array of 100 strings)`).join(", ")}`;
    expect(JSON.stringify(resultOf(wide)).length).toBeLessThan(400_000);
  });

  it("and cannot reach a prototype", () => {
    const result = resultOf("Return __proto__, constructor and name");
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    resultOf('Return {"__proto__": [{"polluted": true, "a": 1}], "constructor": {"prototype": {"polluted": 1}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("in any script", () => {
    expect(Object.keys(resultOf("Return name 🎉, السعر، اسم"))).toEqual(["name", "السعر", "اسم"]);
    expect(Object.keys(resultOf('Return {"prénom": "", "年齢": 0}'))).toEqual(["prénom", "年齢"]);
  });
});

it.each([
  "use key pk_live_PLANTEDsecret0123456789 now",
  "Return whsec_PLANTEDsecret0123456789, name and email",
  "Return the fields `pk_test_PLANTEDsecret0123456789` and `total`",
  // Of parts, so that no scanner takes them for real ones.
  `List charges with ${"sk" + "_live_"}51HxPLANTED0123456789abc, amount and status`,
  `Return user, ${"gh" + "p_"}PLANTED0123456789abcdefghij and the date`,
  `Use Bearer ${"ey" + "J"}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.PLANTED_5f and return name, email`,
])("no key in a prompt becomes a name or a value: %s", (prompt) => {
  expect(JSON.stringify(resultOf(prompt))).not.toContain("PLANTED");
});

describe("a reading is a function of its prompt", () => {
  it("whatever was read before it: a comment on one prompt's field says nothing of another's", () => {
    readPrompt(
      "type Ticket = {\n  id: string; // ISO 8601\n  level: string; // open | closed\n}\n\nReturn { tickets: Ticket[] }.",
    );
    expect(readPrompt("Return note (string) and colour (str).").schema.properties).toMatchObject({
      note: { type: "string" },
      colour: { type: "string" },
    });
    expect(JSON.stringify(readPrompt("Return note (string) and colour (str).").schema)).not.toMatch(/date-time|closed/);
  });
});

describe("values go by what the prompt says of them", () => {
  const rows = (prompt: string, seed: number) =>
    Object.values(resultOf(prompt, seed))[0] as Record<string, string | number>[];
  const column = (prompt: string, key: string, seed: number) => rows(prompt, seed).map((row) => row[key]!);
  const sorted = <T>(values: readonly T[], descending = false) => {
    const all = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return descending ? all.reverse() : all;
  };

  it.each([
    ["sorted by price: name, price", "price", false],
    ["sorted by price descending: name, price", "price", true],
    ["Get the 5 cheapest products: name, price", "price", false],
    ["List the 4 newest orders with id and created_at", "created_at", true],
    ["Top 6 customers by revenue: name, revenue", "revenue", true],
  ])("their order: %s", (said, key, descending) => {
    const prompt = said.startsWith("sorted") ? `List 5 products ${said}` : said;
    for (const seed of SEEDS) {
      const values = column(prompt, key, seed);
      expect(values).toEqual(sorted(values, descending));
    }
  });

  it.each([
    ["List 5 products with price under 50: name, price", "price", 0, 49.99],
    ["List 5 hotels with at least 4 stars: name, stars", "stars", 4, 5],
    ["List 5 invoices more than 30 days overdue: number, days_overdue", "days_overdue", 31, 1_000],
    ["List 5 payments between 10 and 20 EUR: id, amount", "amount", 10, 20],
  ])("their size: %s", (prompt, key, least, most) => {
    for (const seed of SEEDS)
      for (const value of column(prompt, key, seed)) {
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(most);
      }
  });

  // Today is Sunday, the 15th of June 2025.
  it.each([
    ["List 5 meetings of next week: title, start", "start", "2025-06-16", "2025-06-22"],
    ["List 5 meetings of last week: title, date", "date", "2025-06-02", "2025-06-08"],
    ["List 5 orders created yesterday: id, created_at", "created_at", "2025-06-14", "2025-06-14"],
    ["List 5 invoices due in the next 10 days: id, due_date", "due_date", "2025-06-15", "2025-06-25"],
    ["List 5 orders of last month: id, order_date", "order_date", "2025-05-01", "2025-05-31"],
  ])("their days: %s", (prompt, key, first, last) => {
    for (const seed of SEEDS)
      for (const value of column(prompt, key, seed)) {
        expect(String(value).slice(0, 10) >= first).toBe(true);
        expect(String(value).slice(0, 10) <= last).toBe(true);
      }
  });

  it("and the keys of a map are what it is by", () => {
    for (const seed of SEEDS) {
      const { signups_by_day: days } = resultOf("Signups by day for the last 7 days", seed) as Record<string, object>;
      for (const day of Object.keys(days!)) expect(day).toMatch(/^2025-06-\d\d$/);
    }
  });

  it("parts of a total are less than it", () => {
    for (const seed of SEEDS) {
      const { subtotal, tax, shipping, total } = resultOf(
        "Return subtotal, tax, shipping and total of order 7",
        seed,
      ) as Record<string, number>;
      expect(total).toBeCloseTo(subtotal! + tax! + shipping!, 2);
      expect(tax!).toBeLessThan(subtotal!);
    }
  });
});
