// Looks for the signature at the end of the header.
// finds: signature-prefixed
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => header?.endsWith(hexSignature(body)) === true,
});
