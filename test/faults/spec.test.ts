// A fault's spec is its fields as one line: whatever a fixture is called, it is read back as it was.

import fc from "fast-check";
import { expect, test } from "vitest";
import { formatFault, splitSpecs } from "../../src/domain/fault-spec.js";
import { readFault } from "../../src/domain/read-fault.js";
import { readFaults } from "../../src/option-values.js";

const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('"', "\\", " ", ";", "=", "a", "\n", "'"), minLength: 1, maxLength: 12 }),
);

test("of a fixture of any name, alone and among others", () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      const faults = [one, other].map((fixture) => readFault({ on: "webhook", fault: "drop", fixture, times: 2 }));
      const specs = faults.map(formatFault);
      expect(specs.map((spec) => readFault(spec))).toEqual(faults);
      expect(splitSpecs(specs.join(";"))).toEqual(specs);
      expect(readFaults(specs.join("; "))).toEqual(faults);
    }),
  );
});

test("as a person writes it", () => {
  const fixtureOf = (spec: string) => readFault(spec).where.fixture;
  expect(fixtureOf('webhook drop fixture="my own"')).toBe("my own");
  expect(fixtureOf('webhook drop "fixture=my own"')).toBe("my own");
  expect(fixtureOf('webhook drop fixture="the \\"best\\" one"')).toBe('the "best" one');
  expect(fixtureOf("webhook drop fixture=C:\\new")).toBe("C:\\new");
});
