// Verifies only when there is a signature header.
// finds: signature-missing
import { correct, serve } from "../correct.mjs";

serve({
  header: (request) => request.headers["x-ploton-signature"],
  verify: (body, header) => header === undefined || correct.verify(body, header),
});
