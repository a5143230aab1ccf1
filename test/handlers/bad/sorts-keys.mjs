// Verifies the body with its keys sorted.
// finds: body-key-order
// also: event-complete event-failed event-progress event-waiting empty-result extra-fields unknown-event unknown-task body-white-space body-outer-white-space body-non-ascii body-escaped body-numbers body-large invalid-json duplicate out-of-order probe-moves burst answer-time still-alive
import { correct, serve } from "../correct.mjs";

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

serve({
  verify: (body, header) => correct.verify(Buffer.from(JSON.stringify(sorted(JSON.parse(body)))), header),
});
