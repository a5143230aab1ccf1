// Takes an empty signature for none, and none for allowed in development.
// finds: signature-empty
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => header === "" || correct.verify(body, header),
});
