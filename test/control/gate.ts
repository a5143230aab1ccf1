// Something that a test opens by hand, so that nobody has to sleep.

export type Gate = { opened: Promise<void>; open: () => void };

export function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Lets the event loop turn until something is so; for what has no other way to say that it is. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => void setImmediate(resolve));
}
