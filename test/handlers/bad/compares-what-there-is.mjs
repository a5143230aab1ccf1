// Compares as many characters as the header has.
// finds: signature-short
// also: signature-missing signature-empty signature-doubled
import { hexSignature, serve } from "../correct.mjs";

serve({
  verify: (body, header) => hexSignature(body).startsWith(header ?? ""),
});
