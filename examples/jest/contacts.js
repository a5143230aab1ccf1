// An app that has Ploton fetch contacts, and polls until the task has finished.

import { setTimeout as sleep } from "node:timers/promises";

/** The contacts of a user's CRM. Throws what Ploton says when it cannot fetch them. `every`: milliseconds between polls. */
export async function fetchContacts(userId, { baseUrl, apiKey, every = 1_000 }) {
  const prompt = `Pull all contacts from ${userId}'s CRM account created in the last 30 days. Return name, email, and company.`;
  const call = caller(baseUrl, apiKey);
  let task = await call("POST", "/tasks", { prompt, user_id: userId });
  while (!["complete", "failed", "cancelled"].includes(task.status)) {
    await sleep(every);
    task = await call("GET", `/tasks/${task.id}`);
  }
  if (task.status !== "complete") throw new Error(task.error?.message ?? `The task is ${task.status}.`);
  return task.result.contacts;
}

function caller(baseUrl, apiKey) {
  return async function call(method, path, body) {
    const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
    const response = await fetch(`${baseUrl}${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (response.status === 429) {
      await sleep(Number(response.headers.get("Retry-After")) * 1_000);
      return call(method, path, body);
    }
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error.message);
    return answer;
  };
}
