// Verifies a body made of the four fields that it knows.
// finds: extra-fields
// also: body-white-space body-outer-white-space body-key-order body-escaped body-numbers invalid-json
import { correct, serve } from "../correct.mjs";

serve({
  verify(body, header) {
    const { event, task_id, timestamp, data } = JSON.parse(body);
    return correct.verify(Buffer.from(JSON.stringify({ event, task_id, timestamp, data })), header);
  },
});
