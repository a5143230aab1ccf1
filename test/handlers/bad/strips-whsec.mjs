// Uses the secret without whsec_.
// finds: event-complete
// also: event-failed event-progress event-waiting empty-result extra-fields unknown-event unknown-task body-white-space body-outer-white-space body-key-order body-non-ascii body-escaped body-numbers body-large duplicate out-of-order probe-moves burst answer-time still-alive
import { hexSignature, secret, serve } from "../correct.mjs";

serve({
  verify: (body, header) => header === hexSignature(body, secret.replace("whsec_", "")),
});
