// White space of the C locale (`isspace`): what number parsing and `scanf` skip.

/** Whether a byte or a unit of a string is white space. */
export function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
}

/** Where the white space of a text ends that begins at its start. */
export function skipSpace(text: string): number {
  let at = 0
  while (isSpace(text.charCodeAt(at))) at++
  return at
}
