// Verifies the body parsed and written again by a writer that escapes markup, as Gson does.
// finds: body-markup
// also: event-failed
import { timingSafeEqual } from "node:crypto";
import { hexSignature, serve } from "../correct.mjs";

const escaped = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;

serve({
  verify(body, header) {
    let written;
    try {
      written = JSON.stringify(JSON.parse(body.toString("utf8"))).replace(/[<>&='\u2028\u2029]/g, escaped);
    } catch {
      return false;
    }
    const [expected, received] = [Buffer.from(hexSignature(written)), Buffer.from(header ?? "")];
    return received.length === expected.length && timingSafeEqual(received, expected);
  },
});
