// express.json() comes first, so only the parsed body is left to verify.
// finds: body-white-space
// also: body-outer-white-space body-key-order body-escaped body-numbers

import { createServer } from "node:http";
import express from "express";
import { addEffect, correct, effectCount, listen } from "../correct.mjs";

const app = express();
app.use(express.json({ limit: "8mb" }));
app.post("/webhook", (request, response) => {
  const body = Buffer.from(JSON.stringify(request.body));
  if (!correct.verify(body, correct.header(request))) return response.sendStatus(401);
  if (!correct.isRepetition(correct.identity(request.body, body))) addEffect();
  response.sendStatus(200);
});
app.get("/effects", (_request, response) => response.send(String(effectCount.get())));

listen(createServer(app));
