// Send a prompt, as an app would; and before it is sent, which fixture will answer and why.

import { goTo, select } from "../address.js";
import { call, post } from "../api.js";
import { gently } from "../data.js";
import { draw, h } from "../dom.js";
import { toast } from "../say.js";
import { state } from "../store.js";
import { area, choice, field, filled, form, input, objectOf, openPanel } from "./panel.js";

const EXAMPLES = [
  ["Weather", "Look up the current weather in San Francisco and return temperature, conditions, and humidity"],
  [
    "Consent",
    "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
  ],
  ["Failure", "Pull all contacts from user_123's expired CRM account."],
  ["Anything", "Find three suppliers of recycled cardboard. Return name, city, and price_per_kg for each supplier."],
];

/** `asked`: a request to begin with, as a task had it. */
export function openSend(asked) {
  openPanel(asked ? "Send again" : "Send a prompt", (close) => {
    const preview = h("div", { class: "preview", "aria-live": "polite" });
    const prompt = area("prompt", { required: true, rows: "5", autofocus: true, value: asked?.prompt ?? "" });
    const fields = [
      field("Prompt", prompt),
      h(
        "p",
        { class: "examples" },
        "Examples: ",
        EXAMPLES.map(([name, text]) =>
          h("button", { type: "button", class: "bare", onclick: () => put(prompt, text) }, name),
        ),
      ),
      preview,
      field("User id", input("user_id", { placeholder: "user_123", value: asked?.user_id ?? "" })),
      field(
        "Metadata",
        area("metadata", {
          rows: asked && Object.keys(asked.metadata).length > 0 ? "5" : "2",
          placeholder: '{"source": "inspector"}',
          value: asked && Object.keys(asked.metadata).length > 0 ? JSON.stringify(asked.metadata, null, 2) : "",
        }),
        "A JSON object; it comes back with the task.",
      ),
      field(
        "Mode",
        choice("mode", ["live", "test"], { value: asked?.mode ?? "live" }),
        "A task in test mode is complete at once and sends nothing.",
      ),
    ];
    const whole = form(async (values) => send(values, close), "Send", fields);
    const look = gently(200, () => explain(whole, preview));
    whole.addEventListener("input", look);
    if (asked) look();
    return whole;
  });
}

function put(prompt, text) {
  prompt.value = text;
  prompt.dispatchEvent(new Event("input", { bubbles: true }));
}

function bodyOf({ prompt, user_id, metadata, mode }) {
  return filled({ prompt, user_id, metadata: objectOf(metadata, "Metadata"), mode: mode === "test" ? mode : "" });
}

async function send(values, close) {
  const key = state.environment?.PLOTON_API_KEY ?? "pk_test_mock";
  const task = await call("POST", "/v1/tasks", bodyOf(values), { Authorization: `Bearer ${key}` });
  toast(`${task.id} was created.`);
  close();
  goTo("tasks");
  select(task.id);
}

async function explain(whole, preview) {
  const values = Object.fromEntries(new FormData(whole));
  if (values.prompt.trim() === "") return draw(preview);
  const answer = await post("/_mock/fixtures/explain", bodyOf(values)).catch((error) => error);
  if (answer instanceof Error) return draw(preview, h("p", { class: "quiet" }, answer.message));
  const { winner, losers } = answer;
  draw(
    preview,
    winner
      ? h("p", { dir: "auto" }, h("strong", {}, winner.name), " answers: ", winner.why)
      : h("p", {}, "No fixture answers."),
    winner?.schema
      ? h(
          "details",
          {},
          h("summary", {}, "Its result is invented from the prompt"),
          h("p", {}, "What was read off the prompt:"),
          h("pre", { class: "code tall", tabindex: "0", dir: "auto" }, JSON.stringify(winner.schema, null, 2)),
          h("p", {}, "What the next task with this prompt gets:"),
          h("pre", { class: "code tall", tabindex: "0", dir: "auto" }, JSON.stringify(winner.inferred, null, 2)),
        )
      : null,
    losers.length === 0
      ? null
      : h(
          "details",
          {},
          h("summary", {}, `Why the other ${losers.length} do not`),
          h(
            "ul",
            {},
            losers.slice(0, 20).map(({ name, failed }) => h("li", { dir: "auto" }, h("code", {}, name), ` ${failed}`)),
          ),
        ),
  );
}
