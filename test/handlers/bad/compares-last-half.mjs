// Compares the second half.
// finds: signature-half-right
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => header?.length === 64 && header.slice(32) === hexSignature(body).slice(32),
});
