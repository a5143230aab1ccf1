// Strips backslashes from the body before it verifies, as PHP's stripslashes does.
// finds: body-escaped
import { correct, serve } from "../correct.mjs";

serve({
  verify: (body, header) => correct.verify(body.toString("utf8").replace(/\\(.)/g, "$1"), header),
});
