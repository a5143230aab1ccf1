// timingSafeEqual throws when the lengths differ: 500.
// finds: signature-short
// also: signature-missing signature-empty signature-longer signature-non-ascii signature-base64 signature-doubled signature-prefixed
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => timingSafeEqual(Buffer.from(header ?? ""), Buffer.from(hexSignature(body))),
});
