// Stories that people write: what is wrong is named with its place.

import { describe, expect, it } from "vitest";
import { formatPosition, readPosition, readStory } from "../../src/simulate/story.js";

const A = {
  task: "A",
  course: [
    { event: "progress", after: "1s" },
    { event: "complete", after: "1s" },
  ],
};

describe("a story in JSON", () => {
  it("is read as it stands", () => {
    const story = {
      steps: [
        A,
        { fault: "lost-ack", on: "A.progress", attempt: 2 },
        { fault: "bad-signature", on: "A.complete", place: "after", times: 3 },
        { overlap: ["A.progress", "A.complete@2"] },
        { pause: "2m" },
        { redeliver: "A.progress" },
      ],
    };
    expect(readStory(story)).toEqual(story);
  });

  it.each<[string, unknown, RegExp]>([
    ["nothing", null, /a story is \{"steps"/],
    ["an unknown step", { steps: [{ tusk: "A" }] }, /steps\[0\] must be an object with one of task, fault/],
    ["an unknown field", { steps: [{ ...A, time: 2 }] }, /steps\[0\] has no field "time".*Did you mean "times"/],
    [
      "an unknown event",
      { steps: [{ task: "A", course: [{ event: "done" }] }] },
      /course\[0\]\.event must be one of progress/,
    ],
    [
      "something after the end",
      { steps: [{ task: "A", course: [{ event: "complete" }, { event: "progress" }] }] },
      /nothing comes after complete/,
    ],
    [
      "an unknown fault",
      { steps: [A, { fault: "lost-ak", on: "A.progress" }] },
      /steps\[1\]\.fault.*Did you mean "lost-ack"/,
    ],
    [
      "an event of no task",
      { steps: [A, { redeliver: "B.progress" }] },
      /steps\[1\]: no task has the event B\.progress/,
    ],
    [
      "a second progress that there is not",
      { steps: [A, { redeliver: "A.progress#2" }] },
      /no task has the event A\.progress#2/,
    ],
    ["a bad duration", { steps: [{ pause: "soon" }] }, /steps\[0\]\.pause must be a duration/],
    ["an overlap of one", { steps: [A, { overlap: ["A.progress"] }] }, /a list of 2 to 100 attempts/],
    ["two tasks of one name", { steps: [A, A] }, /two tasks A/],
    ["a count of none", { steps: [{ ...A, times: 0 }] }, /times must be a whole number from 1/],
    [
      "a second attempt before the response",
      { steps: [A, { fault: "before-response", on: "A.progress", attempt: 2 }] },
      /can only strike attempt 1/,
    ],
  ])("with %s is refused", (_, value, message) => {
    expect(() => readStory(value)).toThrow(message);
  });
});

describe("a position", () => {
  it.each(["A.complete", "A.progress#2", "B1.waiting@3", "A.progress#2@5"])("%s is read and written", (text) => {
    expect(formatPosition(readPosition(text)!)).toBe(text);
  });

  it.each(["complete", "A.cancelled", "A.complete@0", "A.complete#", ""])("%s is none", (text) => {
    expect(readPosition(text)).toBeUndefined();
  });
});
