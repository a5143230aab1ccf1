// What has been met: each event, what befell it, on which attempt, and beside what; and the list of all there is to meet.

import type { Met } from "./network.js";
import { ANNOUNCED, type Announced, FORGERIES, type Forgery, type Mishap } from "./story.js";

type Beside = "nobody" | "itself" | "others";
export type Happens = Mishap | Forgery | "none";
/** One thing to meet. */
export type Cell = { event: Announced; fault: Happens; attempt: number; overlap: Beside };

const ATTEMPTS = 5;
const MOVED = 3;

/** On how many attempts, and beside what, each fault is to be met. */
const EXTENT: [Happens, number, readonly Beside[]][] = [
  ["none", ATTEMPTS, ["nobody", "itself", "others"]],
  ["lost-ack", ATTEMPTS, ["nobody", "itself", "others"]],
  ["duplicate", MOVED, ["nobody"]],
  ["delay", MOVED, ["nobody"]],
  ["reorder", MOVED, ["nobody"]],
  ["drop", ATTEMPTS, ["nobody"]],
  ["timeout", ATTEMPTS, ["nobody"]],
  ["truncate", MOVED, ["nobody"]],
  ["reset", MOVED, ["nobody"]],
  ["before-response", 1, ["nobody"]],
  ...FORGERIES.map((forgery): [Happens, number, readonly Beside[]] => [forgery, 2, ["nobody", "itself"]]),
];

/** Everything there is to meet. */
export const CELLS: readonly Cell[] = EXTENT.flatMap(([fault, attempts, besides]) =>
  Array.from({ length: attempts }, (_, i) => i + 1).flatMap((attempt) =>
    besides.flatMap((overlap) => ANNOUNCED.map((event): Cell => ({ event, fault, attempt, overlap }))),
  ),
);

export type CoverageRecord = { of: number; met: number; cells: (Cell & { times: number })[] };

export type Coverage = { add(met: readonly Met[]): void; record(): CoverageRecord };

export function createCoverage(): Coverage {
  const counts = new Map<string, number>(CELLS.map((cell) => [keyOf(cell), 0]));
  return {
    add(met) {
      for (const { position, faults, beside } of met)
        for (const fault of faults.length === 0 ? (["none"] as const) : faults) {
          const key = keyOf({ event: position.event, fault, attempt: position.attempt, overlap: beside });
          const count = counts.get(key);
          if (count !== undefined) counts.set(key, count + 1);
        }
    },
    record() {
      const cells = CELLS.map((cell) => ({ ...cell, times: counts.get(keyOf(cell))! }));
      return { of: cells.length, met: cells.filter(({ times }) => times > 0).length, cells };
    },
  };
}

function keyOf({ event, fault, attempt, overlap }: Cell): string {
  return `${event} ${fault} ${attempt} ${overlap}`;
}
