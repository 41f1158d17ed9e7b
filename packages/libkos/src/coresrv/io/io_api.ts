// Giving I/O resources back: documented header `coresrv/io/io_api.h`.

import type { Retcode } from '@kos/retcode'
import { ioContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/** The function that gives I/O resources back, on `kos`. */
export interface IoCloseApi {
  /**
   * Closes a handle of ports, memory, an interrupt or a DMA buffer, or of a permission, a mapping
   * or an attachment (topic `kn_io_close`), as KnHandleClose does. Closing a permission or a
   * mapping ends the access; a resource is registered until its last handle, and its last
   * permission, mapping or attachment, are closed.
   *
   * rcOk; rcInvalidArgument: no such handle. A handle that was revoked can be closed.
   */
  readonly KnIoClose: (rid: Handle) => Retcode
}

/** The program half of giving back. */
export const ioCloseLibrary: Library<IoCloseApi> = /* @__PURE__ */ Object.freeze({
  KnIoClose: (sys) => sys.processCall(calls.Close) as IoCloseApi['KnIoClose'],
})
