// Consent: who is waited for, and what users have approved.

import { act } from "../act.js";
import { at, post, remove } from "../api.js";
import { loadConsents } from "../data.js";
import { h } from "../dom.js";
import { toast } from "../say.js";
import { state } from "../store.js";
import { exact } from "../time.js";
import { openPanel } from "./panel.js";

export function openConsents() {
  loadConsents().catch(() => toast("The mock does not answer.", "error"));
  openPanel(
    "Consent",
    () =>
      h(
        "p",
        { class: "quiet" },
        "A task that waits for its user, and what users have approved. Approval is remembered per user and service.",
      ),
    () => [pending(), granted()],
  );
}

function pending() {
  const all = [...state.briefs.values()].filter(({ status }) => status === "waiting").length;
  const waits = state.waits.filter(({ id }) => state.briefs.get(id)?.status === "waiting");
  const more = all - waits.length;
  return h(
    "section",
    { key: "pending" },
    h("h3", {}, "Waiting"),
    waits.length === 0
      ? h("p", { class: "quiet" }, "No task waits.")
      : [
          h("ul", { class: "things" }, waits.map(wait)),
          more > 0 ? h("p", { class: "quiet" }, `and ${more} more, by the filter Waiting of the list`) : null,
        ],
  );
}

function wait({ id, waiting: { service, reason }, request: { user_id }, timeline }) {
  const { page } = timeline.at(-1);
  const answer = (decision) => () => post(at`/_mock/tasks/${id}/answer`, { decision });
  const isConsent = service !== undefined;
  return h(
    "li",
    { key: id },
    h(
      "span",
      { class: "grow" },
      h("strong", { dir: "auto" }, service ?? "input"),
      h("span", { dir: "auto" }, ` for ${user_id ?? "no user"}`),
      h("span", { class: "quiet", dir: "auto" }, ` ${id} · ${reason ?? ""}`),
    ),
    h(
      "span",
      { class: "actions" },
      isConsent
        ? act("Approve", `answer ${id}`, answer("approve"), {
            class: "button small primary",
            "aria-label": `Approve ${id}`,
          })
        : null,
      act("Deny", `answer ${id}`, answer("deny"), { class: "button small", "aria-label": `Deny ${id}` }),
      page ? h("a", { class: "button small", href: page, target: "_blank", rel: "noreferrer" }, "Open page") : null,
    ),
  );
}

function granted() {
  const { consents } = state;
  return h(
    "section",
    { key: "granted" },
    h("h3", {}, "Approved"),
    consents.length === 0
      ? h("p", { class: "quiet" }, "Nothing yet.")
      : h("ul", { class: "things" }, consents.map(grantItem)),
  );
}

function grantItem(grant) {
  const { user_id, service } = grant;
  const name = JSON.stringify([user_id, service]);
  const revoke = (next) => () =>
    remove(`/_mock/consents?${new URLSearchParams({ service, next, user_id: user_id ?? "" })}`).then(loadConsents);
  const isExpired = grant.state === "expired";
  return h(
    "li",
    { key: name },
    h(
      "span",
      { class: "grow" },
      h("strong", { dir: "auto" }, service),
      h("span", { dir: "auto" }, ` for ${user_id ?? "no user"}`),
      h(
        "span",
        { class: "quiet" },
        isExpired ? " expired: the next task fails with auth_token_expired" : lifeOf(grant),
      ),
    ),
    h(
      "span",
      { class: "actions" },
      act("Revoke", `revoke ${name}`, revoke("ask"), { class: "button small", title: "The next task asks again" }),
      isExpired
        ? null
        : act("Expire", `revoke ${name}`, revoke("fail"), {
            class: "button small",
            title: "The next task fails with auth_token_expired",
          }),
    ),
  );
}

function lifeOf({ granted_at, expires_at }) {
  const since = ` since ${exact(Date.parse(granted_at))}`;
  return expires_at ? `${since}, until ${exact(Date.parse(expires_at))}` : since;
}
