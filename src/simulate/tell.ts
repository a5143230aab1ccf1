// A trial in words: what the handler got, in order, and what it answered.

import { formatDuration } from "../domain/duration.js";
import { isForgery } from "./judge.js";
import type { Sent } from "./network.js";
import { nameOf, type Position, type Story } from "./story.js";
import type { Trial } from "./trial.js";

const MOST_LINES = 8;

/** A line for each request: when, what, the answer, and what befell it; the middle of many left out. */
export function tellTrial({ played }: Trial): string[] {
  const lines = played.sent.map((one) => line(one));
  const columns = lines.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(Math.max(...lines.map((other) => other[i]!.length))))
      .join("  ")
      .trimEnd(),
  );
  if (columns.length <= MOST_LINES) return columns;
  const head = MOST_LINES - 3;
  return [...columns.slice(0, head), `… ${columns.length - head - 2} more …`, ...columns.slice(-2)];
}

function line(one: Sent): string[] {
  return [`+${formatDuration(one.at)}`, what(one.position), answer(one), notes(one)];
}

function what({ task, event, nth, attempt }: Position): string {
  return `${nameOf({ task, event, nth })}, attempt ${attempt}`;
}

function answer({ outcome, kind }: Sent): string {
  if (kind === "cut") return "cut off";
  return outcome.kind === "answered" ? String(outcome.status) : outcome.kind === "timed_out" ? "no answer" : "closed";
}

function notes(one: Sent): string {
  return [
    ...(isForgery(one) ? [`forged: ${one.kind}`] : one.kind === "copy" ? ["a copy"] : []),
    ...(one.lost ? ["the answer is lost"] : []),
    ...(one.beside > 0 ? [`at once with ${one.beside} other${one.beside > 1 ? "s" : ""}`] : []),
  ].join(", ");
}

/** A story as JSON in one line, for a command line. */
export function storyText({ steps }: Story): string {
  return JSON.stringify({ steps });
}
