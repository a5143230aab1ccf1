// The clock's queue of what is booked, in order of due instant and, within one instant, of booking.

/** What is done when a booking's instant comes, and what that is called, for people. `key` tells the bookings of one work apart. */
export type Work = { label(key: number): string; job(key: number): void | Promise<void> };

/**
 * Something booked on the clock. `at` in virtual epoch milliseconds; `over`: taken or cancelled. Tens of thousands of them may stand here, so
 * none has functions of its own.
 */
export type Booking = { at: number; order: number; work: Work; key: number; over: boolean };

/** A binary heap; cancelled bookings are passed over, and swept out once they outnumber the rest. */
export function createTimerQueue() {
  let heap: Booking[] = [];
  let order = 0;
  let cancelled = 0;

  function dropCancelled(): void {
    while (heap[0]?.over) {
      removeTop(heap);
      cancelled -= 1;
    }
  }

  function sweep(): void {
    if (cancelled < 64 || cancelled < heap.length / 2) return;
    heap = heap.filter((booking) => !booking.over).sort(isAfter);
    cancelled = 0;
  }

  return {
    add(at: number, work: Work, key: number): Booking {
      const booking: Booking = { at, order, work, key, over: false };
      order += 1;
      heap.push(booking);
      siftUp(heap, heap.length - 1);
      return booking;
    },
    cancel(booking: Booking): void {
      if (booking.over) return;
      booking.over = true;
      cancelled += 1;
      sweep();
    },
    /** The next booking, left where it is. */
    peek(): Booking | undefined {
      dropCancelled();
      return heap[0];
    },
    /** The next booking, taken out. */
    take(): Booking | undefined {
      dropCancelled();
      const top = heap[0];
      if (top === undefined) return undefined;
      removeTop(heap);
      top.over = true;
      return top;
    },
    /** All bookings in order of due instant. */
    list: () => heap.filter((booking) => !booking.over).sort(isAfter),
    size: () => heap.length - cancelled,
    clear(): void {
      for (const booking of heap) booking.over = true;
      heap = [];
      cancelled = 0;
    },
  };
}

export function labelOf({ work, key }: Booking): string {
  return work.label(key);
}

/** Positive when `a` is due after `b`: a sort order, total because no two bookings share `order`. */
function isAfter(a: Booking, b: Booking): number {
  return a.at - b.at || a.order - b.order;
}

function siftUp(heap: Booking[], start: number): void {
  let child = start;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (isAfter(heap[child]!, heap[parent]!) > 0) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function removeTop(heap: Booking[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  heap[0] = last;
  siftDown(heap);
}

function siftDown(heap: Booking[]): void {
  let parent = 0;
  for (;;) {
    const left = parent * 2 + 1;
    const first = left + 1 < heap.length && isAfter(heap[left]!, heap[left + 1]!) > 0 ? left + 1 : left;
    if (first >= heap.length || isAfter(heap[first]!, heap[parent]!) > 0) return;
    swap(heap, parent, first);
    parent = first;
  }
}

function swap(heap: Booking[], a: number, b: number): void {
  const held = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = held;
}
