// Every command, in the order in which help lists them; the first is what runs when none is named.

import type { Command } from "./command.js";
import { LOCAL_COMMANDS } from "./commands-local.js";

export const COMMANDS: readonly Command[] = LOCAL_COMMANDS;
