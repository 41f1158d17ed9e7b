// Times of files in whole seconds: `utime` of utime.h.

import { EFAULT } from '../errno.ts'
import { timespec } from '../io/timespec.ts'
import type { Family } from '../runtime/family.ts'
import { utimens } from './sys-stat.ts'

/** Times of a file (`struct utimbuf`), in seconds since 1970. */
export class utimbuf {
  /** The last access. */
  actime: number
  /** The last modification. */
  modtime: number

  constructor(actime = 0, modtime = 0) {
    this.actime = actime
    this.modtime = modtime
  }
}

/** The function of utime.h. */
export interface UtimeApi {
  /**
   * Sets the times of the last access and the last modification; null: now. -1: EFAULT (no
   * `utimbuf`), EINVAL (no times), EPERM, EACCES, EROFS.
   */
  readonly utime: (path: string, times: utimbuf | null) => Promise<number>
}

/** Times of files. */
export const utimes: Family<UtimeApi> = {
  utime: (thread) => (path, times) => {
    if (times === null) return thread.promise(utimens(thread, null, path, null, 0))
    if (!(times instanceof utimbuf)) return thread.promise(-EFAULT)
    const stamps = [new timespec(times.actime), new timespec(times.modtime)] as const
    return thread.promise(utimens(thread, null, path, stamps, 0))
  },
}
