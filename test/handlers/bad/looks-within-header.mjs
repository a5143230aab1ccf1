// The signature need only be somewhere in the header.
// finds: signature-longer
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => (header ?? "").includes(hexSignature(body)),
});
