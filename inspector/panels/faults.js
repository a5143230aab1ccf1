// Faults: what is armed, and a form to arm one that shows only the fields its kind takes.

import { act } from "../act.js";
import { at, post, remove } from "../api.js";
import { loadFaults, loadKinds } from "../data.js";
import { draw, h } from "../dom.js";
import { toast } from "../say.js";
import { state } from "../store.js";
import { EVENTS } from "../words.js";
import { choice, field, filled, form, input, openPanel } from "./panel.js";

export async function openFaults() {
  const kinds = await loadKinds().catch(() => undefined);
  if (!kinds) return toast("The mock does not answer.", "error");
  loadFaults().catch(() => {});
  openPanel("Faults", () => armForm(kinds), armed);
}

function armForm({ data, routes }) {
  const one = choice("kind", [
    ...data.map(({ on, fault }) => [`${on} ${fault}`, `${on}: ${fault}`]),
    ["chaos", "chaos: any of them"],
  ]);
  const rest = h("div", { class: "fields" });
  const drawRest = () =>
    draw(
      rest,
      fieldsOf(
        data.find(({ on, fault }) => `${on} ${fault}` === one.value),
        routes,
      ),
    );
  one.addEventListener("change", drawRest);
  drawRest();
  const submit = async ({ kind, ...values }) => {
    const [on, fault] = kind === "chaos" ? [undefined, kind] : kind.split(" ");
    const { spec } = await post("/_mock/faults", filled({ on, fault, ...values }));
    toast(`Armed: ${spec}`);
    await loadFaults();
  };
  return form(submit, "Arm", field("Fault", one), rest);
}

/** The fields that a kind takes; those left empty are no condition. */
function fieldsOf(kind, routes) {
  if (!kind) return chaosFields();
  const { on, text, param } = kind;
  const any = (values) => [["", "any"], ...values];
  return [
    h("p", { key: "text", class: "quiet" }, text),
    param ? keyed(`${kind.fault}-${param.name}`, paramField(param)) : null,
    on === "webhook" ? keyed("event", field("Event", choice("event", any(EVENTS.map((name) => [name, name]))))) : null,
    on === "webhook"
      ? keyed("attempt", field("Attempt", input("attempt", { inputmode: "numeric", placeholder: "any" })))
      : null,
    on === "api" ? keyed("route", field("Route", choice("route", any(Object.entries(routes))))) : null,
    keyed("task_id", field("Task id", input("task_id", { placeholder: "any" }))),
    keyed("fixture", field("Fixture", input("fixture", { placeholder: "any" }))),
    keyed("times", field("Times", input("times", { inputmode: "numeric", placeholder: "1" }))),
    keyed(
      "odds",
      field(
        "Probability",
        input("probability", { inputmode: "decimal", placeholder: "always" }),
        "From 0 to 1; then without limit, so leave Times empty.",
      ),
    ),
  ];
}

function chaosFields() {
  return [
    h(
      "p",
      { key: "text", class: "quiet" },
      "Each webhook attempt and each API call draws a fault with this probability, from the seed.",
    ),
    keyed(
      "probability",
      field("Probability", input("probability", { required: true, value: "0.2", inputmode: "decimal" })),
    ),
  ];
}

/** The value that a kind takes. */
function paramField({ name, form, default: fallback, least, most }) {
  const isDuration = form === "duration";
  return field(
    capital(name.replace("_", " ")),
    input(name, { placeholder: isDuration ? `${fallback / 1_000}s` : String(fallback) }),
    isDuration ? "A duration such as 2s or 1m30s." : `A whole number from ${least} to ${most}.`,
  );
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** Fields that stay what they are while others come and go. */
function keyed(key, node) {
  return h("div", { key }, node);
}

function armed() {
  const { faults } = state;
  if (faults.length === 0) return h("p", { class: "quiet" }, "Nothing is armed.");
  return [
    h("h3", {}, "Armed"),
    h(
      "ul",
      { class: "things" },
      faults.map(({ id, spec, left, strikes }) =>
        h(
          "li",
          { key: id },
          h(
            "span",
            { class: "grow" },
            h("code", { dir: "auto" }, spec),
            h(
              "span",
              { class: "quiet" },
              ` struck ${strikes}×, ${left === null ? "without limit" : left === 0 ? "used up" : `${left} left`}`,
            ),
          ),
          act("Clear", `clear ${id}`, () => remove(at`/_mock/faults/${id}`).then(loadFaults), {
            class: "button small",
            "aria-label": `Clear ${spec}`,
          }),
        ),
      ),
    ),
    h(
      "p",
      { class: "buttons" },
      act("Clear all", "clear faults", () => remove("/_mock/faults").then(loadFaults)),
    ),
  ];
}
