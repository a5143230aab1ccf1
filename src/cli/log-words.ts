// The parts that log lines are made of.

import { formatDuration, parseTime } from "../domain/duration.js";
import { printable } from "./output.js";
import type { Paint } from "./paint.js";

/** The parts of a line; those that are empty are left out. `below` stands under it. */
export type Line = { parts: (string | null | undefined | false)[]; below?: string | null };

/** The time of day of an ISO time. */
export function clockTime(at: string): string {
  return at.slice(11, 19);
}

/** How long from one ISO time to another, as text. */
export function span(from: string, to: string): string {
  const ms = parseTime(to)! - parseTime(from)!;
  return formatDuration(ms < 1_000 ? Math.max(0, ms) : Math.round(ms / 1_000) * 1_000);
}

/** The name of the fault that struck, marked. */
export function faultNote(fault: unknown, paint: Paint): string {
  return fault ? paint(`[${text(fault)}]`, "yellow") : "";
}

/** A value as text that a terminal can show; "" for none. */
export function text(value: unknown): string {
  return value === null || value === undefined ? "" : printable(String(value));
}
