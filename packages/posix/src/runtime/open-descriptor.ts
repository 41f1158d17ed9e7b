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
  if (!(answer instanceof Promise)) return entered(thread, answer, oflag, from)
  return answer.then((each) => entered(thread, each, oflag, from))
}

function entered(
  thread: PosixThread,
  opened: FileDescription | number,
  oflag: number,
  from: number,
): number {
  if (typeof opened === 'number') return opened
  const { descriptors } = thread.process
  const fd = descriptors.add(opened, from)
  // Another thread took the last one meanwhile.
  if (fd < 0) dropped(opened.close(thread))
  else if ((oflag & O_CLOEXEC) !== 0) descriptors.setCloseOnExec(fd, true)
  return fd
}

/** Nobody is told how a file was closed that had no descriptor. */
function dropped(answer: Answer): void {
  if (typeof answer !== 'number') answer.catch(() => {})
}
