// Decodes the header, which is not there: Buffer.from(undefined) throws, 500.
// finds: signature-missing
// also: signature-empty signature-short signature-longer signature-non-ascii signature-base64 signature-doubled signature-prefixed
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => timingSafeEqual(Buffer.from(header), Buffer.from(hexSignature(body))),
});
