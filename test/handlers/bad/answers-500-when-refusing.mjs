// Throws when a signature is wrong.
// finds: signature-wrong-secret
// also: signature-tampered-body signature-missing signature-empty signature-short signature-half-right signature-longer signature-non-hex signature-non-ascii signature-base64 signature-doubled signature-upper-case signature-prefixed signature-unkeyed still-alive
import { serve } from "../correct.mjs";

serve({
  refuse() {
    throw new Error("Invalid signature");
  },
});
