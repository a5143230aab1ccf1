// Compares in lower case.
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => correct.verify(body, header?.toLowerCase()),
});
