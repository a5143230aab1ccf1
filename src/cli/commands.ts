// Every command, in the order in which help lists them; the first is what runs when none is named.

import type { Command } from "./command.js";
import { FIXTURE_COMMANDS } from "./commands-fixtures.js";
import { HANDLER_COMMANDS } from "./commands-handler.js";
import { MOCK_COMMANDS } from "./commands-mock.js";
import { VERB_COMMANDS } from "./commands-verbs.js";

export const COMMANDS: readonly Command[] = [
  ...MOCK_COMMANDS,
  ...HANDLER_COMMANDS,
  ...FIXTURE_COMMANDS,
  ...VERB_COMMANDS,
];
