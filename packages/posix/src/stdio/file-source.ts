// A stream as what a scanner reads.

import type { PosixThread } from '../runtime/posix-thread.ts'
import { EOF } from './buffering.ts'
import type { FILE } from './file.ts'
import { LACKS, Scanner, type ScanSource } from './scanner.ts'

class FileSource implements ScanSource {
  readonly #file: FILE
  /** Reading more has failed, or there is no more. */
  isOver = false

  constructor(file: FILE) {
    this.#file = file
  }

  peek(): number {
    const byte = this.#file.input.peek()
    if (byte >= 0) return byte
    return this.isOver ? EOF : LACKS
  }

  skip(): void {
    this.#file.input.next()
  }
}

/** An operation of a stream: reads by a format (`fscanf`). */
export async function scanFile(
  thread: PosixThread,
  file: FILE,
  format: string,
  pointers: readonly unknown[],
): Promise<number> {
  const source = new FileSource(file)
  const scanner = new Scanner(source, pointers)
  const scan = scanner.scan(format)
  for (let step = scan.next(); ; step = scan.next()) {
    if (step.done === true) return scanner.errno === 0 ? step.value : thread.fail(scanner.errno)
    if ((await file.fill(thread)) <= 0) source.isOver = true
  }
}
