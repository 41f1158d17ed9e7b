// How functions get at a stream that a program passes.

import { EBADF } from '../errno.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { resolved } from '../runtime/resolved.ts'
import type { FILE } from './file.ts'
import { OpenStreams } from './open-streams.ts'

/** The stream that a program passed; null with EBADF: it is none of this process. */
export function fileOf(thread: PosixThread, stream: unknown): FILE | null {
  const file = OpenStreams.of(thread).fileOf(stream)
  if (file === null) thread.fail(EBADF)
  return file
}

/** Does an operation at a stream. `failed` is the answer if it is none. */
export function onStream<T>(
  thread: PosixThread,
  stream: unknown,
  failed: T,
  operation: (file: FILE) => T | Promise<T>,
): Promise<T> {
  const file = fileOf(thread, stream)
  if (file === null) return Promise.resolve(failed)
  const answer = file.lock.perform(thread, () => operation(file), failed)
  return typeof answer === 'number'
    ? (resolved(answer) as Promise<T & number>)
    : Promise.resolve(answer)
}
