// Trims the body before it verifies.
// finds: body-outer-white-space
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => correct.verify(body.toString("utf8").trim(), header),
});
