// `errno`: the number of the last error of each thread (errno.h).

import type { Variables } from '../runtime/family.ts'

/** The variable of errno.h. */
export interface ErrnoVariable {
  /** The number of the last error of this thread. Functions that succeed leave it. */
  errno: number
}

/** The variable of errno.h. */
export const errnoVariable: Variables<ErrnoVariable> = {
  errno: {
    get: (thread) => thread.errno,
    set: (thread, value) => void (thread.errno = value | 0),
  },
}
