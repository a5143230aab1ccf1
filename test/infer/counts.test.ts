// How many of a list a prompt asks for, however it says it.

import { expect, it } from "vitest";
import { piecesOf } from "../../src/infer/align.js";
import { withCounts } from "../../src/infer/counts.js";
import { listOf, objectOf, type Schema } from "../../src/infer/shape.js";

/** The schema of one list, of things with these keys or, without any, of texts. */
function listCalled(name: string, keys: readonly string[] = ["name"]): Schema {
  const items =
    keys.length > 0 ? objectOf(keys.map((key) => ({ name: key, schema: {} }))) : { type: "string" as const };
  return objectOf([{ name, schema: listOf(items) }]);
}

function sizesOf(schema: Schema): (number | undefined)[] {
  return Object.values(schema.properties!).map(({ maxItems }) => maxItems);
}

const counted = (schema: Parameters<typeof withCounts>[0], prompt: string) =>
  withCounts(schema, prompt, piecesOf(prompt));

it.each<[size: number, prompt: string, name: string, keys?: string[]]>([
  [8, "For each table, the number and the guests. We've eight tables.", "tables"],
  [3, "Show the parcel's last three scans with place and time.", "scans"],
  [5, "Return exactly 5 `keywords`, lower case.", "keywords", []],
  [30, "Put every one of the 30 product names into a category.", "product_names"],
  [21, "Pick twenty-one alumni at random.", "alumni"],
  [24, "Pick two dozen prospects from the fintech segment.", "prospects"],
  [6, "List the half dozen most active contributors.", "contributors"],
  [6, "Subject line ideas for the newsletter, half a dozen.", "ideas", []],
  [7, "Look for a used camper van. Show me seven, with model and year.", "vans"],
  [8, "I'd love to see our best posts of the year, let's say eight. Title, link.", "posts"],
  [2, "Give `users` with `id`; 2 rows are enough.", "users"],
  [5, "Give me a list of city names (5) that start with B.", "city_names", []],
  [10, "We reward loyal customers: the ten that have been with us longest.", "customers"],
  [25, "Return a paginated result: `items` (25 per page).", "items"],
  [5, "Check Sentry for crashes; give culprit, events, top 5 only.", "crashes"],
  [10, "what's trending on our intranet: term and number of searches, 10 terms", "trending", ["term", "searches"]],
  [3, "Most-read articles this month? 3 pieces; headline, reads.", "articles"],
  [6, "top referrers; limit 6; shape: `referrer`, `visits`", "referrers"],
  [6, "For each of the 6 cheapest: hotel, stars.", "hotels"],
  [4, "recent errors from sentry, 4 of them: title, culprit", "errors"],
  [12, "Invoices of the year 2023 as totals per month: month, net.", "totals", ["month", "net"]],
  [12, "The average, per month, of rainfall in mm over ten years.", "months", ["month", "average"]],
  [3, "The figures of the last three years: year, turnover.", "figures", ["year", "turnover"]],
  [7, "For every day of last week the lowest price.", "prices", ["day", "lowest_price"]],
  [5, "The menu for Monday to Friday.", "menu", ["day", "dish"]],
  [7, "A 7-day forecast for Graz.", "days", ["date", "high"]],
  [3, "Plan meals for Mon, Tue, Wed. Per day: breakfast, lunch.", "meals"],
  [3, "The tallest building in each of these cities: Dubai, New York, Shanghai. Building, city.", "buildings"],
  [3, "Check whether the following addresses are valid: a@b.c, foo, x@y.org. For each: valid.", "results"],
  [3, "Evaluate the essay. Criteria: thesis, evidence, style. For each criterion a score.", "criteria"],
  [3, "Per country: the vat rate. DE, FR, IT only.", "countries"],
])("%i are asked for by: %s", (size, prompt, name, keys) => {
  expect(sizesOf(counted(listCalled(name, keys), prompt))).toEqual([size]);
});

it("of what is said to be at most so many there may be fewer", () => {
  const { leads } = counted(listCalled("leads"), "Leads with a budget, ten at the most.").properties!;
  expect([leads!.minItems, leads!.maxItems]).toEqual([1, 10]);
});

it.each<[prompt: string, name: string, keys?: string[]]>([
  ["Purchase request PR-71: the items with price.", "items"],
  ["Findings of the scan of image web:4.2. Package.", "findings"],
  ["The pages that return 404.", "pages"],
  ["Which cards have fraud alerts? Card (last four), merchant.", "cards"],
  ["Customers with at least 2 orders: name, orders", "orders"],
  ["Restaurants with a price level of at most 2 — only the name.", "restaurants"],
  ["Of the 14 machines in the gym, those that are defective.", "machines"],
  ["Tests that failed in the last 30 days.", "tests"],
  ["Reviews of films with 5 stars.", "reviews"],
  ["Rules that limit 5% of the traffic: name, share.", "rules"],
])("no count is: %s", (prompt, name, keys) => {
  expect(sizesOf(counted(listCalled(name, keys), prompt))).toEqual([undefined]);
});

it("a size that is said of no list in particular is that of a list alone, not of one of two", () => {
  const two = objectOf(["leads", "deals"].map((name) => ({ name, schema: listOf({ type: "string" }) })));
  expect(sizesOf(counted(two, "Leads and deals, top 5."))).toEqual([undefined, undefined]);
  expect(sizesOf(counted(two, "The 4 newest leads, and the deals."))).toEqual([4, undefined]);
});

it("what a list knows of its size it keeps", () => {
  const known = objectOf([{ name: "leads", schema: listOf({ type: "string" }, { exact: 9 }) }]);
  expect(sizesOf(counted(known, "Leads, top 5."))).toEqual([9]);
});
