// Faults where one looks: what is armed for exactly the next attempt of a delivery, and how it is armed.

import { at, post, remove } from "./api.js";
import { loadFaults } from "./data.js";
import { state } from "./store.js";

/** The answers that are offered by their status. */
const STATUSES = [500, 503, 401];
/** It strikes before the task is known, so never the next attempt of a delivery that is there. */
const TOO_LATE = "before-response";

/** What can be ordered for a next attempt: each as the choice has it, and what the control API is told. */
export function nextChoices() {
  const kinds = (state.kinds?.data ?? []).filter(({ on, fault }) => on === "webhook" && fault !== TOO_LATE);
  return [{ value: "normal", label: "Normal", text: "nothing goes wrong" }, ...kinds.flatMap(choicesOf)];
}

function choicesOf({ fault, text }) {
  if (fault === "status")
    return STATUSES.map((status) => ({ value: String(status), label: String(status), text, order: { fault, status } }));
  const words = fault.replaceAll("-", " ");
  return [{ value: fault, label: words[0].toUpperCase() + words.slice(1), text, order: { fault } }];
}

/** The fault that is armed for the next attempt of this delivery and no other. */
export function armedFor({ id, made }) {
  return state.faults.find(
    ({ delivery_id, attempt, left }) => delivery_id === id && attempt === made + 1 && left !== 0,
  );
}

/** Its name among those above. */
export function armedName(delivery) {
  const armed = armedFor(delivery);
  if (!armed) return "normal";
  return armed.fault === "status" ? String(armed.status) : armed.fault;
}

/** Arms one for the next attempt, in place of what was armed for it. */
export async function armNext(delivery, name) {
  const before = armedFor(delivery);
  if (before) await remove(at`/_mock/faults/${before.id}`);
  const order = nextChoices().find(({ value }) => value === name)?.order;
  if (order)
    await post("/_mock/faults", { on: "webhook", ...order, delivery_id: delivery.id, attempt: delivery.made + 1 });
  await loadFaults();
}
