// The deliveries of a task: each with its attempts, newest first, and of an attempt all there is: what the handler answered, what was sent.

import { act } from "./act.js";
import { markAttempt } from "./address.js";
import { at, post } from "./api.js";
import { advanceTo } from "./clock-bar.js";
import { codeBox, headerTable } from "./code-box.js";
import { curlOf, sentBody } from "./curl.js";
import { button, h } from "./dom.js";
import { armedName, armNext, nextChoices } from "./faults.js";
import { openCompare } from "./panels/compare.js";
import { openEdit } from "./panels/edit.js";
import { copy, attempt as tryTo } from "./say.js";
import { isOffline, isOpen, now, state, toggle } from "./store.js";
import { exact, length, short } from "./time.js";
import { answerWord, stateWord } from "./words.js";

/** Of more deliveries than this only those that want to be looked at are shown, until all are asked for. */
const MOST_SHOWN = 6;

export function deliveries({ id, deliveries: all }) {
  const newest = [...all].reverse();
  const isAll = all.length <= MOST_SHOWN || isOpen(`${id}-all-deliveries`);
  const shown = isAll ? newest : newest.filter((one, i) => i < MOST_SHOWN || one.shown !== "delivered");
  return h(
    "section",
    { class: "deliveries", "aria-labelledby": "deliveries-head", key: "deliveries" },
    h("h3", { id: "deliveries-head" }, "Webhooks ", h("span", { class: "number" }, all.length)),
    all.length === 0 ? h("p", { class: "quiet" }, "No event yet.") : shown.map(delivery),
    shown.length < all.length || (isAll && all.length > MOST_SHOWN)
      ? button(
          isAll ? "Show fewer" : `Show ${all.length - shown.length} more that were delivered`,
          () => toggle(`${id}-all-deliveries`),
          { class: "bare", key: "more" },
        )
      : null,
  );
}

/** One more attempt now. */
export const redeliver = (id) => post(at`/_mock/deliveries/${id}/redeliver`);

function delivery(one) {
  const { id, event, shown, url, attempts, allowed, made, sending } = one;
  return h(
    "article",
    { class: "delivery", key: id, "aria-label": `${event}, ${id}`, "data-delivery": id, "data-state": shown },
    h(
      "header",
      {},
      h("h4", {}, event),
      h("span", { class: `tag ${shown}` }, stateWord(one)),
      attempts.length > 0 ? h("span", { class: "quiet nth-of" }, `${made}/${allowed}`) : null,
      h("span", { class: "grow" }),
      act("Redeliver", `redeliver ${id}`, () => redeliver(id), {
        class: "button small",
        "aria-label": `Redeliver ${id}`,
        title: sending ? "A request of it is on the wire" : "One more attempt now, the same bytes (r)",
        disabled: sending !== undefined,
      }),
      button("Edit and send", () => openEdit(one), {
        class: "button small",
        "aria-label": `Edit and send ${id}`,
        title: "Other bytes, signed anew (e)",
      }),
    ),
    h("p", { class: "url", dir: "ltr" }, `${id} · ${url ?? "no webhook URL"}`),
    nextLine(one),
    url === null ? h("p", { class: "next-try" }, "It was recorded only. Set a webhook URL and redeliver it.") : null,
    sending ? sendingRow(one) : null,
    attempts.length === 0
      ? unsent(one)
      : h(
          "ol",
          { class: "attempts" },
          [...attempts].reverse().map((made) => attemptRow(one, made)),
        ),
  );
}

/** When the next attempt comes, what is ordered for it, and the way there. */
function nextLine(one) {
  const { nextAt, made, sending, id } = one;
  if (nextAt === null || sending) return null;
  const wait = nextAt - now();
  return h(
    "p",
    { class: "next-try" },
    h(
      "span",
      {},
      `Attempt ${made + 1} is due `,
      h("time", { title: exact(nextAt) }, short(nextAt, now())),
      wait > 0 ? `, in ${length(wait)}` : "",
    ),
    act("Advance to here", `advance ${nextAt}`, () => advanceTo(nextAt), {
      class: "button small",
      disabled: wait <= 0,
    }),
    h(
      "label",
      { class: "next-fault" },
      h("span", {}, "Next attempt "),
      h(
        "select",
        {
          class: "select small",
          id: `next-${id}`,
          "aria-label": `Next attempt of ${id}`,
          value: armedName(one),
          disabled: isOffline(),
          onchange: (event) => tryTo(() => armNext(one, event.target.value)),
        },
        nextChoices().map(({ value, label, text }) => h("option", { value, title: text }, label)),
      ),
    ),
  );
}

function sendingRow({ id, sending }) {
  return h(
    "p",
    { class: "sending-row", key: `${id}-sending` },
    h("span", { class: "pulse", "aria-hidden": "true" }),
    h("strong", {}, sending.attempt === 0 ? "Sending an edited body" : `Sending attempt ${sending.attempt}`),
    h("span", { class: "quiet elapsed", "data-since": sending.since }, elapsed(sending.since)),
  );
}

/** For how long a request has been on the wire. */
export function elapsed(since) {
  return length(Math.max(0, Math.floor((performance.now() - since) / 100) * 100));
}

/** The name of the attempt that is open from the start: the last one that failed. */
function openedFromStart({ id, attempts }) {
  const last = attempts.at(-1);
  return last && !last.isGood ? `${id}-${last.place}` : undefined;
}

function attemptRow(one, made) {
  const { number, at: when, fault, tookMs, diagnosis, error, place, isGood, byHand, isEdited } = made;
  const name = `${one.id}-${place}`;
  const fromStart = name === openedFromStart(one);
  const isShown = isOpen(name, fromStart);
  const press = () => {
    toggle(name, fromStart);
    markAttempt(isShown ? undefined : name);
  };
  return h(
    "li",
    {
      key: name,
      id: name,
      class: ["attempt", isShown ? "is-open" : "", state.attempt === name ? "is-named" : ""].join(" ").trim(),
      "data-attempt": number,
    },
    h(
      "button",
      { type: "button", class: "attempt-row", "aria-expanded": String(isShown), onclick: press },
      h("span", { class: `point ${isGood ? "good" : "bad"}`, "aria-hidden": "true" }),
      isEdited
        ? h("span", { class: "tag" }, "edited")
        : h("span", { class: "nth" }, h("span", { class: "hidden" }, "attempt "), `${number}`),
      h("span", { class: isGood ? "answer good" : "answer bad" }, answerWord(made)),
      h("span", { class: "took" }, length(tookMs)),
      fault ? h("span", { class: "tag fault" }, fault) : null,
      byHand ? h("span", { class: "tag by-hand" }, "by hand") : null,
      h("time", { class: "when", title: exact(when) }, short(when, now())),
    ),
    diagnosis && (isShown || diagnosis !== one.attempts[place + 1]?.diagnosis)
      ? h("p", { class: "diagnosis", dir: "auto" }, h("strong", {}, "Diagnosis "), diagnosis)
      : null,
    error && !isShown ? h("p", { class: "quiet indent", dir: "auto" }, error) : null,
    isShown ? attemptDetail(one, made, name) : null,
  );
}

function attemptDetail(one, made, name) {
  const { answer, url, fault, sent, tookMs, error, outcome } = made;
  const wasSent = Object.keys(sent.headers).length > 0;
  return h(
    "div",
    { class: "detail" },
    h(
      "p",
      { class: "buttons" },
      button("Copy as curl", () => copy(curlOf(one, made), "the command"), { class: "button small", title: "c" }),
      button("Copy the body", () => copy(sentBody(one, made), "the body"), { class: "button small" }),
      one.attempts.length > 1
        ? button("Compare", () => openCompare(one, made), { class: "button small", "aria-label": `Compare ${name}` })
        : null,
    ),
    h("h5", {}, "Answer"),
    answer
      ? [
          h("p", {}, h("strong", {}, answer.status), ` in ${length(tookMs)}`),
          answer.body === ""
            ? h("p", { class: "quiet" }, "No body.")
            : codeBox(answer.body, `${name}-answer`, "The answer's body"),
          answer.truncated ? h("p", { class: "quiet" }, "Only its first 64 KiB were kept.") : null,
          headerTable(answer.headers),
        ]
      : h("p", { class: "quiet", dir: "auto" }, `None: ${error ?? outcome}`),
    h("h5", {}, "Sent"),
    wasSent
      ? [
          h("p", { class: "url", dir: "ltr" }, `POST ${url}`),
          changedNote(made),
          codeBox(sentBody(one, made), `${name}-sent`, "The body as sent"),
          headerTable(sent.headers),
        ]
      : h("p", { class: "quiet" }, `The fault ${fault} answered in the handler's place; nothing was sent.`),
  );
}

/** What is not as the event has it. */
function changedNote({ fault, isEdited, sent }) {
  if (isEdited) return h("p", { class: "quiet" }, "This body was edited by hand and signed anew.");
  if (sent.body === null) return null;
  return h("p", { class: "quiet" }, `The fault ${fault} changed these bytes: this is what arrived.`);
}

function unsent(one) {
  return h(
    "div",
    { class: "detail" },
    codeBox(one.body, `${one.id}-unsent`, "The body to be sent"),
    headerTable({ "Content-Type": "application/json", "X-Ploton-Signature": one.signature }),
    h(
      "p",
      { class: "buttons" },
      button("Copy as curl", () => copy(curlOf(one), "the command"), { class: "button small" }),
    ),
  );
}
