// Checkpoints: a moment of an account, kept so that other accounts can go on from it; and that moment as the text of a file.

import { z } from "zod";
import { formatInstant } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import { dropOldest } from "../domain/oldest.js";
import { type Checkpoint, linesOfCheckpoint } from "../engine/accounts.js";
import type { Mock } from "./core.js";
import { instant, schemaOf } from "./forms.js";
import { operation } from "./operation.js";
import type { CheckpointRecord } from "./types.js";

/** So many are kept at once; past that the oldest goes. */
const MOST_KEPT = 100;

const kept = new WeakMap<Mock, { made: number; all: Map<string, Checkpoint> }>();

const checkpointSchema = schemaOf<CheckpointRecord>()("Checkpoint", () =>
  z.object({ id: z.string(), at: instant(), tasks: z.int() }),
);

function checkpointRecord(id: string, { at, from }: Checkpoint): CheckpointRecord {
  return { id, at: formatInstant(at), tasks: from.filter(({ is }) => is === "born").length };
}

/** Throws `MockError` 404 when there is none of that id, or none any more. */
export function checkpointOf(mock: Mock, id: string): Checkpoint {
  const found = kept.get(mock)?.all.get(id);
  if (found) return found;
  throw new MockError(
    404,
    "checkpoint_not_found",
    `There is no checkpoint ${JSON.stringify(id)}; the newest ${MOST_KEPT} are kept, while the mock runs.`,
  );
}

export const checkpointOperations = {
  makeCheckpoint: operation({
    route: "POST /_mock/checkpoint",
    summary: "Keeps this moment of the account: POST /_mock/accounts {from} makes accounts that go on from it.",
    status: 201,
    body: () => z.strictObject({}),
    answer: checkpointSchema,
    handle: ({ mock, account }) => {
      const those = kept.get(mock) ?? { made: 0, all: new Map<string, Checkpoint>() };
      kept.set(mock, those);
      those.made += 1;
      const id = `ckp_${those.made}`;
      const checkpoint = mock.accounts.checkpoint(account);
      those.all.set(id, checkpoint);
      if (those.all.size > MOST_KEPT) dropOldest(those.all);
      return checkpointRecord(id, checkpoint);
    },
  }),
  getCheckpoint: operation({
    route: "GET /_mock/checkpoints/:id",
    refuses: [404],
    summary: "A checkpoint as the text of a file that `start --from` and `--data` read; keys in requests are masked.",
    answer: () => z.object({ id: z.string(), at: instant(), tasks: z.int(), file: z.string() }),
    handle: async ({ mock, params: { id } }) => {
      const checkpoint = checkpointOf(mock, id);
      const { textOfFile } = await import("../data/form.js");
      const file = textOfFile(linesOfCheckpoint(checkpoint, mock.real.wall()), mock.secret);
      return { ...checkpointRecord(id, checkpoint), file };
    },
  }),
};
