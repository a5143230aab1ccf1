// Compares the first half.
// finds: signature-half-right
// also: signature-short signature-longer signature-non-hex signature-non-ascii still-alive
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => header?.slice(0, 32) === hexSignature(body).slice(0, 32),
});
