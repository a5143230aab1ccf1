// Stories from seeds: always the same, always readable, small first, and nothing left out.

import { describe, expect, it } from "vitest";
import { CELLS } from "../../src/simulate/coverage.js";
import { drawStory } from "../../src/simulate/draw.js";
import { isFault, isForgery, isOverlap, isRedelivery, isTask, MISHAPS, readStory } from "../../src/simulate/story.js";

const stories = Array.from({ length: 2_000 }, (_, i) => drawStory(i + 1));

describe("a story", () => {
  it("is the same for the same seed, whatever was drawn before", () => {
    expect(drawStory(8_123)).toEqual(drawStory(8_123));
    expect(drawStory(77)).toEqual(stories[76]);
  });

  it("can be written down and read back, for every seed", () => {
    for (const story of stories) expect(readStory(JSON.parse(JSON.stringify(story)))).toEqual(story);
  });

  it("is another one for another seed, nearly always", () => {
    expect(new Set(stories.map((story) => JSON.stringify(story))).size).toBeGreaterThan(1_800);
  });

  it("is drawn for a seed of any size", () => {
    expect(drawStory(Number.MAX_SAFE_INTEGER).steps.some(isTask)).toBe(true);
  });

  it("is short at first: of the first sixty none has more than a handful of steps, a crowd apart", () => {
    const long = stories.slice(0, 60).filter(({ steps }) => steps.filter((step) => !isTask(step)).length > 8);
    expect(long).toEqual([]);
  });
});

describe("the stories of the first thousand seeds", () => {
  const steps = stories.slice(0, 1_000).flatMap((story) => story.steps);

  it("have every mishap", () => {
    const met = new Set(steps.filter(isFault).map(({ fault }) => fault));
    expect(MISHAPS.filter((mishap) => !met.has(mishap))).toEqual([]);
  });

  it("have forged copies before, after and at once with the real event, one and many", () => {
    const forged = steps.filter(isForgery);
    expect(new Set(forged.map(({ place }) => place ?? "before"))).toEqual(
      new Set(["before", "after", "at-once-first", "at-once-last"]),
    );
    expect(Math.max(...forged.map(({ times }) => times ?? 1))).toBeGreaterThanOrEqual(10);
  });

  it("have overlaps of two to sixteen, of a request with itself, and of two events in both orders", () => {
    const sizes = new Set(steps.filter(isOverlap).map(({ overlap }) => overlap.length));
    for (let size = 2; size <= 16; size += 1) expect(sizes, String(size)).toContain(size);
    const pairs = new Set(steps.filter(isOverlap).map(({ overlap }) => overlap.join(" ")));
    expect(pairs).toContain("A.complete A.complete");
    expect(pairs).toContain("A.progress A.complete");
    expect(pairs).toContain("A.complete A.progress");
  });

  it("have redeliveries, and crowds in between of up to sixty-four tasks", () => {
    expect(steps.some(isRedelivery)).toBe(true);
    expect(Math.max(...steps.filter(isTask).map(({ times }) => times ?? 1))).toBe(64);
  });

  it("aim at each thing that is to be met", () => {
    expect(CELLS.length).toBeGreaterThan(250);
    expect(new Set(CELLS.map((cell) => JSON.stringify(cell))).size).toBe(CELLS.length);
  });
});
