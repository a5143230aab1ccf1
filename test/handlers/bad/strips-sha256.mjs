// Takes a prefix off that other services send.
// finds: signature-prefixed
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => correct.verify(body, header?.replace(/^sha256=/, "")),
});
