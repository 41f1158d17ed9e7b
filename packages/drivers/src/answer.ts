// Answers of the methods of drivers: nothing, or a return code as the error of the method.

import { type Retcode, rcOk } from '@kos/libkos'

/** An error of a method. */
export interface ErrorAnswer {
  readonly error: { readonly rc: number }
}

/** The answer of a method without results. */
export function answered(rc: Retcode): { readonly error?: { readonly rc: number } } {
  return rc === rcOk ? {} : refused(rc)
}

/** An error. */
export function refused(rc: Retcode): ErrorAnswer {
  return { error: { rc: rc as number } }
}
