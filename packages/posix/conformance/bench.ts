// What the suites need of a file system: an empty one, and a clock that they can move.

import type { TestContext } from 'vitest'
import { errnoName, FileStat, type FileSystem } from '@kos/posix'

/**
 * What a file system may lack, because of what it stands on: FIFOs and sockets; sizes up to
 * `maxFileSize`; times set to the nanosecond; a clock that the bench can move; counts of inodes;
 * counts of blocks, and holes; owners and permissions; several names of one file; symbolic links and
 * their sizes; counts of links of replaced files.
 */
export type Ability =
  | 'specialFiles'
  | 'largestSize'
  | 'nanoseconds'
  | 'clock'
  | 'inodeCount'
  | 'blockCount'
  | 'holes'
  | 'owners'
  | 'links'
  | 'symlinks'
  | 'linkSize'
  | 'replacedLinks'

/** A file system under test. */
export interface FileSystemBench {
  /** It has an empty root directory. */
  readonly fileSystem: FileSystem
  /** Lets so many seconds pass on the clock of its time stamps. */
  readonly elapse: (seconds: number) => void
  /** Number of files that it has, the root and removed ones that are open included. */
  readonly files: () => number
  /** What it lacks, and why: tests of that are skipped for this reason. */
  readonly lacks?: Readonly<Partial<Record<Ability, string>>>
}

/** Skips a test of what the file system lacks. */
export function needs(context: TestContext, bench: FileSystemBench, ability: Ability): void {
  const reason = bench.lacks?.[ability]
  if (reason !== undefined) context.skip(reason)
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
