// Watches the probe: did handling change its value as often as it should have?

import type { Effect, Verdict } from "./case.js";
import { countedUp, type Probe } from "./probe.js";

/** How long to wait for an effect that must come (`comeMs`) and to be sure that none comes (`quietMs`). */
export type Patience = { comeMs: number; quietMs: number };

type Tools = Patience & { probe: Probe; now: () => number; wait: (ms: number) => Promise<void> };

/** What was seen, what it is worth, and the probe's value now (undefined when it could not be read). */
export type Sight = { verdict: Verdict; text: string; value?: string };

const BETWEEN_READS_MS = 20;

/** Reads the probe before, runs `act`, reads it after, and judges the difference. */
export class EffectWatch {
  /** Known once a single event has changed the value by exactly 1: the probe is a count, so more can be checked. */
  #isCounter = false;
  #isSettled = false;

  constructor(private readonly tools: Tools) {}

  /** The value now; the first time once it has stopped moving, as earlier events may still be at work. */
  async settled(): Promise<string> {
    let value = await this.tools.probe();
    if (this.#isSettled) return value;
    const end = this.tools.now() + this.tools.comeMs;
    for (let last = ""; last !== value && this.tools.now() < end; ) {
      last = value;
      await this.tools.wait(this.tools.quietMs);
      value = await this.tools.probe();
    }
    this.#isSettled = true;
    return value;
  }

  /** Judges what became of `before` once the requests were answered. Never throws: a broken probe is a failure. */
  async judge(before: string, effect: Effect): Promise<Sight> {
    try {
      return await (effect.changes === 0 ? this.#expectQuiet(before) : this.#expectChange(before, effect));
    } catch (error) {
      return { verdict: "fail", text: (error as Error).message };
    }
  }

  async #expectQuiet(before: string): Promise<Sight> {
    await this.tools.wait(this.tools.quietMs);
    const value = await this.tools.probe();
    return value === before
      ? { verdict: "pass", text: `the probe stayed at ${short(value)}`, value }
      : { verdict: "fail", text: `the probe went from ${short(before)} to ${short(value)} and should not have`, value };
  }

  async #expectChange(before: string, { changes, ifNone }: Effect): Promise<Sight> {
    const isThere = (after: string) =>
      this.#isCounter && changes > 1 ? countedUp(before, after) === changes : after !== before;
    const value = await this.#readUntil(isThere);
    if (value === before) {
      return { verdict: ifNone?.verdict ?? "fail", text: ifNone?.note ?? `the probe stayed at ${short(value)}`, value };
    }
    if (changes === 1 && countedUp(before, value) === 1) this.#isCounter = true;
    const text = `the probe went from ${short(before)} to ${short(value)}`;
    return isThere(value)
      ? { verdict: "pass", text, value }
      : { verdict: "fail", text: `${text}, not up by ${changes}`, value };
  }

  async #readUntil(isThere: (value: string) => boolean): Promise<string> {
    const end = this.tools.now() + this.tools.comeMs;
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
