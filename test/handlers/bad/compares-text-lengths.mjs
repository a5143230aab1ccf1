// Compares the lengths of the texts, then the bytes: é is one character and two bytes, 500.
// finds: signature-non-ascii
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify(body, header) {
    const expected = hexSignature(body);
    return header?.length === expected.length && timingSafeEqual(Buffer.from(header), Buffer.from(expected));
  },
});
