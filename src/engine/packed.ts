// Texts outside of the heap, for records that are kept in great numbers and hardly ever looked at. Each has a handle, a small whole
// number that is given out again once its text is gone. What lives for some seconds costs the heap several times its size, since it is
// collected late; here its place is free at once.

/** A page has so many bytes, the first of a small store fewer; a text that is no small part of one has a page of its own. */
const PAGE = 65_536;
const FIRST_PAGE = 1_024;
const LARGE = PAGE / 4;
/** Before each text: its handle, and how many bytes it has. Texts begin at whole words. */
const HEADER = 8;
const WORD = 4;
const WORDS = PAGE / WORD;
/** A character is no more bytes than this in UTF-8. */
const WIDEST = 3;
/** Pages may take so many times the bytes of what is in them, and this much more, before what is left in the emptiest is moved. */
const LOOSE = 2;
const SLACK = 8 * PAGE;
/** So many empty pages wait for what comes next. */
const SPARE = 4;

type Page = { bytes: Buffer; words: Int32Array; end: number; live: number };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createPacked() {
  const pages: (Page | undefined)[] = [];
  const freePages: number[] = [];
  const spare: Page[] = [];
  /** Where the text of a handle is, in words from the first page on. */
  const places: number[] = [];
  const freeHandles: number[] = [];
  let current = -1;
  let total = 0;
  let live = 0;

  function openPage(bytes: number): number {
    const kept = bytes === PAGE ? spare.pop() : undefined;
    const page = kept ?? newPage(bytes);
    total += page.bytes.length;
    const number = freePages.pop() ?? pages.length;
    pages[number] = page;
    return number;
  }

  /** The page that has so much room. */
  function pageFor(most: number): number {
    const page = pages[current];
    if (page && page.end + most <= page.bytes.length) return current;
    const before = current;
    current = openPage(Math.min(PAGE, Math.max(FIRST_PAGE, most, total)));
    if (pages[before]?.live === 0) closePage(before);
    return current;
  }

  function closePage(number: number): void {
    const page = pages[number]!;
    pages[number] = undefined;
    freePages.push(number);
    total -= page.bytes.length;
    if (page.bytes.length !== PAGE || spare.length >= SPARE) return;
    Object.assign(page, { end: 0, live: 0 });
    spare.push(page);
  }

  function write(handle: number, text: string): void {
    const widest = HEADER + wholeWords(text.length * WIDEST);
    const size = widest > LARGE ? Buffer.byteLength(text) : undefined;
    const needed = size === undefined ? widest : HEADER + wholeWords(size);
    const number = needed > LARGE ? openPage(needed) : pageFor(needed);
    const page = pages[number]!;
    const start = page.end;
    const written = page.bytes.write(text, start + HEADER, "utf8");
    page.words[start / WORD] = handle;
    page.words[start / WORD + 1] = written;
    take(page, number, handle, HEADER + wholeWords(written));
  }

  /** The next bytes of the page are those of the handle. */
  function take(page: Page, number: number, handle: number, bytes: number): void {
    places[handle] = number * WORDS + page.end / WORD;
    page.end += bytes;
    page.live += bytes;
    live += bytes;
  }

  /** What is left in the emptiest page goes to the current one, while the pages are far from full. */
  function tidy(): void {
    if (total <= LOOSE * live + SLACK) return;
    let emptiest = -1;
    for (const [number, page] of pages.entries())
      if (page && number !== current && page.bytes.length <= PAGE && page.live < (pages[emptiest]?.live ?? PAGE))
        emptiest = number;
    if (emptiest >= 0) moveOut(emptiest);
  }

  function moveOut(number: number): void {
    const { bytes, words, end } = pages[number]!;
    for (let at = 0; at < end; ) {
      const size = HEADER + wholeWords(words[at / WORD + 1]!);
      const handle = words[at / WORD]!;
      if (places[handle] === number * WORDS + at / WORD) {
        const to = pageFor(size);
        const page = pages[to]!;
        bytes.copy(page.bytes, page.end, at, at + size);
        live -= size;
        take(page, to, handle, size);
      }
      at += size;
    }
    closePage(number);
  }

  return {
    /** Keeps a text, and gives its handle. Every text comes back as it was; half a pair of surrogates does not: let it be JSON. */
    put(text: string): number {
      const handle = freeHandles.pop() ?? places.length;
      write(handle, text);
      return handle;
    },
    text(handle: number): string {
      const place = places[handle]!;
      const { bytes, words } = pages[Math.floor(place / WORDS)]!;
      const word = place % WORDS;
      const start = word * WORD + HEADER;
      return bytes.toString("utf8", start, start + words[word + 1]!);
    },
    /** The bytes of a text of ASCII alone are its characters: is it this one? */
    isAscii(handle: number, text: string): boolean {
      const place = places[handle]!;
      const { bytes, words } = pages[Math.floor(place / WORDS)]!;
      const word = place % WORDS;
      if (words[word + 1] !== text.length) return false;
      const start = word * WORD + HEADER;
      for (let i = 0; i < text.length; i += 1) if (bytes[start + i] !== text.charCodeAt(i)) return false;
      return true;
    },
    free(handle: number): void {
      const place = places[handle]!;
      const number = Math.floor(place / WORDS);
      const page = pages[number]!;
      const size = HEADER + wholeWords(page.words[(place % WORDS) + 1]!);
      places[handle] = -1;
      freeHandles.push(handle);
      page.live -= size;
      live -= size;
      if (page.live === 0 && number !== current) closePage(number);
      tidy();
    },
    /** How many bytes its pages take. */
    get bytes(): number {
      return total;
    },
  };
}

function newPage(size: number): Page {
  const bytes = Buffer.allocUnsafeSlow(wholeWords(size));
  return { bytes, words: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD), end: 0, live: 0 };
}

function wholeWords(bytes: number): number {
  return Math.ceil(bytes / WORD) * WORD;
}
