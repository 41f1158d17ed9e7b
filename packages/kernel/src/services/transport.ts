// The transport of ported C code, for programs. It has no system calls of its own: its functions
// are those of the ipc service, as C code calls them.

import type { TransportApi } from '@kos/libkos'
import { transportLibrary } from '@kos/libkos/libraries'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'

/** `NkKosTransport`, for programs that were ported from C. */
export function transport(): Service<'transport', TransportApi, Needed<'ipc'>> {
  return defineService({
    name: 'transport',
    needs: ['ipc'],
    contract: { name: 'transport', calls: {} },
    library: transportLibrary,
    start: () => ({ handlers: {} }),
  })
}
