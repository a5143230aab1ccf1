// `save` and `import`: a fixture from what was played, or from what was pasted.

import { answerToFixture } from "../fixtures/import-answer.js";
import { type Run, textOf } from "./command.js";
import { caller, show } from "./connect.js";
import { print } from "./output.js";
import { readInput } from "./read-input.js";

export const save: Run = async (given) => {
  const answer = await (await caller(given))("saveTask", { params: { id: given.words[0]! } });
  return show(given, answer, ({ yaml }) => yaml.trimEnd());
};

export const importAnswer: Run = async (given) => {
  const text = (await readInput(given.words[0])).toString("utf8");
  print(answerToFixture(text, textOf(given, "prompt")).trimEnd());
  return 0;
};
