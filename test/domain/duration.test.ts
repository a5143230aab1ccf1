// Lengths of time and instants as text.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatDuration,
  formatInstant,
  formatTime,
  LONGEST_MS,
  nearestTime,
  parseDuration,
  parseDurationRange,
  parseTime,
} from "../../src/domain/duration.js";

describe("a duration", () => {
  it.each<[string, number]>([
    ["0", 0],
    ["0s", 0],
    ["500ms", 500],
    ["3s", 3_000],
    ["1.5s", 1_500],
    ["1m", 60_000],
    ["90m", 5_400_000],
    ["21h48m", 78_480_000],
    ["1d2h3m4s5ms", 93_784_005],
    [" 3s ", 3_000],
    ["3650d", LONGEST_MS],
  ])("%j is %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    "",
    " ",
    "3",
    "s",
    "-3s",
    "+3s",
    "3S",
    "3 s",
    "3s 4ms",
    "4ms3s",
    "3s3s",
    "1m1m",
    "1e3s",
    ".5s",
    "3.s",
    "3sec",
    "1h,2h",
    "3651d",
    `${"9".repeat(400)}s`,
    "NaNs",
    "∞",
    "٣s",
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it("is read back as it was written, to the millisecond", () => {
    const near = fc.oneof(fc.integer({ min: 0, max: LONGEST_MS }), fc.integer({ min: 0, max: 200_000 }));
    fc.assert(
      fc.property(near, (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });

  it.each<[number, string]>([
    [0, "0s"],
    [250, "250ms"],
    [999, "999ms"],
    [3_000, "3s"],
    [3_100, "3.1s"],
    [1_250, "1.25s"],
    [0.3, "0s"],
    [999.6, "1s"],
    [59_999, "59.999s"],
    [60_000, "1m"],
    [90_000, "1m30s"],
    [3_599_600, "59m59.6s"],
    [78_480_000, "21h48m"],
    [86_400_000, "24h"],
    [172_800_000, "2d"],
  ])("of %d ms is written %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("a range of durations", () => {
  it.each<[string, number, number]>([
    ["2s..5s", 2_000, 5_000],
    ["3s", 3_000, 3_000],
    ["0..1m", 0, 60_000],
    ["3s..3s", 3_000, 3_000],
  ])("%s", (text, min, max) => {
    expect(parseDurationRange(text)).toEqual({ min, max });
  });

  it.each(["", "..", "2s..", "..5s", "5s..2s", "1s..2s..3s", "2s...5s", "2s-5s"])("%j is none", (text) => {
    expect(parseDurationRange(text)).toBeUndefined();
  });
});

describe("an instant", () => {
  it.each<[string, string]>([
    ["2025-06-15T14:22:00Z", "2025-06-15T14:22:00Z"],
    ["2025-06-15T16:22:00+02:00", "2025-06-15T14:22:00Z"],
    ["2025-06-15T14:22:00.5Z", "2025-06-15T14:22:00.500Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ])("%s is %s", (text, same) => {
    expect(formatInstant(parseTime(text)!)).toBe(same);
  });

  it("is the midnight in UTC of a day alone", () => {
    expect(parseTime("2026-12-01")).toBe(Date.UTC(2026, 11, 1));
  });

  it.each([
    ["2025-06-15T14:22", "2025-06-15T14:22:00Z"],
    ["2025-06-15 14:22:03", "2025-06-15T14:22:03Z"],
    ["2025-06-15t14:22:03z", "2025-06-15T14:22:03Z"],
    ["2025-06-15T14:22+02:00", "2025-06-15T14:22:00+02:00"],
  ])("is probably meant by %j, which is none", (text, near) => {
    expect([parseTime(text), nearestTime(text)]).toEqual([undefined, near]);
  });

  it.each(["noon", "2025-02-29 10:00", "2025-06-15T25:00"])("is not what %j means", (text) => {
    expect(nearestTime(text)).toBeUndefined();
  });

  it.each([
    "",
    "2025-02-29",
    "2025-06-15T14:22:00",
    "2025-06-15 14:22:00Z",
    "2025-02-29T00:00:00Z",
    "2025-04-31T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-06-15T25:00:00Z",
    "2025-06-15T14:60:00Z",
    "2025-06-15t14:22:00z",
    "20250615T142200Z",
    "now",
    "1750000000",
  ])("%j is none", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it("is written as Ploton writes it: whole seconds, cut off, with Z", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        expect(formatTime(ms)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(parseTime(formatTime(ms))).toBe(ms - (ms % 1_000));
        expect(parseTime(formatInstant(ms))).toBe(ms);
      }),
    );
  });
});
