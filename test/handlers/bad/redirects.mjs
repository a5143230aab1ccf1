// Redirects to the URL with a slash after it.
// finds: event-complete
// also: event-failed event-progress event-waiting empty-result extra-fields unknown-event unknown-task body-white-space body-outer-white-space body-key-order body-non-ascii body-escaped body-numbers body-large signature-wrong-secret signature-tampered-body signature-missing signature-empty signature-short signature-half-right signature-longer signature-non-hex signature-non-ascii signature-base64 signature-doubled signature-upper-case signature-prefixed signature-unkeyed invalid-json duplicate out-of-order probe-moves burst answer-time still-alive
import { correct, serve } from "../correct.mjs";

serve({
  receive(body, request, response, parts) {
    if (request.url === "/webhook") return response.writeHead(308, { Location: "/webhook/" }).end();
    return correct.receive(body, request, response, parts);
  },
});
