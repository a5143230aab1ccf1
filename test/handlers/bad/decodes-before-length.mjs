// Compares the lengths of the texts, then what they decode to: no hex is no bytes, 500.
// finds: signature-non-hex
// also: signature-non-ascii signature-upper-case
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify(body, header) {
    const expected = hexSignature(body);
    if (header?.length !== expected.length) return false;
    return timingSafeEqual(Buffer.from(header, "hex"), Buffer.from(expected, "hex"));
  },
});
