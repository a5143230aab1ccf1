// `save` and `import`: a fixture from what was played, or from what was pasted.

import { type Command, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { print, readInput } from "./stdio.js";

export const save: Command = {
  name: "save",
  summary: "Print a fixture that plays a task of the running mock again",
  words: [{ name: "TASK", required: true }],
  flags: RUNNING_MOCK,
  examples: [["ploton-mock save task_8xK2mP > ploton-fixtures/weather.yaml", "moves by hand included"]],
  async run(given) {
    const call = await connect(given);
    return show(given, await call("saveTask", { params: { id: given.words[0]! } }), ({ yaml }) => yaml.trimEnd());
  },
};

export const importAnswer: Command = {
  name: "import",
  summary: "Print a fixture that gives a real answer or webhook body again",
  words: [{ name: "FILE" }],
  flags: [{ flag: "prompt", value: "P", help: "the prompt of the task, which the answer does not hold" }],
  examples: [["ploton-mock import answer.json --prompt 'Pull all deals'", "without a file, from standard input"]],
  async run(given) {
    const { answerToFixture } = await import("../fixtures/import-answer.js");
    const text = (await readInput(given.words[0])).toString("utf8");
    print(answerToFixture(text, textOf(given, "prompt")).trimEnd());
    return 0;
  },
};
