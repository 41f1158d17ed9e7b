// What the suites need of a file system: an empty one, and a clock that they can move.

import { errnoName, FileStat, type FileSystem } from '@kos/posix'

/** A file system under test. */
export interface FileSystemBench {
  /** It has an empty root directory. */
  readonly fileSystem: FileSystem
  /** Lets so many seconds pass on the clock of its time stamps. */
  readonly elapse: (seconds: number) => void
  /** Number of files that it has, the root and removed ones that are open included. */
  readonly files: () => number
}

/** An answer for comparisons: a number of 0 or more, or the name of the error. */
export function answerOf(answer: number): number | string {
  return answer >= 0 ? answer : (errnoName(-answer) ?? answer)
}

/** `ok` for an answer of 0 or more, else the name of the error. */
export function outcomeOf(answer: number): string {
  return answer >= 0 ? 'ok' : String(answerOf(answer))
}

/** The attributes of a file; throws if there are none. */
export function statOf(fileSystem: FileSystem, ino: number): FileStat {
  const stat = new FileStat()
  const answer = fileSystem.getattr(ino, stat)
  if (answer < 0) throw new Error(`getattr of ${ino}: ${answerOf(answer)}`)
  return stat
}

/** Bytes of a text of ASCII characters. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** At most so many bytes of a file from a position on, as text. */
export function textOf(fileSystem: FileSystem, ino: number, position = 0, length = 4096): string {
  const buffer = new Uint8Array(length)
  const count = fileSystem.read(ino, position, buffer, 0, length)
  if (count < 0) throw new Error(`read of ${ino}: ${answerOf(count)}`)
  return String.fromCharCode(...buffer.subarray(0, count))
}
