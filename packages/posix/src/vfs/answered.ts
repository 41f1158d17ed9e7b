// Between the answers of operations and the messages of the VFS: every response begins with a
// result, and has all its other fields also if that is an error.

import { utf8Length } from '../fs/file-name.ts'
import type { Time } from '../generated/kl/VfsTypes.idl.ts'
import type { TimeStamp } from '../io/files.ts'
import type { Answer } from '../io/io-thread.ts'
import { PATH_MAX } from '../limits.ts'

/** A response that is there, or comes. */
export type Answered<T> = T | Promise<T>

/** A response that is a result only. */
export interface AnsweredResult {
  readonly result: number
}

/** Makes a response of an answer. */
export function finish<T>(answer: Answer, make: (answer: number) => T): Answered<T> {
  return typeof answer === 'number' ? make(answer) : answer.then(make)
}

/** The response of an answer that is all. */
export function resultOf(result: number): AnsweredResult {
  return { result }
}

/** The id that stands for "leave it" in messages. */
export const keptId: number = 2 ** 32 - 1

/** An id of a request, as `chown` takes it. */
export function arrivedId(id: number): number {
  return id === keptId ? -1 : id
}

/** A time of a request, as `utimens` takes it. */
export function arrivedTime({ seconds, nanoseconds }: Time): TimeStamp {
  return [Number(seconds), nanoseconds]
}

/** Whether a name or a path that a file system gave fits into a message. */
export function isSendable(text: string): boolean {
  const bytes = utf8Length(text)
  return bytes >= 0 && bytes < PATH_MAX && !text.includes('\0')
}
