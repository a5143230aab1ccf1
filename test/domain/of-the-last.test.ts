import { expect, test } from "vitest";
import { ofTheLast } from "../../src/domain/of-the-last.js";

test("a text that comes again is not read again, another one is, also where nothing was read off the first", () => {
  const read: string[] = [];
  const length = ofTheLast((text) => {
    read.push(text);
    return text === "" ? undefined : text.length;
  });
  expect(["", "", "ab", "ab", "", "abc"].map(length)).toEqual([undefined, undefined, 2, 2, undefined, 3]);
  expect(read).toEqual(["", "ab", "", "abc"]);
});
