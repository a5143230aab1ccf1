// A webhook with its body edited and signed anew: what would the handler say to this one?

import { showAttempt } from "../address.js";
import { at, post } from "../api.js";
import { h } from "../dom.js";
import { spread } from "../json-text.js";
import { toast } from "../say.js";
import { answerWord } from "../words.js";
import { area, field, form, openPanel } from "./panel.js";

export function openEdit({ id, event, taskId, body }) {
  openPanel(`Edit and send ${event}`, (close) =>
    form(
      async ({ body: edited }) => {
        const { attempts } = await post(at`/_mock/deliveries/${id}/redeliver`, { body: edited });
        const last = attempts.at(-1);
        const status = last.response?.status ?? null;
        toast(`The handler answered the edited body: ${answerWord({ ...last, status })}.`);
        close();
        showAttempt(taskId, `${id}-${attempts.length - 1}`);
      },
      "Sign and send",
      h(
        "p",
        { class: "quiet" },
        `These bytes are signed with the account's secret and sent once, marked as edited. The delivery ${id} itself stays as it is: its retries go on, its state does not change.`,
      ),
      field(
        "Body",
        area("body", { rows: "16", value: spread(body), autofocus: true }),
        "Sent exactly as it stands here.",
      ),
    ),
  );
}
