// Every command, in the order in which help lists them; the first is what runs when none is named.

import { accounts, checkpoint } from "./accounts.js";
import { answer, approve, calls, complete, consents, create, deny, fail, progress } from "./by-hand.js";
import { check } from "./check.js";
import { advance, reset } from "./clock.js";
import type { Command } from "./command.js";
import { deliveries, redeliver, trigger } from "./deliveries.js";
import { env } from "./env.js";
import { exec } from "./exec.js";
import { explain } from "./explain.js";
import { fault } from "./faults.js";
import { importAnswer, init, save, validate } from "./fixtures.js";
import { completion } from "./help.js";
import { stop } from "./ready.js";
import { diagnose, sign } from "./signature.js";
import { simulate } from "./simulate.js";
import { start } from "./start.js";
import { replay, story } from "./story.js";
import { cancel, resume, task, tasks, wait } from "./tasks.js";

export const COMMANDS: readonly Command[] = [
  ...[start, exec, env, stop, completion],
  ...[check, simulate, diagnose, sign],
  ...[init, validate, explain, save, importAnswer],
  ...[create, tasks, task, wait, story, replay],
  ...[approve, deny, answer, complete, fail, progress, resume, cancel],
  ...[deliveries, redeliver, trigger, calls, consents],
  ...[advance, fault, accounts, checkpoint, reset],
];
