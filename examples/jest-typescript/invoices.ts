// An app that asks Ploton for invoices, and another service for the rate to count them in.

import type { IncomingMessage, ServerResponse } from "node:http";
import { verifySignature } from "ploton-mock";

const PROMPT = "Get all open invoices. Return invoice_id (string), amount (number) and due_date (ISO 8601).";
export const RATES = "https://rates.example/eur";

export type Ploton = { baseUrl: string; apiKey: string; webhookSecret: string };
type Invoice = { invoice_id: string; amount: number };

export function createInvoices({ baseUrl, apiKey, webhookSecret }: Ploton) {
  const amounts: Record<string, number[]> = {};

  /** Starts a task, and gives its id; the invoices come by webhook. */
  async function ask(): Promise<string> {
    const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
    const response = await fetch(`${baseUrl}/tasks`, {
      method: "POST",
      headers,
      body: JSON.stringify({ prompt: PROMPT }),
    });
    if (!response.ok) throw new Error(`Ploton answered ${response.status}`);
    return ((await response.json()) as { id: string }).id;
  }

  /** A (request, response) listener, such as an express app is one. */
  async function webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (!verifySignature(body, request.headers["x-ploton-signature"], webhookSecret)) {
      response.writeHead(401).end();
      return;
    }
    const { event, task_id, data } = JSON.parse(body.toString("utf8"));
    if (event === "task.complete") {
      const { rate } = (await (await fetch(RATES)).json()) as { rate: number };
      amounts[task_id] = data.invoices.map(({ amount }: Invoice) => amount * rate);
    }
    response.end();
  }

  return { ask, webhook, amounts };
}
