// The header need only be somewhere in the signature.
// finds: signature-short
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => Boolean(header) && hexSignature(body).includes(header),
});
