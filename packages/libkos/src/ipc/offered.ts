// What stands behind an offered handle in the process that offers it: the context of the callable resource.

import { OCAP_HANDLE_COPY, OCAP_HANDLE_TRANSFER, OCAP_IPC_CALL } from '@kos/handles/rights'
import type { Handler } from './method-table.ts'

/** What the holders of an offered handle may do with it: pass it on, copy it, call. */
export const offerRights: number = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_IPC_CALL

/** An implementation that is reached by its handle. */
export class Offered {
  /** By MID. */
  readonly methods: readonly Handler[]

  constructor(methods: readonly Handler[]) {
    this.methods = methods
  }
}
