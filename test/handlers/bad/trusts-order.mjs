// Answers 409 to progress of a task that is complete.
// finds: out-of-order
import { correct, serve } from "../correct.mjs";

const complete = new Set();

serve({
  receive(body, request, response, parts) {
    const accept = () => response.headersSent || parts.accept(response);
    const handle = (event) => {
      if (event.event === "task.progress" && complete.has(event.task_id)) response.writeHead(409).end();
      if (event.event === "task.complete") complete.add(event.task_id);
      parts.handle(event);
    };
    return correct.receive(body, request, response, { ...parts, handle, accept });
  },
});
