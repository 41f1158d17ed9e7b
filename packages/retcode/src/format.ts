export function formatRetcode(rc: unknown): string { return String(rc) }
