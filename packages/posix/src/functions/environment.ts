// The environment: `getenv`, `setenv`, `unsetenv` of stdlib.h, `environ` of unistd.h.

import { EFAULT } from '../errno.ts'
import { Environment } from '../process/environment.ts'
import type { Family, Variables } from '../runtime/family.ts'

/** Functions for the environment. */
export interface EnvironmentApi {
  /** The value of a variable; null: there is none. */
  readonly getenv: (name: string) => string | null
  /**
   * Sets a variable; one that is there only if `overwrite` is not 0. 0; -1 with errno: EINVAL (the
   * name is empty or has `=`, there is a null character), EFAULT (no strings), ENOMEM (more than
   * 1 Mi characters of variables).
   */
  readonly setenv: (envname: string, envval: string, overwrite: number) => number
  /** Removes a variable. 0, also if there is none; -1 with errno: EINVAL, EFAULT as `setenv`. */
  readonly unsetenv: (name: string) => number
}

/** Variables of unistd.h. */
export interface EnvironmentVariables {
  /** The environment of the process, as texts `NAME=VALUE`. It may be changed and replaced. */
  environ: string[]
}

/** The environment. */
export const environment: Family<EnvironmentApi> = {
  getenv: (thread) => (name) =>
    typeof name === 'string' ? Environment.of(thread).get(name) : null,
  setenv: (thread) => (envname, envval, overwrite) => {
    if (typeof envname !== 'string' || typeof envval !== 'string') return thread.fail(EFAULT)
    return thread.result(Environment.of(thread).set(envname, envval, Boolean(overwrite)))
  },
  unsetenv: (thread) => (name) => {
    if (typeof name !== 'string') return thread.fail(EFAULT)
    return thread.result(Environment.of(thread).remove(name))
  },
}

/** `environ`. */
export const environmentVariables: Variables<EnvironmentVariables> = {
  environ: {
    get: (thread) => Environment.of(thread).entries,
    set: (thread, entries) => {
      if (Array.isArray(entries)) Environment.of(thread).entries = entries
    },
  },
}
