// Above the list of tasks: the search with its suggestions, the chips, and what stands in the list's place while it is empty.

import { filterBy, searchFor } from "./address.js";
import { put } from "./api.js";
import { loadSettings, search, searchSoon } from "./data.js";
import { button, draw, h } from "./dom.js";
import { openSend } from "./panels/send.js";
import { copy, attempt as tryTo } from "./say.js";
import { change, keep, state } from "./store.js";
import { enterList } from "./task-list.js";
import { EVENTS, SEARCH, SEARCH_ANSWER, SEARCH_WEBHOOK, STATUSES, WEBHOOKS } from "./words.js";

const ALWAYS = ["running", "waiting", "complete", "failed"];

/** What a key is followed by: those values that there are. */
const VALUES = {
  "user:": () => some("userId"),
  "status:": () => Object.keys(STATUSES),
  "webhook:": () => SEARCH_WEBHOOK,
  "answer:": () => SEARCH_ANSWER,
  "event:": () => EVENTS,
  "tool:": () => some("tool"),
  "fixture:": () => some("fixture"),
};
const MOST_SUGGESTED = 8;

/** The values of a field that tasks have, the newest first. */
function some(field) {
  const found = new Set();
  for (const id of state.order.slice(0, 500)) {
    const value = state.briefs.get(id)[field];
    if (value !== null && value !== "") found.add(/\s/.test(value) ? `"${value}"` : value);
  }
  return [...found];
}

/** What the word that is being typed can become: `[whole, help]`. */
function suggestions(text) {
  const word = /\S*$/.exec(text)[0];
  if (word === "") return [];
  const key = Object.keys(SEARCH).find((one) => word.startsWith(one));
  if (key)
    return (VALUES[key]?.() ?? [])
      .map((value) => [key + value, ""])
      .filter(([whole]) => whole.toLowerCase().startsWith(word.toLowerCase()) && whole !== word)
      .slice(0, MOST_SUGGESTED);
  return Object.entries(SEARCH)
    .filter(([one]) => one.startsWith(word.toLowerCase()))
    .slice(0, MOST_SUGGESTED + 2);
}

export function drawSearch(place, counts) {
  const { searchProblem } = state;
  draw(
    place,
    searchField(),
    searchProblem ? h("p", { class: "problem", role: "alert", key: "problem" }, searchProblem) : null,
    chips(counts),
    h(
      "p",
      { class: "list-choices", key: "choices" },
      listChoice("Show the newest", state.follow, setFollow),
      listChoice("Compact", state.compact, (compact) => keep({ compact })),
    ),
  );
}

function listChoice(text, checked, set) {
  const box = h("input", { type: "checkbox", checked, onchange: (event) => set(event.target.checked) });
  return h("label", { class: "follow" }, box, text);
}

/** The field and what it suggests: a combobox, as the pattern has it. */
function searchField() {
  const { text, suggest } = state;
  const all = suggest === undefined ? [] : suggestions(text);
  const isShown = all.length > 0;
  return h(
    "div",
    { class: "search", role: "search" },
    h("input", {
      id: "filter",
      type: "search",
      placeholder: 'Search: words, "a phrase", user: webhook: answer:',
      "aria-label": "Search tasks",
      role: "combobox",
      "aria-expanded": String(isShown),
      "aria-controls": "suggestions",
      "aria-autocomplete": "list",
      "aria-activedescendant": isShown && suggest >= 0 ? `suggestion-${suggest}` : undefined,
      autocomplete: "off",
      spellcheck: "false",
      value: text,
      oninput: (event) => type(event.target.value),
      onkeydown: (event) => onKey(event, all),
      onfocus: () => change({ suggest: -1 }),
      onblur: () => change({ suggest: undefined }),
      onchange: (event) => searchFor(event.target.value, true),
    }),
    h(
      "ul",
      { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: !isShown },
      all.map((one, i) => suggestion(one, i, i === suggest)),
    ),
  );
}

function suggestion([whole, help], i, isChosen) {
  const onmousedown = (event) => {
    event.preventDefault();
    take(whole);
  };
  return h(
    "li",
    { id: `suggestion-${i}`, key: whole, role: "option", "aria-selected": String(isChosen), onmousedown },
    h("code", {}, whole),
    help ? h("span", { class: "quiet" }, ` ${help}`) : null,
  );
}

function type(text) {
  searchFor(text);
  change({ suggest: -1 });
  searchSoon();
}

/** Puts a suggestion in the place of the word that is being typed. */
function take(whole) {
  const input = document.getElementById("filter");
  const text = state.text.replace(/\S*$/, "") + whole + (/[:.]$/.test(whole) ? "" : " ");
  input.value = text;
  type(text);
}

function onKey(event, all) {
  const { suggest = -1, text } = state;
  if (event.key === "ArrowDown" && all.length > 0 && text.trim() !== "" && suggest < all.length - 1) {
    event.preventDefault();
    change({ suggest: suggest + 1 });
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    enterList(false);
  } else if (event.key === "ArrowUp" && suggest >= 0) {
    event.preventDefault();
    change({ suggest: suggest - 1 });
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (suggest >= 0 && all[suggest]) return take(all[suggest][0]);
    searchFor(event.target.value, true);
    enterFound();
  } else if (event.key === "Escape" && text !== "") {
    event.preventDefault();
    event.stopPropagation();
    clearSearch();
  }
}

/** Into what is found, once what is in the field has been looked for. */
async function enterFound() {
  const { text } = state;
  if (state.sought !== text) await search();
  if (state.sought === text && state.text === text) enterList(true);
}

function clearSearch() {
  document.getElementById("filter").value = "";
  searchFor("", true);
  searchSoon();
}

function chips(counts) {
  const statuses = Object.keys(STATUSES).filter(
    (name) => ALWAYS.includes(name) || counts[name] > 0 || state.chip === name,
  );
  return h(
    "div",
    { class: "chips", key: "chips" },
    h(
      "div",
      { class: "chip-group", role: "group", "aria-label": "Status" },
      chip("all", "All", counts.all),
      statuses.map((name) => chip(name, STATUSES[name], counts[name])),
    ),
    h(
      "div",
      { class: "chip-group", role: "group", "aria-label": "Webhooks" },
      h("span", { class: "chip-label", "aria-hidden": "true" }, "Webhooks"),
      Object.entries(WEBHOOKS).map(([name, word]) => chip(`webhook-${name}`, word, counts[`webhook-${name}`], name)),
    ),
  );
}

function chip(name, word, count = 0, kind = "") {
  return h(
    "button",
    {
      type: "button",
      class: `chip ${kind} ${count > 0 ? "" : "none"}`,
      key: name,
      "aria-pressed": String(state.chip === name),
      onclick: () => filterBy(state.chip === name ? "all" : name),
    },
    word,
    " ",
    h("span", { class: "number" }, count),
  );
}

function setFollow(follow) {
  change({ follow });
}

/** What stands in place of lines, of which there are `lines`. */
export function emptiness(lines) {
  if (state.connection === "locked") return null;
  if (!state.loaded) return state.connection === "lost" ? null : h("p", { class: "empty" }, "Reading the tasks …");
  if (lines > 0) return null;
  if (state.order.length > 0)
    return h("p", { class: "empty" }, "No task passes the filter. ", button("Show all", showAll, { class: "button" }));
  return firstSteps();
}

function showAll() {
  clearSearch();
  change({ chip: "all" });
}

/** The two things to do first, in their order; the one that is to be done now stands out. */
function firstSteps() {
  const url = state.webhook?.url ?? null;
  return h(
    "div",
    { class: "empty first" },
    h("h2", {}, "No task yet"),
    h(
      "ol",
      { class: "steps" },
      h(
        "li",
        { class: url === null ? "now" : "done" },
        h("h3", {}, "Where your handler listens"),
        url === null ? urlForm() : h("p", {}, h("code", {}, url)),
      ),
      h("li", { class: url === null ? "" : "now" }, h("h3", {}, "A first prompt"), firstPrompt(url !== null)),
    ),
  );
}

function urlForm() {
  return h(
    "form",
    { class: "first-url", onsubmit: setUrl },
    h("input", {
      name: "url",
      "aria-label": "Webhook URL",
      placeholder: "http://localhost:3000/webhook",
      inputmode: "url",
      required: true,
      autocomplete: "off",
    }),
    h("button", { class: "button primary" }, "Set the webhook URL"),
    h("p", { class: "quiet" }, "Without one events are recorded, and can be delivered later."),
  );
}

function firstPrompt(isNext) {
  const curl = firstCurl();
  return [
    h(
      "p",
      { class: "buttons" },
      button("Send the first prompt", () => openSend(), { class: isNext ? "button primary" : "button" }),
      h("span", { class: "quiet" }, "or from your app: PLOTON_BASE_URL is where this page is, with /v1"),
    ),
    h("pre", { class: "code", tabindex: "0" }, curl),
    h(
      "p",
      { class: "buttons" },
      button("Copy", () => copy(curl, "the command"), { class: "button small" }),
    ),
  ];
}

async function setUrl(event) {
  event.preventDefault();
  const url = new FormData(event.target).get("url").trim();
  await tryTo(() => put("/_mock/webhook", { url }).then(loadSettings));
}

function firstCurl() {
  const { PLOTON_BASE_URL: url = `${location.origin}/v1`, PLOTON_API_KEY: key = "pk_test_mock" } =
    state.environment ?? {};
  const body =
    '{"prompt":"Look up the current weather in San Francisco and return temperature, conditions, and humidity"}';
  return `curl ${url}/tasks -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body}'`;
}
