// Takes turns: A B A B …, so that whatever else the machine does strikes both alike. Ratios are of neighbours, then the median.

/** Runs each of `contestants` (name → async function to a number) once a round, for `rounds` rounds; gives name → numbers. */
export async function takeTurns(contestants, rounds) {
  const numbers = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, measure] of Object.entries(contestants)) numbers[name].push(await measure());
  return numbers;
}

/** Each number over its neighbour of the same round. */
export function ratios(numbers, bases) {
  return numbers.map((number, round) => number / bases[round]);
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
