// A stream without any buffer: the model that file.model.test.ts holds streams against. Everything
// happens in the content of the file at once.

import { maxPushedBack } from '../../src/limits.ts'

/** A file that is open as a stream. */
export class NaiveStream {
  content: number[]
  isAtEnd = false
  hasFailed = false
  #position: number
  #pushedBack: number[] = []
  readonly #mode: string

  constructor(content: number[], mode: string) {
    this.#mode = mode
    this.content = mode.startsWith('w') ? [] : content
    this.#position = mode === 'a' ? content.length : 0
  }

  get #mayRead(): boolean {
    return this.#mode.startsWith('r') || this.#mode.includes('+')
  }

  get #mayWrite(): boolean {
    return this.#mode !== 'r'
  }

  /** Writes bytes; how many were taken. */
  write(bytes: readonly number[]): number {
    if (bytes.length === 0) return 0
    if (!this.#mayWrite) {
      this.hasFailed = true
      return 0
    }
    this.giveBack()
    if (this.#mode.startsWith('a')) this.#position = this.content.length
    while (this.content.length < this.#position) this.content.push(0)
    this.content.splice(this.#position, bytes.length, ...bytes)
    this.#position += bytes.length
    return bytes.length
  }

  /** Reads through the first `delimiter`, `most` bytes at most. */
  read(most: number, delimiter: number = -1): number[] {
    const bytes: number[] = []
    if (most > 0 && !this.#mayRead) {
      this.hasFailed = true
      return bytes
    }
    while (bytes.length < most) {
      const byte = this.#next()
      if (byte < 0) break
      bytes.push(byte)
      if (byte === delimiter) break
    }
    return bytes
  }

  #next(): number {
    const pushed = this.#pushedBack.pop()
    if (pushed !== undefined) return pushed
    if (this.isAtEnd) return -1
    const byte = this.content[this.#position]
    if (byte === undefined) {
      this.isAtEnd = true
      return -1
    }
    this.#position++
    return byte
  }

  pushBack(byte: number): number {
    if (!this.#mayRead || this.#pushedBack.length >= maxPushedBack) return -1
    this.#pushedBack.push(byte)
    this.isAtEnd = false
    return byte
  }

  tell(): number {
    return Math.max(0, this.#position - this.#pushedBack.length)
  }

  giveBack(): void {
    this.#position = this.tell()
    this.#pushedBack = []
  }

  seek(offset: number, whence: number): number {
    const base = [0, this.tell(), this.content.length][whence] as number
    if (base + offset < 0) return -1
    this.#position = base + offset
    this.#pushedBack = []
    this.isAtEnd = false
    return 0
  }
}
