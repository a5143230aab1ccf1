// Verifies JSON.stringify(JSON.parse(body)) in place of the body.
// finds: body-white-space
// also: body-outer-white-space body-key-order body-escaped body-numbers invalid-json
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => correct.verify(Buffer.from(JSON.stringify(JSON.parse(body))), header),
});
