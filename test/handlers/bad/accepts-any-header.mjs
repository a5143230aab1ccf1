// Takes a request when one of its signature headers is right.
// finds: signature-doubled
import { correct, serve } from "../correct.mjs";

serve({
  header: (request) => request.headersDistinct["x-ploton-signature"] ?? [],
  verify: (body, headers) => headers.some((header) => correct.verify(body, header)),
});
