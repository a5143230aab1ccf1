// Names are written as the prompt wants them written, where it says so.

import { expect, it } from "vitest";
import { withCasing } from "../../src/infer/casing.js";
import { objectOf, type Schema } from "../../src/infer/shape.js";

const text = { type: "string" } as const;
const guest: Schema = objectOf([
  { name: "guest_name", schema: text },
  { name: "Stage", schema: text },
  { name: "stays", schema: { type: "array", items: objectOf([{ name: "room no", schema: text }]) } },
]);

const namesOf = ({ properties = {} }: Schema): string[] =>
  Object.entries(properties).flatMap(([name, { items }]) => [name, ...(items ? namesOf(items) : [])]);

it.each([
  ["Use snake_case keys", ["guest_name", "stage", "stays", "room_no"]],
  ["keys in snake case", ["guest_name", "stage", "stays", "room_no"]],
  ["Keys in camelCase, please", ["guestName", "stage", "stays", "roomNo"]],
  ["in lower camel case", ["guestName", "stage", "stays", "roomNo"]],
  ["kebab-case", ["guest-name", "stage", "stays", "room-no"]],
  ["PascalCase", ["GuestName", "Stage", "Stays", "RoomNo"]],
])("names are written as in %s", (says, names) => {
  const cased = withCasing(guest, `${says}: name, stage, stays`);
  expect(namesOf(cased)).toEqual(names);
  expect(cased.required).toEqual(Object.keys(cased.properties!));
});

it("names stay as they are where nothing is said of that, and where they are paths", () => {
  expect(withCasing(guest, "the case of the guest")).toBe(guest);
  const paths = objectOf([{ name: "$ref", schema: text }]);
  expect(namesOf(withCasing(paths, "snake_case"))).toEqual(["$ref"]);
});

it.each([
  "Return guest_name. Do not use camelCase.",
  "Return guest_name, not camelCase",
  "Find all variables in camelCase in the repo. Return guest_name",
  "List functions that are not in snake_case: guest_name",
  "List functions written in kebab-case. Return guest_name",
])("names stay as they are where another thing is written so, or is not to be: %s", (prompt) => {
  expect(withCasing(guest, prompt)).toBe(guest);
});

it("two names that become one are one", () => {
  const both = objectOf(["first_name", "firstName"].map((name) => ({ name, schema: text })));
  expect(withCasing(both, "Return camelCase keys").required).toEqual(["firstName"]);
});
