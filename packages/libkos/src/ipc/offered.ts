// What stands behind an offered handle in the process that offers it: the context of the callable resource.

import type { Handler } from './method-table.ts'

/** An implementation that is reached by its handle. */
export class Offered {
  /** By MID. */
  readonly methods: readonly Handler[]

  constructor(methods: readonly Handler[]) {
    this.methods = methods
  }
}
