// Opening a file by path at a descriptor: what `open`, `opendir`, `fopen`, `mkstemp` and so on
// share.

import { EMFILE } from '../errno.ts'
import { O_CLOEXEC } from '../fs/open-flags.ts'
import type { FileDescription } from '../io/file-description.ts'
import type { Base } from '../io/files.ts'
import type { Answer } from '../io/io-thread.ts'
import type { PosixThread } from './posix-thread.ts'

/**
 * Opens a file, and answers the lowest free descriptor from `from` on, or a negated error number:
 * EMFILE, or that of `Files.open`. Without a free descriptor no file is made or cut.
 */
export function openDescriptor(
  thread: PosixThread,
  base: Base,
  path: string,
  oflag: number,
  mode: number,
  from: number = 0,
): Answer {
  const { files, descriptors } = thread.process
  if (descriptors.isFull(from)) return -EMFILE
  const answer = files.open(thread, base, path, oflag, mode)
  const isCloseOnExec = (oflag & O_CLOEXEC) !== 0
  if (answer instanceof Promise) return entered(thread, answer, isCloseOnExec, from)
  if (typeof answer === 'number') return answer
  const fd = descriptors.add(answer, from)
  if (isCloseOnExec && fd >= 0) descriptors.setCloseOnExec(fd, true)
  return fd
}

/**
 * Waits for what is being opened, and answers its descriptor, which is kept for it meanwhile; or a
 * negated error number. EMFILE: there was none, or the process is over.
 */
export async function entered(
  thread: PosixThread,
  opening: Promise<FileDescription | number>,
  isCloseOnExec: boolean,
  from: number = 0,
): Promise<number> {
  const { descriptors } = thread.process
  const reserved = descriptors.reserve(from)
  let opened: FileDescription | number = reserved
  try {
    opened = await opening
  } finally {
    if (typeof opened === 'number' && reserved >= 0) descriptors.release(reserved)
  }
  if (typeof opened === 'number') return opened
  const fd = reserved < 0 ? reserved : descriptors.fill(reserved, opened)
  // Nobody is told how a file was closed that had no descriptor.
  if (fd < 0) await Promise.resolve(opened.close(thread)).catch(() => {})
  else if (isCloseOnExec) descriptors.setCloseOnExec(fd, true)
  return fd
}
