// Decodes hex by hand and knows lower-case digits only: 500 for any other.
// finds: signature-upper-case
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

const DIGITS = "0123456789abcdef";

function decode(text) {
  const digits = [...text].map((digit) => {
    if (!DIGITS.includes(digit)) throw new Error(`${digit} is no hex digit`);
    return DIGITS.indexOf(digit);
  });
  return Buffer.from(digits);
}

serve({
  verify(body, header) {
    if (header?.length !== 64) return false;
    if (!/^[0-9a-f]{64}$/i.test(header)) return false;
    return timingSafeEqual(decode(header), decode(hexSignature(body)));
  },
});
