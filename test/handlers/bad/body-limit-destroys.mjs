// Cuts the connection when a body is over 1 MiB.
// finds: body-large
import { serve } from "../correct.mjs";

serve({
  async read(request) {
    const chunks = [];
    let length = 0;
    for await (const chunk of request) {
      length += chunk.length;
      if (length > 1024 * 1024) request.socket.destroy();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  },
});
