// What most mocks stand on: an express app with two routes and its own JSON parser, and nothing behind them.

import express from "express";

const filler = "x".repeat(Math.max(0, Number(process.argv[2] ?? 128) - 13));

const app = express();
app.use(express.json());
app.get("/v1/tasks", (_request, response) => response.json({ filler }));
app.get("/v1/tasks/:id", (_request, response) => response.json({ filler }));
app.post("/v1/tasks", (_request, response) => response.json({ filler }));
const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
