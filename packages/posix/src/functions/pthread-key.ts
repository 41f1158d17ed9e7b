// Thread-specific data of pthread.h.

import { EINVAL } from '../errno.ts'
import { Keys, type pthread_key_t } from '../pthread/keys.ts'
import type { Family } from '../runtime/family.ts'

/** Functions of pthread.h for thread-specific data. */
export interface PthreadKeyApi {
  /**
   * Makes a key, which has the value null in all threads. When a thread ends with another value,
   * `destructor` is called with that and with the functions of the thread.
   *
   * 0; EAGAIN: there are PTHREAD_KEYS_MAX; EFAULT: no pthread_key_t; EINVAL: no function, not null.
   */
  readonly pthread_key_create: <T>(
    key: pthread_key_t,
    destructor: ((value: T, posix: this) => unknown) | null,
  ) => number
  /** Forgets a key and its values, without calling destructors. 0; EINVAL: there is none such. */
  readonly pthread_key_delete: (key: pthread_key_t) => number
  /** The value of the calling thread; null if it set none, or there is no such key. */
  readonly pthread_getspecific: (key: pthread_key_t) => unknown
  /** Sets the value of the calling thread, null for none. 0; EINVAL: there is no such key. */
  readonly pthread_setspecific: (key: pthread_key_t, value: unknown) => number
}

/** Thread-specific data. */
export const pthreadKey: Family<PthreadKeyApi> = {
  pthread_key_create: ({ process }) => {
    const keys = Keys.of(process)
    return (key, destructor) => keys.create(key, destructor)
  },
  pthread_key_delete: ({ process }) => {
    const keys = Keys.of(process)
    return (key) => keys.delete(key)
  },
  pthread_getspecific: (thread) => {
    const keys = Keys.of(thread.process)
    return (key) => keys.find(key)?.values.get(thread) ?? null
  },
  pthread_setspecific: (thread) => {
    const keys = Keys.of(thread.process)
    return (key, value) => {
      const found = keys.find(key)
      if (found === undefined) return EINVAL
      if (value === null || value === undefined) found.values.delete(thread)
      else found.values.set(thread, value)
      return 0
    }
  },
}
