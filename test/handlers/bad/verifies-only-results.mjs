// Verifies task.complete and no other event.
// finds: signature-wrong-secret
import { correct, serve } from "../correct.mjs";

serve({
  verify(body, header) {
    const isOther = /^\{"event":"task\.(?:failed|progress|waiting)"/.test(body.toString());
    return isOther || correct.verify(body, header);
  },
});
