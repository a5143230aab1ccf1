// Watches the probe: did handling change its value as often as it should have?

import type { ExpectedEffect, Verdict } from "./case.js";
import { countedUp, type Probe } from "./probe.js";

/** How long to wait for an effect that must come (`comeMs`) and, at least, to be sure that none comes (`quietMs`). */
export type ProbePatience = { comeMs: number; quietMs: number };

/** `endAt`: by the clock of `now`, when the whole check must be over. */
type Tools = ProbePatience & { probe: Probe; now: () => number; wait: (ms: number) => Promise<void>; endAt: number };

/** What was seen, what it is worth, and the probe's value now (undefined when it could not be read). */
export type Sight = { verdict: Verdict; text: string; value?: string; isCut?: true };

/** What is not seen because the time is over says nothing. */
export const CUT: Sight = { verdict: "skipped", text: "skipped: the budget was used up", isCut: true };

const BETWEEN_READS_MS = 20;
/** A value that never rests is taken as it is after so many times `comeMs`. */
const LONGEST_SETTLING = 5;

/** Reads the probe before, runs `act`, reads it after, and judges the difference. */
export class EffectWatch {
  /** Known once a single event has changed the value by exactly 1: the probe is a count, so more can be checked. */
  #isCounter = false;
  #isSettled = false;
  /** The longest that an effect took to show after the answer, in milliseconds: some handlers answer first and work then. */
  #slowestMs = 0;

  constructor(private readonly tools: Tools) {}

  /** The value now; the first time once it has not moved for as long as an effect may take: earlier events may still be at work. */
  async settled(): Promise<string> {
    const { probe, now, wait, comeMs, quietMs, endAt } = this.tools;
    let value = await probe();
    if (this.#isSettled) return value;
    const end = Math.min(endAt, now() + LONGEST_SETTLING * comeMs);
    for (let since = now(); now() - since < comeMs && now() < end; ) {
      await wait(quietMs);
      const next = await probe();
      if (next !== value) since = now();
      value = next;
    }
    this.#isSettled = true;
    return value;
  }

  /** Judges what became of `before` once the requests were answered. Never throws: a broken probe is a failure. */
  async judge(before: string, effect: ExpectedEffect): Promise<Sight> {
    const sight = await this.#look(before, effect);
    const { now, endAt } = this.tools;
    // Too short a look sees no effect, be it one that must come or one that must not.
    const isMissing = effect.changes === 0 ? sight.verdict === "pass" : sight.verdict !== "pass";
    return isMissing && now() >= endAt ? CUT : sight;
  }

  async #look(before: string, effect: ExpectedEffect): Promise<Sight> {
    try {
      return await (effect.changes === 0 ? this.#expectQuiet(before) : this.#expectChange(before, effect));
    } catch (error) {
      return { verdict: "fail", text: (error as Error).message };
    }
  }

  async #expectQuiet(before: string): Promise<Sight> {
    const { wait, now, endAt, quietMs } = this.tools;
    await wait(Math.max(0, Math.min(endAt - now(), Math.max(quietMs, 2 * this.#slowestMs))));
    const value = await this.tools.probe();
    return value === before
      ? { verdict: "pass", text: `the probe stayed at ${short(value)}`, value }
      : { verdict: "fail", text: `the probe went from ${short(before)} to ${short(value)} and should not have`, value };
  }

  async #expectChange(before: string, { changes, ifNone }: ExpectedEffect): Promise<Sight> {
    const isThere = (after: string) =>
      this.#isCounter && changes > 1 ? countedUp(before, after) === changes : after !== before;
    const start = this.tools.now();
    const value = await this.#readUntil(isThere);
    if (value === before) {
      return { verdict: ifNone?.verdict ?? "fail", text: ifNone?.note ?? `the probe stayed at ${short(value)}`, value };
    }
    this.#slowestMs = Math.max(this.#slowestMs, this.tools.now() - start);
    if (changes === 1 && countedUp(before, value) === 1) this.#isCounter = true;
    const text = `the probe went from ${short(before)} to ${short(value)}`;
    return isThere(value)
      ? { verdict: "pass", text, value }
      : { verdict: "fail", text: `${text}, not up by ${changes}`, value };
  }

  async #readUntil(isThere: (value: string) => boolean): Promise<string> {
    const end = Math.min(this.tools.endAt, this.tools.now() + this.tools.comeMs);
    let value = await this.tools.probe();
    while (!isThere(value) && this.tools.now() < end) {
      await this.tools.wait(BETWEEN_READS_MS);
      value = await this.tools.probe();
    }
    return value;
  }
}

function short(value: string): string {
  const line = value.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 40)}…` : line || "nothing";
}
