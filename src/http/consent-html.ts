// The consent page as HTML: what is asked and by whom, the form, or what became of it. Everything shown is text.

import { formatTime } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import { dataOf, type Entry, statusOf, type Task } from "../domain/task.js";
import { type ConsentForm, formOf } from "./consent-form.js";

/** A wait of a task: its entry, and the one after it where it was answered. */
export type Waiting = { task: Task; entry: Entry; answer: Entry | undefined };

/** The page. `seal` goes into the form; `notice` says why a post changed nothing. */
export function consentHtml(wait: Waiting, seal: string, notice?: string): string {
  const data = dataOf(wait.entry) ?? {};
  const title = typeof data.service === "string" ? `Allow access to ${data.service}?` : "A task needs your answer";
  const said = notice === undefined ? "" : `<p class="notice" role="alert">${escaped(notice)}</p>`;
  const below = wait.answer ? outcome(wait, wait.answer) : formHtml(formOf(data), data, seal) + deadline(wait.entry);
  return page(title, said + facts(wait, data) + below);
}

export function unknownPageHtml(): string {
  return page(
    "This page belongs to no task",
    "<p>The link is of another mock, or the mock was started anew or reset since. Run the task again for a new one.</p>",
  );
}

/** What stands before the page where a --control-token is set; `notice` says why a token was refused. */
export function lockedPageHtml(notice?: string): string {
  const said = notice === undefined ? "" : `<p class="notice" role="alert">${escaped(notice)}</p>`;
  return page(
    "This mock asks for its control token",
    `${said}<form method="post"><label class="label" for="token">The token that it was started with (--control-token)</label><input id="token" type="password" name="control_token" required autocomplete="off"><p class="buttons"><button class="yes">Go on</button></p></form>`,
  );
}

function facts({ task, entry }: Waiting, data: JsonObject): string {
  const rows: [string, string][] = [
    ["Why", String(data.reason ?? "")],
    ...(typeof data.service === "string" ? [["Service", data.service] as [string, string]] : []),
    ["User", task.request.userId ?? "none was named"],
    ["Task", task.id],
    ["Prompt", task.request.prompt],
    ["Asked at", formatTime(entry.at)],
  ];
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd dir="auto">${escaped(value)}</dd>`).join("")}</dl>`;
}

function formHtml(form: ConsentForm, data: JsonObject, seal: string): string {
  const isConsent = typeof data.service === "string" || form.type === "approval";
  const yes = isConsent ? "Approve" : "Send";
  const no = isConsent ? "Deny" : "Decline";
  return `<form method="post"><input type="hidden" name="seal" value="${escaped(seal)}">${fieldsHtml(form)}
<p class="buttons"><button class="yes" name="decision" value="approve">${yes}</button><button name="decision" value="deny" formnovalidate>${no}</button></p></form>`;
}

function fieldsHtml(form: ConsentForm): string {
  if (form.type === "approval")
    return form.label === "" ? "" : `<p class="label" dir="auto">${escaped(form.label)}</p>`;
  if (form.type === "choice") {
    const options = form.options.map(
      ({ value, label }) =>
        `<label class="option"><input type="radio" name="choice" value="${escaped(value)}" required> <span dir="auto">${escaped(label)}</span></label>`,
    );
    return `<fieldset><legend dir="auto">${escaped(form.label || "Choose one")}</legend>${options.join("")}</fieldset>`;
  }
  const shown = form.type === "other" ? `<pre>${escaped(JSON.stringify(form.shown, null, 2))}</pre>` : "";
  const label = form.type === "text" && form.label !== "" ? form.label : "Your answer";
  return `${shown}<label class="label" dir="auto" for="text">${escaped(label)}</label><textarea id="text" name="text" rows="3" required dir="auto"></textarea>`;
}

/** What happens when nobody answers. */
function deadline({ deadlines = [] }: Entry): string {
  const [first] = [...deadlines].sort((a, b) => a.at - b.at);
  if (!first) return "";
  const what = first.move === "resume" ? "the mock approves it" : `the task fails: ${first.error.code}`;
  return `<p class="quiet">If nobody answers, ${escaped(what)} at ${formatTime(first.at)} of the mock's clock.</p>`;
}

function outcome({ task }: Waiting, answer: Entry): string {
  const entered =
    answer.move === "resume" && answer.data ? `<pre>${escaped(JSON.stringify(answer.data, null, 2))}</pre>` : "";
  return `<p class="outcome" role="status">${escaped(sentence(answer))}</p>${entered}<p>The task is now <strong>${statusOf(task)}</strong>. You can close this page.</p>`;
}

function sentence(entry: Entry): string {
  const { move, at, by } = entry;
  const data = dataOf(entry);
  const when = `at ${formatTime(at)}`;
  if (move === "resume")
    return by === "hand" ? `Answered by hand ${when}.` : `${isYes(data) ? "Approved" : "Answered"} ${when}.`;
  if (move === "cancel") return `The task was cancelled ${when}; there is nothing to answer any more.`;
  if (data?.code === "consent_denied") return `Denied ${when}.`;
  if (data?.code === "consent_expired") return `Nobody answered in time: this expired ${when}.`;
  return `The task failed ${when}: ${String(data?.code ?? "")}.`;
}

/** No more than a yes was given. */
function isYes(data: JsonObject | undefined): boolean {
  return data === undefined || data.approved === true;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)} · ploton-mock</title>
<link rel="stylesheet" href="/inspector/consent.css"></head>
<body><main><p class="brand">ploton-mock</p><h1 dir="auto">${escaped(title)}</h1>${body}</main><footer>A page of the emulator: nothing real is authorised. <a href="/">Inspector</a></footer></body></html>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (letter) => entities[letter]!);
}
