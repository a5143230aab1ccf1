// A button that does something to the mock: it is off while the mock cannot be reached, and while it works.

import { button } from "./dom.js";
import { attempt } from "./say.js";
import { change, isOffline, state } from "./store.js";

/** `name` tells it from others that do the same; what goes wrong is shown. */
export function act(label, name, work, props = {}) {
  const { disabled, ...rest } = props;
  return button(label, () => run(name, work), {
    ...rest,
    disabled: disabled || isOffline() || state.working.has(name),
  });
}

/** Does it once at a time. True when it went well. */
export async function run(name, work) {
  if (state.working.has(name) || isOffline()) return false;
  change({ working: new Set(state.working).add(name) });
  const done = await attempt(work);
  const working = new Set(state.working);
  working.delete(name);
  change({ working });
  return done;
}
