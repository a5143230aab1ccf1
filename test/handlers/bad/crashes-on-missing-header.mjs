// Calls a method of a header that is not there: 500.
// finds: signature-missing
// also: signature-doubled
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => header.trim() === hexSignature(body),
});
