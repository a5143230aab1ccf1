// A move made by hand: what the plan does not say.

import { select } from "../address.js";
import { at, post } from "../api.js";
import { area, choice, field, form, objectOf, openPanel } from "./panel.js";

/** The moves from each status, with what their data begins as. */
const MOVES = { pending: [], running: ["complete", "progress", "wait", "fail"], waiting: ["resume", "fail"] };
const BEGINS = {
  complete: '{\n  "ok": true\n}',
  progress: '{\n  "message": "Half way"\n}',
  wait: '{\n  "reason": "The user must choose.",\n  "service": "crm"\n}',
  fail: '{\n  "code": "tool_error",\n  "message": "The service did not answer.",\n  "recoverable": true\n}',
  resume: "{}",
};

export function openMove({ id, status }) {
  const moves = MOVES[status] ?? [];
  if (moves.length === 0) return;
  openPanel(`Move ${id} by hand`, (close) => {
    const data = area("data", { rows: "8", value: BEGINS[moves[0]] });
    const move = choice("move", moves, { onchange: (event) => (data.value = BEGINS[event.target.value]) });
    return form(
      async (values) => {
        const body = objectOf(values.data, "Data") ?? {};
        const isEmptyResume = values.move === "resume" && Object.keys(body).length === 0;
        await post(
          at`/_mock/tasks/${id}/${values.move}`,
          values.move === "resume" && !isEmptyResume ? { input: body } : body,
        );
        close();
        select(id);
      },
      "Move",
      field("Move", move),
      field("Data", data, "A JSON object."),
    );
  });
}
