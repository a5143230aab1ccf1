// Has an array in its hands where two headers arrive: 500.
// finds: signature-doubled
import { correct, serve } from "../correct.mjs";

serve({
  header(request) {
    const values = request.headersDistinct["x-ploton-signature"] ?? [""];
    return values.length === 1 ? values[0] : values;
  },
  verify: (body, header) => correct.verify(body, header.trim()),
});
