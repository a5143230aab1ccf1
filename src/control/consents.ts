// What users have approved, and taking it back.

import { z } from "zod";
import { formatInstant } from "../domain/duration.js";
import { AFTER_REVOKING, isOver } from "../engine/consents.js";
import type { Grant } from "../engine/state.js";
import { instant, listOf, page, pageOf, schemaOf } from "./forms.js";
import { operation } from "./operation.js";
import type { ConsentRecord } from "./types.js";

const consentSchema = schemaOf<ConsentRecord>()("Consent", () =>
  z.object({
    user_id: z.string().nullable(),
    service: z.string(),
    state: z.enum(["given", "expired"]),
    granted_at: instant(),
    expires_at: instant().nullable(),
  }),
);

/** `state` is expired once the next task that needs it will find it so. */
function consentRecord(grant: Grant, now: number): ConsentRecord {
  const { userId, service, at, expiresAt } = grant;
  return {
    user_id: userId,
    service,
    state: isOver(grant, now) ? "expired" : "given",
    granted_at: formatInstant(at),
    expires_at: expiresAt === null ? null : formatInstant(expiresAt),
  };
}

export const consentOperations = {
  listConsents: operation({
    route: "GET /_mock/consents",
    summary: "What users have approved; a task that needs it does not wait again.",
    query: () => z.strictObject({ ...page() }),
    answer: listOf(consentSchema),
    handle: ({ account, query }) =>
      pageOf(account.consents.list(), query, (grant) => consentRecord(grant, account.clock.now())),
  }),
  grantConsent: operation({
    route: "POST /_mock/consents",
    summary:
      "Approves a service for a user in advance (user_id null or left out: for tasks without one), so that no task of theirs waits for it.",
    status: 201,
    body: () => z.strictObject({ user_id: z.string().nullish(), service: z.string().min(1) }),
    answer: consentSchema,
    handle: ({ account: { consents, clock }, body: { user_id, service } }) =>
      consentRecord(consents.give(user_id ?? null, service, clock.now()), clock.now()),
  }),
  revokeConsent: operation({
    route: "DELETE /_mock/consents",
    summary:
      "Revokes what a user approved (an empty user_id: what was approved without one); without user_id and service, all of it. The next task that needs it asks again, or, with next=fail, ends in auth_token_expired.",
    query: () =>
      z.strictObject({
        user_id: z.string().optional(),
        service: z.string().optional(),
        next: z.enum(AFTER_REVOKING).default("ask"),
      }),
    answer: () => z.object({ deleted: z.int() }),
    handle: ({ account, query: { user_id, service, next } }) => {
      const fits = account.consents
        .list()
        .filter(
          (grant) =>
            (user_id === undefined || (grant.userId ?? "") === user_id) &&
            (service === undefined || grant.service === service),
        );
      for (const grant of fits) account.consents.revoke(grant.userId, grant.service, next);
      return { deleted: fits.length };
    },
  }),
};
