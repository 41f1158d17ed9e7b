// How the methods of a bus process answer that they refuse something: the error of their interfaces.

import type { Retcode } from '@kos/libkos'

/** An answer that is an error. */
export interface BusRefusal {
  readonly error: { readonly rc: number }
}

/** Refuses with a code. */
export function refused(rc: Retcode): BusRefusal {
  return { error: { rc: rc as number } }
}
