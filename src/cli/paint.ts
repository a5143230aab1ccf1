// Colours, or none.

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Wraps text in a colour; without colours gives it back as it is. */
export type Paint = (text: string, colour: keyof typeof CODES) => string;

export function createPaint(colours: boolean): Paint {
  return (text, colour) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}
