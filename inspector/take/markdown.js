// A task as Markdown for an issue: its story, and the request and answer of what failed last.

import { curlOf, sentBody } from "../curl.js";
import { spread } from "../json-text.js";
import { answerWord } from "../words.js";

/** `lines` are those of the story. */
export function markdownOf(task, lines) {
  const failed = task.deliveries
    .flatMap((delivery) => delivery.attempts.map((attempt) => ({ delivery, attempt })))
    .findLast(({ attempt }) => !attempt.isGood);
  return [
    `### ${task.id}: ${task.status}`,
    quote(task.request.prompt),
    fenced(lines.join("\n"), "text"),
    ...(failed ? failure(failed) : []),
  ].join("\n\n");
}

function failure({ delivery, attempt }) {
  return [
    `**${delivery.event}, attempt ${attempt.number}: ${answerWord(attempt)}**`,
    ...(attempt.diagnosis ? [quote(attempt.diagnosis)] : []),
    "Sent:",
    fenced(spread(sentBody(delivery, attempt)), "json"),
    "Answered:",
    fenced(attempt.answer?.body || attempt.error || "(no body)", ""),
    "Again:",
    fenced(curlOf(delivery, attempt), "sh"),
  ];
}

const quote = (text) =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

/** A fence longer than any in the text. */
function fenced(text, language) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
