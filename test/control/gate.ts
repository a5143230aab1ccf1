// Something that a test opens by hand, so that nobody has to sleep.

export type Gate = { opened: Promise<void>; open: () => void };

export function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
