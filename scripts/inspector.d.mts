export function buildInspector(dist: string): Promise<void>;
