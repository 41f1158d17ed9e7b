// Reading and writing through descriptors: `read`, `write`, `pread`, `pwrite`, `lseek`, `close` of
// unistd.h.

import { EBADF, EFAULT, EINVAL } from '../errno.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Functions of unistd.h that read and write. */
export interface UnistdIoApi {
  /**
   * Reads at most `nbyte` bytes to the start of `buf` (all of it if left out), and resolves with how
   * many: 0 at the end. -1: EBADF (not open to read), EFAULT (no buffer), EINVAL (more than `buf`
   * holds), EISDIR, EAGAIN, EIO.
   */
  readonly read: (fildes: number, buf: Uint8Array, nbyte?: number) => Promise<number>
  /** Writes the first `nbyte` bytes of `buf`, and resolves with how many were written. */
  readonly write: (fildes: number, buf: Uint8Array, nbyte?: number) => Promise<number>
  /** Closes a descriptor. -1: EBADF. */
  readonly close: (fildes: number) => Promise<number>
}

type Transfer = 'read' | 'write'

function transfer(thread: PosixThread, name: Transfer): UnistdIoApi[Transfer] {
  const { descriptors } = thread.process
  return (fildes, buf, nbyte = buf?.length) => {
    const description = descriptors.get(fildes)
    if (description === undefined) return Promise.resolve(thread.fail(EBADF))
    if (!(buf instanceof Uint8Array)) return Promise.resolve(thread.fail(EFAULT))
    if (nbyte < 0 || nbyte > buf.length || !Number.isInteger(nbyte))
      return Promise.resolve(thread.fail(EINVAL))
    return thread.promise(description[name](thread, buf, 0, nbyte))
  }
}

/** Reading and writing. */
export const unistdIo: Family<UnistdIoApi> = {
  read: (thread) => transfer(thread, 'read'),
  write: (thread) => transfer(thread, 'write'),
  close: (thread) => (fildes) => thread.promise(thread.process.descriptors.close(thread, fildes)),
}
