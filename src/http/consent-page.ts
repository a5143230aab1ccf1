// The page that `auth_url` points at. Works without JavaScript; a form that this page did not make, or a second answer, changes nothing.

import { timingSafeEqual } from "node:crypto";
import { parse } from "node:querystring";
import { type Request, type RequestHandler, type Response, Router } from "express";
import type { Mock } from "../control/core.js";
import { dataOf } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { answerWait, DECISIONS } from "../engine/consents.js";
import { wholeBody } from "./body.js";
import { enteredIn, formOf } from "./consent-form.js";
import { consentHtml, lockedPageHtml, unknownPageHtml, type Waiting } from "./consent-html.js";
import { isAdmitted, sessionFor } from "./control-caller.js";

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
};
const FORGED =
  "Nothing was changed: this answer did not come from this page as it is now. Look again, and answer with its buttons.";

type Page = Waiting & { account: Account; seal: string };
type Fields = Record<string, unknown>;

export function consentPages(mock: Mock): Router {
  const router = Router();
  const { controlToken } = mock.options;
  router.all("/_mock/consent/:token", readForm);
  if (controlToken !== null) router.all("/_mock/consent/:token", unlock(controlToken));
  router.get("/_mock/consent/:token", (request, response) => {
    const page = find(mock, request);
    answer(response, page ? 200 : 404, page);
  });
  router.post("/_mock/consent/:token", (request, response) => {
    const page = find(mock, request);
    if (!page) return answer(response, 404, page);
    const refusal = page.answer ? undefined : decide(page, (request.body ?? {}) as Fields);
    page.account.keep();
    answer(response, refusal?.status ?? 200, find(mock, request), refusal?.why);
  });
  return router;
}

const MOST_FORM = 262_144;

/** A field that comes twice is a list. */
const readForm: RequestHandler = async (request, _response, next) => {
  if (!request.is("application/x-www-form-urlencoded")) return next();
  const body = await wholeBody(request, MOST_FORM);
  if (body === "gone") return;
  request.body = parse(body.toString("utf8"));
  next();
};

/** Where a --control-token is set, the page first asks for it, and remembers in a cookie of these pages that it was given. */
function unlock(controlToken: string): RequestHandler {
  return (request, response, next) => {
    if (isAdmitted(request, controlToken)) return next();
    const given = request.method === "POST" ? (request.body as Fields | undefined)?.control_token : undefined;
    const session = sessionFor(given, controlToken);
    if (session === undefined) {
      const why = given === undefined ? undefined : "That is not the token that ploton-mock was started with.";
      return void response.status(401).set(HEADERS).type("html").send(lockedPageHtml(why));
    }
    response.cookie(session.name, session.value, { httpOnly: true, sameSite: "strict", path: "/_mock/consent" });
    response.redirect(303, request.path);
  };
}

/** The page of a token, as it is now: what the clock has done by itself is done first. */
function find(mock: Mock, request: Request): Page | undefined {
  const token = String(request.params.token);
  for (const account of mock.accounts.all()) {
    const task = account.find(account.consents.taskOf(token) ?? "");
    if (!task) continue;
    account.clock.catchUp();
    const place = task.timeline.findIndex((one) => one.token === token);
    const entry = task.timeline[place];
    if (entry) return { account, task, entry, answer: task.timeline[place + 1], seal: account.consents.sealOf(token) };
  }
  return undefined;
}

/** Carries out what the form says; or says why not. */
function decide(page: Page, fields: Fields): { status: number; why: string } | undefined {
  if (!isSame(fields.seal, page.seal)) return { status: 403, why: FORGED };
  const decision = DECISIONS.find((one) => one === fields.decision);
  if (!decision) return { status: 400, why: "Nothing was changed: use one of the two buttons." };
  const data = dataOf(page.entry) ?? {};
  const entered = decision === "approve" ? enteredIn(formOf(data), data, fields) : { input: undefined };
  if ("missing" in entered) return { status: 400, why: entered.missing };
  answerWait(page.account.runner, page.task, decision, entered.input);
  return undefined;
}

function isSame(given: unknown, seal: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(seal)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function answer(response: Response, status: number, page: Page | undefined, notice?: string): void {
  response.status(status).set(HEADERS).type("html");
  response.send(page ? consentHtml(page, page.seal, notice) : unknownPageHtml());
}
