// The transition table is the contract's (3.5), entry for entry.

import { describe, expect, it } from "vitest";
import { allowedMoves, isFinished, STATUSES, type Status, TRANSITIONS } from "../../src/domain/task.js";

const CONTRACT: [Status, Status[]][] = [
  ["pending", ["running", "cancelled"]],
  ["running", ["running", "complete", "failed", "waiting", "cancelled"]],
  ["waiting", ["running", "failed", "cancelled"]],
  ["complete", []],
  ["failed", []],
  ["cancelled", []],
];

describe("the transition table", () => {
  it.each(CONTRACT)("leads from %s to exactly %j", (from, to) => {
    const reached = new Set(allowedMoves(from).map((move) => TRANSITIONS[move as keyof typeof TRANSITIONS].to));
    expect([...reached].sort()).toEqual([...to].sort());
  });

  it("knows every status of the contract and no other", () => {
    expect([...STATUSES].sort()).toEqual(CONTRACT.map(([from]) => from).sort());
  });

  it("has finished exactly where nothing leads on", () => {
    for (const status of STATUSES) expect(isFinished(status)).toBe(allowedMoves(status).length === 0);
  });
});
