// The page that `auth_url` points at: what is asked, Approve and Deny. Works without JavaScript; everything shown is text.

import express, { type Request, type Response, Router } from "express";
import type { Mock } from "../control/core.js";
import { type Entry, lastEntry, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { denied } from "../engine/consents.js";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

type Page = { account: Account; task: Task; entry: Entry };

export function consentPages(mock: Mock): Router {
  const router = Router();
  router.get("/_mock/consent/:token", (request, response) => show(response, find(mock, request)));
  router.post("/_mock/consent/:token", express.urlencoded({ extended: false, limit: "64kb" }), (request, response) => {
    const page = find(mock, request);
    if (page && isOpen(page)) decide(page, (request.body as { decision?: string } | undefined)?.decision);
    show(response, page);
  });
  return router;
}

function find(mock: Mock, request: Request): Page | undefined {
  const token = String(request.params.token);
  for (const account of mock.accounts.all()) {
    const task = account.find(account.consents.taskOf(token) ?? "");
    const entry = task?.timeline.find((one) => one.token === token);
    if (task && entry) return { account, task, entry };
  }
  return undefined;
}

function isOpen({ task, entry }: Page): boolean {
  return lastEntry(task) === entry;
}

function decide({ account, task, entry }: Page, decision: string | undefined): void {
  const service = entry.data?.service;
  if (decision === "approve") {
    if (typeof service === "string") account.consents.give(task.request.userId, service, account.clock.now());
    account.runner.move(task, { move: "resume" }, "consent");
  } else if (decision === "deny") {
    account.runner.move(
      task,
      { move: "fail", error: denied(typeof service === "string" ? service : "the user") },
      "consent",
    );
  }
}

function show(response: Response, page: Page | undefined): void {
  response.status(page ? 200 : 404).set({ "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff" });
  response
    .type("html")
    .send(
      page
        ? html(page)
        : document("Unknown page", "<p>This link belongs to no task of this mock. It may have been reset.</p>"),
    );
}

function html(page: Page): string {
  const { task, entry } = page;
  const service = typeof entry.data?.service === "string" ? entry.data.service : "input";
  const user = task.request.userId ?? "a user without an id";
  const asked = `<p>Task <code>${escaped(task.id)}</code> waits for <strong>${escaped(user)}</strong>: ${escaped(String(entry.data?.reason ?? ""))}</p>`;
  if (!isOpen(page))
    return document(
      `Access to ${service}`,
      `${asked}<p>This has been answered. The task is now <strong>${statusOf(task)}</strong>.</p>`,
    );
  const buttons =
    '<form method="post"><button name="decision" value="approve">Approve</button> <button name="decision" value="deny">Deny</button></form>';
  return document(`Access to ${service}`, asked + buttons);
}

function document(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}</style>
<main><h1>${escaped(title)}</h1>${body}<p><small>ploton-mock: nothing real is authorised.</small></p></main></html>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (letter) => entities[letter]!);
}
