// The text of a file, and positions in it: lines end with \n, \r\n or \r; lines and columns count
// from 1.

/** A part of a text, in UTF-16 units: from `start` up to, but not including, `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A position as people count it. */
export interface Position {
  readonly line: number
  /** In UTF-16 units. */
  readonly column: number
}

/** A file that was read. */
export class SourceFile {
  /** The path as it was given. */
  readonly path: string
  readonly text: string
  readonly #lines: readonly number[]

  constructor(path: string, text: string) {
    this.path = path
    this.text = text
    this.#lines = lineStarts(text)
  }

  /** The line and column of a place in the text. */
  position(offset: number): Position {
    let [low, high] = [0, this.#lines.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#lines[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - this.#lines[low]! + 1 }
  }

  /** The number of the line that `offset` is in. */
  lineOf(offset: number): number {
    return this.position(offset).line
  }

  /** The text of a line without its end. */
  lineText(line: number): string {
    const start = this.#lines[line - 1] ?? this.text.length
    let end = this.#lines[line] ?? this.text.length
    // Only the end is looked at, so that many errors on one long line cost no more than others.
    while (end > start && isLineBreak(this.text.charCodeAt(end - 1))) end--
    return this.text.slice(start, end)
  }
}

function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // Of \r\n the \n ends the line.
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1)
  }
  return starts
}
