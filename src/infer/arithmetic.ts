// Powers and logarithms from sums, products and quotients alone, which are the same on every machine: those of `Math` may differ in
// their last place, and a network's answer with them.

/** Added and taken away again it rounds, sooner than Math.round does: no double as large as this has a fraction. */
const ROUNDS = 6_755_399_441_055_744;

const LEAST_POWER = -1022;
const POWERS = new Float64Array(2046);
for (let i = 0, power = 2.2250738585072014e-308; i < POWERS.length; i += 1, power *= 2) POWERS[i] = power;

/** Two to a whole power from -1022 to 1023. */
export function powerOfTwo(power: number): number {
  return POWERS[power - LEAST_POWER]!;
}

const LN_2 = Math.LN2;
/** The same in two: the first of few digits, so that whole numbers times it are exact. */
const LN_2_HIGH = 0.6931471803691238;
const LN_2_LOW = 1.9082149292705877e-10;

/** What Taylor's series of e^x has before x^11, x^10 … x^2. */
const [E11, E10, E9, E8, E7, E6, E5, E4, E3] = [
  1 / 39_916_800,
  1 / 3_628_800,
  1 / 362_880,
  1 / 40_320,
  1 / 5_040,
  1 / 720,
  1 / 120,
  1 / 24,
  1 / 6,
] as const;
const MOST_POWER = 700;

/** e to a power, to fourteen places; powers over 700 are as 700, and those under -700 give 0. */
export function exp(power: number): number {
  if (power < -MOST_POWER) return 0;
  const all = Math.min(power, MOST_POWER);
  const twos = all / LN_2 + ROUNDS - ROUNDS;
  const x = all - twos * LN_2_HIGH - twos * LN_2_LOW;
  const far = E6 + x * (E7 + x * (E8 + x * (E9 + x * (E10 + x * E11))));
  return (1 + x * (1 + x * (0.5 + x * (E3 + x * (E4 + x * (E5 + x * far)))))) * powerOfTwo(twos);
}

/** The natural logarithm of a number of at least 1, to fourteen places. */
export function log(number: number): number {
  let part = number;
  let twos = 0;
  for (; part > Math.SQRT2; part /= 2) twos += 1;
  // ln x = 2 artanh y, which is y + y^3 / 3 + y^5 / 5 …
  const y = (part - 1) / (part + 1);
  const square = y * y;
  let sum = 0;
  for (let n = 17; n > 0; n -= 2) sum = 1 / n + square * sum;
  return 2 * y * sum + twos * LN_2;
}
