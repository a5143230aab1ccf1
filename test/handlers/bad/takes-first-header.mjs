// Takes the first of two signature headers.
// finds: signature-doubled
import { serve } from "../correct.mjs";

serve({
  header: (request) => request.headersDistinct["x-ploton-signature"]?.[0],
});
