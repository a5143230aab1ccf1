// All deliveries with their attempts, what failed first; several redelivered at once.

import { act } from "../act.js";
import { goTo, select, showAttempt } from "../address.js";
import { redeliver } from "../deliveries.js";
import { button, draw, h } from "../dom.js";
import { toast } from "../say.js";
import { change, now, state } from "../store.js";
import { exact, length, short } from "../time.js";
import { answerWord, count, STATES, stateWord } from "../words.js";
import { longList } from "./long-list.js";

const RANK = Object.keys(STATES);
const MOST_AT_ONCE = 100;

export function deliveriesView() {
  const head = h("div", { class: "view-head" });
  const empty = h("div", {});
  const list = longList({ label: "Deliveries, those that failed first", height: 44, row, className: "delivery-rows" });
  return {
    node: h("section", { class: "view", "aria-label": "Deliveries" }, head, empty, list.node),
    draw() {
      const { shown, counts } = chosenOnes();
      draw(head, ...headParts(shown, counts));
      draw(
        empty,
        shown.length === 0
          ? h("p", { class: "empty" }, state.deliveries ? "No delivery here." : "Reading the deliveries …")
          : null,
      );
      list.update(shown);
    },
  };
}

/** What is on the wire, then what failed, then what retries, each newest first. */
function chosenOnes() {
  const all = [...(state.deliveries?.values() ?? [])].map((one) => ({
    ...one,
    shown: state.sending.has(one.id) ? "sending" : one.state,
  }));
  const counts = { all: all.length };
  for (const { shown } of all) counts[shown] = (counts[shown] ?? 0) + 1;
  const { deliveryChip: chip } = state;
  const shown = all
    .filter((one) => chip === "all" || one.shown === chip)
    .sort((a, b) => RANK.indexOf(a.shown) - RANK.indexOf(b.shown));
  return { shown, counts };
}

function headParts(shown, counts) {
  const { chosen, deliveryChip } = state;
  const failed = shown.filter((one) => one.shown === "exhausted").slice(0, MOST_AT_ONCE);
  return [
    h(
      "div",
      { class: "chips" },
      Object.entries({ all: "All", ...STATES }).map(([name, word]) =>
        h(
          "button",
          {
            type: "button",
            class: `chip ${name} ${counts[name] ? "" : "none"}`,
            key: name,
            "aria-pressed": String(deliveryChip === name),
            onclick: () => change({ deliveryChip: name }),
          },
          word,
          " ",
          h("span", { class: "number" }, counts[name] ?? 0),
        ),
      ),
    ),
    h("span", { class: "grow" }),
    chosen.size > 0
      ? button("Choose none", () => change({ chosen: new Set() }), { class: "button small quiet" })
      : button("Choose all that failed", () => change({ chosen: new Set(failed.map(({ id }) => id)) }), {
          class: "button small quiet",
          disabled: failed.length === 0,
        }),
    act(`Redeliver ${chosen.size === 0 ? "" : chosen.size}`.trim(), "redeliver chosen", redeliverChosen, {
      class: "button small",
      disabled: chosen.size === 0,
    }),
  ];
}

async function redeliverChosen() {
  const ids = [...state.chosen];
  change({ chosen: new Set() });
  const results = await Promise.allSettled(ids.map(redeliver));
  const wrong = results.find(({ status }) => status === "rejected");
  if (wrong) throw wrong.reason;
  toast(`${count(ids.length, "delivery").replace("deliverys", "deliveries")} sent once more.`);
}

function row(one) {
  const { id, taskId, event, shown, attempts, nextAt } = one;
  const brief = state.briefs.get(taskId);
  const choose = (event) => {
    const chosen = new Set(state.chosen);
    if (event.target.checked) chosen.add(id);
    else chosen.delete(id);
    change({ chosen });
  };
  return h(
    "div",
    { class: "row", key: id, "data-delivery": id, "data-state": shown },
    h("input", { type: "checkbox", "aria-label": `Choose ${id}`, checked: state.chosen.has(id), onchange: choose }),
    h("span", { class: `tag ${shown}` }, stateWord(one)),
    h(
      "span",
      { class: "what" },
      h("strong", {}, event),
      h(
        "span",
        { class: "about" },
        button(taskId, () => openTask(taskId), { class: "bare" }),
        h("span", { class: "prompt", dir: "auto" }, brief?.prompt ?? ""),
      ),
    ),
    h(
      "span",
      { class: "tries" },
      attempts.map((attempt) => tryButton(one, attempt)),
    ),
    h("span", { class: "when quiet" }, whenText(attempts.at(-1), nextAt)),
    act("Redeliver", `redeliver ${id}`, () => redeliver(id), {
      class: "button small",
      "aria-label": `Redeliver ${id}`,
      disabled: shown === "sending",
    }),
  );
}

function tryButton({ id, taskId }, attempt) {
  const { place, number, isGood, at, fault, byHand } = attempt;
  const hand = byHand ? ", by hand" : "";
  return h(
    "button",
    {
      type: "button",
      key: String(place),
      class: `try ${isGood ? "good" : "bad"}`,
      "data-attempt": number,
      "aria-label": `Attempt ${number} of ${id}: ${answerWord(attempt)}${hand}`,
      title: `${exact(at)}${fault ? `, fault ${fault}` : ""}${hand}`,
      onclick: () => showAttempt(taskId, `${id}-${place}`),
    },
    answerWord(attempt),
  );
}

function whenText(last, nextAt) {
  if (nextAt !== null) return nextAt > now() ? `next in ${length(nextAt - now())}` : "next now";
  return last ? short(last.at, now()) : "";
}

export function openTask(id) {
  goTo("tasks");
  select(id);
}
