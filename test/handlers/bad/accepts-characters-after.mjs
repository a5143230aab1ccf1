// Buffer.from(header, "hex") stops at the first character that is no hex.
// finds: signature-longer
// also: signature-upper-case
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify(body, header) {
    const expected = Buffer.from(hexSignature(body), "hex");
    const received = Buffer.from(header ?? "", "hex").subarray(0, 32);
    return received.length === expected.length && timingSafeEqual(received, expected);
  },
});
