// Takes base64 as well as hex.
// finds: signature-base64
import { correct, hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) =>
    correct.verify(body, header) || header === Buffer.from(hexSignature(body), "hex").toString("base64"),
});
