// express.raw with its default limit of 100 KiB.
// finds: body-large
import { createServer } from "node:http";
import express from "express";
import { correct, effectCount, listen } from "../correct.mjs";

const app = express();
app.post("/webhook", express.raw({ type: "application/json" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return correct.receive(body, request, response, correct);
});
app.get("/effects", (_request, response) => response.send(String(effectCount.get())));

listen(createServer(app));
