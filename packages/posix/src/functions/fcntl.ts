// Opening files: `open`, `openat`, `creat` of fcntl.h.

import type { FileDescription } from '../io/file-description.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Functions of fcntl.h. */
export interface FcntlApi {
  /** Opens a file, and resolves with the lowest free descriptor. */
  readonly open: (path: string, oflag: number, mode?: number) => Promise<number>
}

function opened(thread: PosixThread, description: FileDescription | number): number {
  if (typeof description === 'number') return thread.fail(-description)
  const fd = thread.process.descriptors.add(description)
  if (fd < 0) void description.close(thread)
  return thread.result(fd)
}

/** Opening files. */
export const fcntl: Family<FcntlApi> = {
  open:
    (thread) =>
    async (path, oflag, mode = 0) =>
      opened(thread, await thread.process.files.open(thread, null, path, oflag, mode)),
}
