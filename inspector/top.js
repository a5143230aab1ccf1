// The head of the page: the name, whose account this is, the views, the panels; and the word when something is wrong.

import { goTo } from "./address.js";
import { accountKey, hasToken, setToken, switchAccount } from "./api.js";
import { button, draw, h } from "./dom.js";
import { retry } from "./live.js";
import { askToNotify } from "./notify.js";
import { openConsents } from "./panels/consents.js";
import { openFaults } from "./panels/faults.js";
import { openFixtures } from "./panels/fixtures.js";
import { openHelp } from "./panels/help.js";
import { openReset } from "./panels/reset.js";
import { openSend } from "./panels/send.js";
import { openTrigger } from "./panels/trigger.js";
import { openWebhook } from "./panels/webhook.js";
import { change, state } from "./store.js";
import { CONNECTION, count, VIEWS } from "./words.js";

const THEMES = { light: "Light", dark: "Dark", system: "Auto" };
const KEYS = { tasks: "1", deliveries: "2", calls: "3", due: "4" };

export function drawTop() {
  const briefs = [...state.briefs.values()];
  const waits = briefs.filter(({ status }) => status === "waiting").length;
  const failed = briefs.filter(({ status, states }) => status === "failed" || states.includes("exhausted")).length;
  document.title = [failed > 0 ? `(${failed} failed)` : "", "ploton-mock", accountKey ?? ""].filter(Boolean).join(" ");
  draw(
    document.getElementById("bar"),
    h("h1", { class: "brand" }, "ploton-mock"),
    h("span", { class: `connection ${state.connection}`, role: "status" }, CONNECTION[state.connection]),
    accountChoice(),
    h("nav", { class: "views", "aria-label": "Views" }, Object.entries(VIEWS).map(viewTab)),
    h("span", { class: "grow" }),
    button("Send a prompt", () => openSend(), {
      class: document.body.dataset.view === "empty" ? "button send" : "button primary send",
    }),
    button("Menu", () => change({ menu: !state.menu }), {
      class: "button menu",
      "aria-expanded": String(state.menu),
      "aria-controls": "panels",
    }),
    panels(waits),
  );
}

function viewTab([view, word]) {
  return h(
    "button",
    {
      type: "button",
      class: "tab",
      key: view,
      "aria-current": state.view === view ? "page" : undefined,
      title: KEYS[view],
      onclick: () => goTo(view),
    },
    word,
  );
}

function panels(waits) {
  return h(
    "nav",
    { id: "panels", "aria-label": "Panels", class: state.menu ? "is-open" : "" },
    panel("Trigger", openTrigger),
    panel("Faults", openFaults, state.faults.filter(({ left }) => left !== 0).length, "armed"),
    panel("Consent", openConsents, waits, "waiting"),
    panel("Fixtures", openFixtures, state.problems.length, "with problems", "bad"),
    panel("Webhook", openWebhook, state.webhook && state.webhook.url === null ? "none" : 0, "set"),
    button(`◐ ${THEMES[theme()]}`, nextTheme, { class: "button quiet", "aria-label": `Theme: ${THEMES[theme()]}` }),
    button("Notify", askToNotify, {
      class: "button quiet",
      "aria-label": "Notify me of failures",
      "aria-pressed": String(state.notify),
      title: "A notification of the browser when something fails while this page is in the background",
    }),
    button("?", openHelp, { class: "button quiet", "aria-label": "Help and keyboard" }),
    h("span", { class: "apart" }, panel("Reset", openReset)),
  );
}

/** Whose tasks these are, once there are several accounts, or this one was asked for by its key. */
function accountChoice() {
  const keys = [...new Set([null, ...(accountKey === null ? [] : [accountKey]), ...state.accounts])];
  if (keys.length < 2) return null;
  return h(
    "select",
    {
      class: "select account",
      "aria-label": "Account",
      value: accountKey ?? "",
      onchange: (event) => switchAccount(event.target.value === "" ? null : event.target.value),
    },
    keys.map((key) => h("option", { value: key ?? "" }, key ?? "Default account")),
  );
}

function panel(label, open, count = 0, what = "", kind = "") {
  const badge = count ? h("span", { class: `count ${kind}` }, count, h("span", { class: "hidden" }, ` ${what}`)) : null;
  const act = () => {
    change({ menu: false });
    open();
  };
  return h("button", { type: "button", class: "button quiet", onclick: act }, label, badge);
}

function theme() {
  return document.documentElement.dataset.theme ?? "system";
}

/** System, then light, then dark. */
function nextTheme() {
  const next = { system: "light", light: "dark", dark: "system" }[theme()];
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("ploton-mock-theme", next);
  } catch {
    // Then it holds until the page is left.
  }
  change({});
}

/** Nothing while all is well. */
export function drawBanner() {
  draw(document.getElementById("banner"), connectionBanner(), noticeBanner(), problemsBanner());
}

function connectionBanner() {
  const { connection, retryInMs } = state;
  if (connection === "locked") return unlockForm();
  if (connection !== "lost") return null;
  return h(
    "p",
    { role: "alert", class: "banner", key: "lost" },
    `The mock does not answer. What you see is how it was, and nothing can be done to it; trying again every ${Math.max(1, Math.round(retryInMs / 1_000))} s. `,
    button("Try now", retry),
  );
}

function noticeBanner() {
  if (!state.notice) return null;
  return h(
    "p",
    { role: "status", class: "banner", key: "notice" },
    h("span", {}, state.notice),
    button("Close", () => change({ notice: undefined }), { class: "button small" }),
  );
}

/** Stays for as long as a file is wrong. */
function problemsBanner() {
  const { problems } = state;
  if (problems.length === 0) return null;
  const [{ file, line, message }] = problems;
  return h(
    "p",
    { class: "banner bad", key: "problems" },
    h("strong", {}, count(problems.length, "fixture problem")),
    h("span", { class: "grow", dir: "auto" }, `${file}:${line} ${message}`),
    button("See them", openFixtures, { class: "button small" }),
  );
}

function unlockForm() {
  const submit = (event) => {
    event.preventDefault();
    setToken(new FormData(event.target).get("token"));
    retry();
  };
  return h(
    "form",
    { class: "banner", key: "locked", onsubmit: submit },
    h(
      "label",
      { for: "token" },
      hasToken()
        ? "That is not the token that this mock was started with (--control-token). "
        : "This mock was started with --control-token. ",
    ),
    h("input", {
      id: "token",
      name: "token",
      type: "password",
      required: true,
      autocomplete: "off",
      placeholder: "The token",
    }),
    h("button", { class: "button" }, "Unlock"),
  );
}
