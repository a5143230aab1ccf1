// Two attempts side by side: headers, bytes, answer, time; what differs is marked.

import { sentBody } from "../curl.js";
import { draw, h } from "../dom.js";
import { exact, length } from "../time.js";
import { answerWord } from "../words.js";
import { choice, openPanel } from "./panel.js";

const MOST_TEXT = 20_000;

export function openCompare(one, made) {
  const { attempts, id, event } = one;
  const other =
    attempts.findLast((another) => another.place !== made.place && another.place < made.place) ??
    attempts.find((another) => another !== made);
  const table = h("div", {});
  const options = attempts.map((attempt) => [String(attempt.place), nameOf(attempt)]);
  const pick = (label, place) =>
    choice("attempt", options, { "aria-label": label, value: String(place), onchange: () => drawIt() });
  const left = pick("Left attempt", other.place);
  const right = pick("Right attempt", made.place);
  const drawIt = () =>
    draw(table, comparison(one, attempts[Number(left.value)], attempts[Number(right.value)], { left, right }));
  openPanel(`Compare attempts of ${event}`, () => [h("p", { class: "quiet" }, id), table], undefined, "over");
  drawIt();
}

const nameOf = (attempt) =>
  `${attempt.isEdited ? "edited" : attempt.number}: ${answerWord(attempt)}${attempt.fault ? `, ${attempt.fault}` : ""}${attempt.byHand ? ", by hand" : ""}`;

function comparison(one, a, b, { left, right }) {
  return h(
    "table",
    { class: "compare" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, h("span", { class: "hidden" }, "What")),
        h("th", { scope: "col" }, left),
        h("th", { scope: "col" }, right),
      ),
    ),
    h(
      "tbody",
      {},
      line("At", exact(a.at), exact(b.at)),
      line("Took", length(a.tookMs), length(b.tookMs)),
      line("URL", a.url, b.url),
      line("Answer", answerWord(a), answerWord(b)),
      line("Answer's body", a.answer?.body ?? a.error ?? "", b.answer?.body ?? b.error ?? ""),
      headerLines("Answer's ", a.answer?.headers ?? {}, b.answer?.headers ?? {}),
      line("Sent body", sentOf(one, a), sentOf(one, b)),
      headerLines("Sent ", a.sent.headers, b.sent.headers),
    ),
  );
}

function sentOf(one, attempt) {
  return Object.keys(attempt.sent.headers).length > 0 ? sentBody(one, attempt) : "(nothing was sent)";
}

function headerLines(before, a, b) {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) =>
    line(before + name, a[name] ?? "", b[name] ?? ""),
  );
}

function line(name, a, b) {
  const [left, right] = differing(String(a).slice(0, MOST_TEXT), String(b).slice(0, MOST_TEXT));
  return h(
    "tr",
    { class: a === b ? "" : "differs" },
    h("th", { scope: "row" }, name, a === b ? null : h("span", { class: "hidden" }, ", differs")),
    h("td", {}, left),
    h("td", {}, right),
  );
}

/** Two texts, the part in which they differ marked: the words between their common beginning and end. */
function differing(a, b) {
  if (a === b) return [a, b];
  const [left, right] = [a, b].map((text) => text.split(/(?<=\W)|(?=\W)/));
  let from = 0;
  while (from < left.length && left[from] === right[from]) from += 1;
  let end = 0;
  const most = Math.min(left.length, right.length) - from;
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return [left, right].map((words) => [
    words.slice(0, from).join(""),
    words.length > from + end ? h("mark", {}, words.slice(from, words.length - end).join("")) : null,
    words.slice(words.length - end).join(""),
  ]);
}
