// Reads the body as latin-1.
// finds: body-non-ascii
// also: event-complete extra-fields unknown-task body-outer-white-space body-large duplicate out-of-order probe-moves burst answer-time still-alive
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => correct.verify(body.toString("latin1"), header),
});
