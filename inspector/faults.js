// Faults where one looks: what is armed for exactly the next attempt of a delivery, and how it is armed.

import { at, post, remove } from "./api.js";
import { loadFaults } from "./data.js";
import { state } from "./store.js";

/** What can be ordered for a next attempt, in the words of the choice; the value is what the control API is told. */
export const NEXT = {
  normal: ["Normal", null],
  500: ["500", { fault: "status", status: 500 }],
  503: ["503", { fault: "status", status: 503 }],
  401: ["401", { fault: "status", status: 401 }],
  timeout: ["Timeout", { fault: "timeout" }],
  drop: ["Connection refused", { fault: "drop" }],
  "lost-ack": ["Lost ack", { fault: "lost-ack" }],
  duplicate: ["Duplicate", { fault: "duplicate" }],
  "bad-signature": ["Bad signature", { fault: "bad-signature" }],
  "wrong-secret": ["Wrong secret", { fault: "wrong-secret" }],
  "missing-signature": ["No signature", { fault: "missing-signature" }],
  "tampered-body": ["Tampered body", { fault: "tampered-body" }],
  truncate: ["Cut short", { fault: "truncate" }],
  reset: ["Connection reset", { fault: "reset" }],
};

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
  const [, fault] = NEXT[name];
  if (fault)
    await post("/_mock/faults", { on: "webhook", ...fault, delivery_id: delivery.id, attempt: delivery.made + 1 });
  await loadFaults();
}
