// Takes a signature that was right once for right always, whatever the body.
// finds: signature-tampered-body
import { correct, serve } from "../correct.mjs";

const verified = new Set();

serve({
  verify(body, header) {
    if (correct.verify(body, header)) verified.add(header);
    return verified.has(header);
  },
});
