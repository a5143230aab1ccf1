// Joins the chunks of the body as text: a character that falls between two chunks is lost.
// finds: body-large
import { correct, serve } from "../correct.mjs";

serve({
  async read(request) {
    let text = "";
    for await (const chunk of request) text += chunk;
    return Buffer.from(text);
  },
  verify: (body, header) => correct.verify(body, header),
});
