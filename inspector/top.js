// The head of the page: the name, whether the mock is there, the panels; and the word when it is not there.

import { hasToken, setToken } from "./api.js";
import { button, draw, h } from "./dom.js";
import { retry } from "./live.js";
import { openCalls } from "./panels/calls.js";
import { openConsents } from "./panels/consents.js";
import { openFaults } from "./panels/faults.js";
import { openFixtures } from "./panels/fixtures.js";
import { openHelp } from "./panels/help.js";
import { openReset } from "./panels/reset.js";
import { openSend } from "./panels/send.js";
import { openTrigger } from "./panels/trigger.js";
import { openWebhook } from "./panels/webhook.js";
import { change, state } from "./store.js";

const SAYS = { connecting: "connecting", live: "live", lost: "not connected", locked: "locked" };
const THEMES = { light: "Light", dark: "Dark", system: "Auto" };

export function drawTop() {
  const waits = [...state.briefs.values()].filter(({ status }) => status === "waiting").length;
  draw(
    document.getElementById("bar"),
    h("h1", { class: "brand" }, "ploton-mock"),
    h("span", { class: `connection ${state.connection}`, role: "status" }, SAYS[state.connection]),
    button("Send a prompt", openSend, { class: "button primary send" }),
    button("Menu", () => change({ menu: !state.menu }), {
      class: "button menu",
      "aria-expanded": String(!!state.menu),
      "aria-controls": "panels",
    }),
    h(
      "nav",
      { id: "panels", "aria-label": "Panels", class: state.menu ? "is-open" : "" },
      panel("Trigger", openTrigger),
      panel("Faults", openFaults, state.faults.filter(({ left }) => left !== 0).length, "armed"),
      panel("Consent", openConsents, waits, "waiting"),
      panel("Fixtures", openFixtures, state.problems.length, "with problems", "bad"),
      panel("Webhook", openWebhook, state.webhook && state.webhook.url === null ? "none" : 0, "set"),
      panel("Calls", openCalls),
      panel("Reset", openReset),
      button(`◐ ${THEMES[theme()]}`, nextTheme, { class: "button quiet", "aria-label": `Theme: ${THEMES[theme()]}` }),
      button("?", openHelp, { class: "button quiet", "aria-label": "Help and keyboard" }),
    ),
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
  const { connection, retryInMs } = state;
  const banner = document.getElementById("banner");
  if (connection === "lost")
    draw(
      banner,
      h(
        "p",
        { role: "alert", class: "banner" },
        `The mock does not answer. What you see is how it was; trying again every ${Math.max(1, Math.round(retryInMs / 1_000))} s. `,
        button("Try now", retry),
      ),
    );
  else if (connection === "locked") draw(banner, unlockForm());
  else draw(banner);
}

function unlockForm() {
  const submit = (event) => {
    event.preventDefault();
    setToken(new FormData(event.target).get("token"));
    retry();
  };
  return h(
    "form",
    { class: "banner", onsubmit: submit },
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
