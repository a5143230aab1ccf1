export type Results = {
  date: string;
  node: string;
  machine: string;
  rows: { of: string; what: string; unit: string; mock: number[]; bare: number[]; ratios: number[]; target: string }[];
};
export function tableOf(results: Results): string;
export function noteOf(results: Results): string;
