// The yardstick: node:http with nothing on top. Reads a request's body, answers a JSON of as many bytes as its argument says.

import http from "node:http";

const answer = JSON.stringify({ filler: "x".repeat(Math.max(0, Number(process.argv[2] ?? 128) - 13)) });

const server = http.createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": answer.length });
    response.end(answer);
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
