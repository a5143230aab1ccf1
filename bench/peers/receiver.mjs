// A webhook handler that does nothing: reads the body, answers an empty 200.

import http from "node:http";

const server = http.createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => response.writeHead(200).end());
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
