// All cases of `check`, in the order in which they run: what Ploton surely sends first, what may stop a handler last.

import { MockError, nearestWords } from "../domain/errors.js";
import type { Case } from "./case.js";
import { BODY_CASES } from "./cases-bodies.js";
import { DELIVERY_CASES } from "./cases-delivery.js";
import { EVENT_CASES } from "./cases-events.js";
import { SIGNATURE_CASES } from "./cases-signatures.js";

export const CASES: readonly Case[] = [...EVENT_CASES, ...BODY_CASES, ...SIGNATURE_CASES, ...DELIVERY_CASES];

/**
 * The cases that `only` names (all when it is empty) without those that `skip` names. A name is an id, or a pattern in which a star
 * stands for any characters ("signature-*", "*-effect"). Throws MockError 400: `unknown_case` for a name that fits none, `no_case`
 * when none is left.
 */
export function chooseCases(only: readonly string[] = [], skip: readonly string[] = []): Case[] {
  for (const name of [...only, ...skip]) assertKnown(name);
  const isIn = (names: readonly string[], id: string) => names.some((name) => fits(name, id));
  const chosen = CASES.filter(({ id }) => (only.length === 0 || isIn(only, id)) && !isIn(skip, id));
  if (chosen.length > 0) return chosen;
  throw new MockError(
    400,
    "no_case",
    "--only and --skip leave no case to check. Name fewer in --skip, or others in --only.",
  );
}

function fits(name: string, id: string): boolean {
  const parts = name.split("*").map((part) => part.replace(/[^a-z0-9-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(id);
}

/** The pattern with each word put right that no id has, where that makes it fit one. */
function nearestPattern(name: string, ids: readonly string[]): string | undefined {
  const known = [...new Set(ids.flatMap((id) => id.split("-")))];
  const right = name.replace(/[^*-]+/g, (word) =>
    known.includes(word) ? word : (nearestWords(word, known)[0] ?? word),
  );
  return ids.some((id) => fits(right, id)) ? right : undefined;
}

function assertKnown(name: string): void {
  const ids = CASES.map(({ id }) => id);
  if (ids.some((id) => fits(name, id))) return;
  const near = nearestWords(name, ids)[0] ?? nearestPattern(name, ids);
  const guess = near === undefined ? "" : ` Did you mean "${near}"?`;
  throw new MockError(400, "unknown_case", `There is no case "${name}".${guess} The cases: ${ids.join(", ")}`);
}
