// The yardstick for deliveries: one POST with node:http, a connection of its own, the answer read to its end.

import http from "node:http";

export function rawPost(url, body, more = {}) {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Content-Length": body.length, Connection: "close", ...more };
    const request = http.request(url, { method: "POST", headers, agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject);
    request.end(body);
  });
}
