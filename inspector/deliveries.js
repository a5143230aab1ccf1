// Deliveries: each with its attempts, and of an attempt all there is: bytes as sent, headers, the handler's answer, the diagnosis.

import { at, post } from "./api.js";
import { curlOf } from "./curl.js";
import { button, h } from "./dom.js";
import { spread } from "./json-text.js";
import { copy, attempt as tryTo } from "./say.js";
import { change, now, state, toggle } from "./store.js";
import { exact, length, short } from "./time.js";

const MOST_TEXT = 20_000;
const STATES = {
  delivered: "delivered",
  scheduled: "to be tried",
  exhausted: "given up",
  undeliverable: "no webhook URL",
};

export function deliveries({ deliveries: all }) {
  return h(
    "section",
    { class: "deliveries", "aria-labelledby": "deliveries-head", key: "deliveries" },
    h("h3", { id: "deliveries-head" }, "Webhooks ", h("span", { class: "number" }, all.length)),
    all.length === 0 ? h("p", { class: "quiet" }, "No event yet.") : all.map(delivery),
  );
}

/** Opens an attempt and goes there. */
export function showAttempt(id, place) {
  change({ open: new Set([...state.open, `${id}-${place}`]) });
}

function delivery(one) {
  const { id, event, state: its, url, attempts, next_attempt_at } = one;
  const again = () => tryTo(() => post(at`/_mock/deliveries/${id}/redeliver`));
  const next =
    next_attempt_at &&
    `Attempt ${(attempts.at(-1)?.number ?? 0) + 1} is due at ${short(Date.parse(next_attempt_at), now())}.`;
  return h(
    "article",
    { class: "delivery", key: id, "aria-label": `${event}, ${id}` },
    h(
      "header",
      {},
      h("h4", {}, event),
      h("span", { class: `tag ${its}` }, STATES[its]),
      h("span", { class: "grow" }),
      button("Redeliver", again, { class: "button small", "aria-label": `Redeliver ${id}` }),
    ),
    h("p", { class: "url", dir: "ltr" }, `${id} · ${url ?? "no webhook URL"}`),
    next ? h("p", { class: "next-try" }, next) : null,
    url === null ? h("p", { class: "next-try" }, "It was recorded only. Set a webhook URL and redeliver it.") : null,
    attempts.length === 0
      ? unsent(one)
      : h(
          "ol",
          { class: "attempts" },
          attempts.map((made, place) => attemptRow(one, made, place)),
        ),
  );
}

function attemptRow(one, made, place) {
  const { number, at: when, fault, outcome, response, duration_ms, diagnosis, error } = made;
  const name = `${one.id}-${place}`;
  const isOpen = state.open.has(name);
  const good = response?.status === 200;
  return h(
    "li",
    { key: name, id: name, class: isOpen ? "attempt is-open" : "attempt" },
    h(
      "button",
      { type: "button", class: "attempt-row", "aria-expanded": String(isOpen), onclick: () => toggle(name) },
      h("span", { class: `point ${good ? "good" : "bad"}`, "aria-hidden": "true" }),
      h("span", { class: "nth" }, h("span", { class: "hidden" }, "attempt "), `${number}`),
      h(
        "span",
        { class: good ? "answer good" : "answer bad" },
        response ? String(response.status) : outcome.replace("_", " "),
      ),
      h("span", { class: "took" }, length(duration_ms)),
      fault ? h("span", { class: "tag fault" }, fault) : null,
      h("time", { class: "when", title: exact(Date.parse(when)) }, short(Date.parse(when), now())),
    ),
    diagnosis && (isOpen || diagnosis !== one.attempts[place + 1]?.diagnosis)
      ? h("p", { class: "diagnosis", dir: "auto" }, h("strong", {}, "Diagnosis "), diagnosis)
      : null,
    error ? h("p", { class: "quiet indent", dir: "auto" }, error) : null,
    isOpen ? attemptDetail(one, made, name) : null,
  );
}

function attemptDetail(one, made, name) {
  const { request, response, url, fault } = made;
  return h(
    "div",
    { class: "detail" },
    h("h5", {}, "Sent"),
    h("p", { class: "url", dir: "ltr" }, `POST ${url}`),
    Object.keys(request.headers).length === 0
      ? h("p", { class: "quiet" }, `The fault ${fault} answered in the handler's place; nothing was sent.`)
      : headerTable(request.headers),
    fault && ["tampered-body", "truncate", "reset"].includes(fault)
      ? h("p", { class: "quiet" }, `The fault ${fault} changed these bytes on the way.`)
      : null,
    bodyBox(one.body, `${name}-sent`, "The body as sent"),
    h(
      "p",
      { class: "buttons" },
      button("Copy as curl", () => copy(curlOf(one, made), "the command")),
      button("Copy the body", () => copy(one.body, "the body")),
    ),
    h("h5", {}, "Answer"),
    response
      ? [
          h("p", {}, `${response.status} in ${length(made.duration_ms)}`),
          headerTable(response.headers),
          response.body === ""
            ? h("p", { class: "quiet" }, "No body.")
            : bodyBox(response.body, `${name}-answer`, "The answer's body"),
          response.truncated ? h("p", { class: "quiet" }, "Only its first 64 KiB were kept.") : null,
        ]
      : h("p", { class: "quiet" }, `None: ${made.error ?? made.outcome}`),
  );
}

function unsent(one) {
  return h(
    "div",
    { class: "detail" },
    headerTable({ "Content-Type": "application/json", "X-Ploton-Signature": one.signature }),
    bodyBox(one.body, `${one.id}-unsent`, "The body to be sent"),
    h(
      "p",
      { class: "buttons" },
      button("Copy as curl", () => copy(curlOf(one), "the command")),
    ),
  );
}

function headerTable(headers) {
  return h(
    "dl",
    { class: "headers" },
    Object.entries(headers).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** Text as it is, or spread over lines (null: it is already); a long one cut until all of it is asked for. */
export function bodyBox(text, name, label, isSpread = state.open.has(`${name}-spread`)) {
  const isWhole = state.open.has(`${name}-whole`);
  const all = isSpread ? spread(text) : text;
  const cut = !isWhole && all.length > MOST_TEXT;
  return h(
    "div",
    { class: "body" },
    h(
      "pre",
      { class: "code", tabindex: "0", role: "group", "aria-label": label, dir: "ltr" },
      cut ? all.slice(0, MOST_TEXT) : all,
    ),
    h(
      "p",
      { class: "body-foot" },
      isSpread !== null && /^\s*[[{]/.test(text)
        ? button(isSpread ? "As sent" : "Spread out", () => toggle(`${name}-spread`), { class: "bare" })
        : null,
      cut
        ? button(`Show all ${all.length.toLocaleString("en")} characters`, () => toggle(`${name}-whole`), {
            class: "bare",
          })
        : null,
    ),
  );
}
