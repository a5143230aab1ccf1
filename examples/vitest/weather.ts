// An app that asks Ploton for the weather: it creates tasks, and keeps what the webhooks bring.

import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

/** What the app reads from PLOTON_BASE_URL, PLOTON_API_KEY and PLOTON_WEBHOOK_SECRET in production. */
export type Ploton = { baseUrl: string; apiKey: string; webhookSecret: string };
export type Report = { temperature: string; conditions: string };

export function createWeather({ baseUrl, apiKey, webhookSecret }: Ploton) {
  const reports: Record<string, Report> = {};
  const handled = new Set<string>(); // in production: a unique column, written in one transaction with the report

  /** Starts a task, and gives its id; the report comes by webhook. */
  async function ask(city: string): Promise<string> {
    const prompt = `Look up the current weather in ${city} and return temperature, conditions, and humidity`;
    const response = await fetch(`${baseUrl}/tasks`, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ prompt }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.message);
    return answer.id;
  }

  function isSigned(body: Buffer, signature: string): boolean {
    const expected = Buffer.from(createHmac("sha256", webhookSecret).update(body).digest("hex"));
    const received = Buffer.from(signature);
    return received.length === expected.length && timingSafeEqual(received, expected);
  }

  const app = express();
  app.post("/webhook", express.raw({ type: () => true, limit: "8mb" }), (request, response) => {
    const signature = request.get("X-Ploton-Signature") ?? "";
    if (!isSigned(request.body, signature)) return void response.sendStatus(401);
    const { event, task_id, data } = JSON.parse(request.body.toString("utf8"));
    if (event === "task.complete" && !handled.has(signature)) reports[task_id] = data;
    handled.add(signature);
    response.sendStatus(200);
  });

  return { ask, app, reports, handled };
}
