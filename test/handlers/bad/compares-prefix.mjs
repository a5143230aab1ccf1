// The header need only begin with the signature.
// finds: signature-longer
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => (header ?? "").startsWith(hexSignature(body)),
});
