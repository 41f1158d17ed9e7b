// The handles that came in the request that a server loop serves: after the answer those are closed
// that the program did not take (`own`). Else a client would fill the handle space of the server.
//
// A dereferenced handle is the server's own and is not among them.

import {
  descriptorFlags,
  descriptorHandle,
  handleFlagDereferenced,
  handlePosition,
  messageHandleCount,
} from '@kos/idl'
import { handleContract } from '../abi/contracts.ts'
import { type Handle, INVALID_HANDLE } from '../nk/types.ts'
import type { Sys } from '../runtime/sys.ts'

/** The handles of one request at a time. */
export class RequestHandles {
  readonly #sys: Sys
  readonly #handles: Handle[] = []

  constructor(sys: Sys) {
    this.#sys = sys
  }

  /** Notes the handles of a request that was received, before the next one takes its buffer. */
  note(request: Uint8Array): void {
    const { untaken } = this.#sys.process
    const count = messageHandleCount(request)
    for (let i = 0; i < count; i++) {
      const at = handlePosition(request, i)
      const handle = descriptorHandle(request, at) as Handle
      const isOwn = (descriptorFlags(request, at) & handleFlagDereferenced) !== 0
      if (isOwn || handle === INVALID_HANDLE) continue
      this.#handles.push(handle)
      untaken.add(handle)
    }
  }

  /** The request was answered or refused: closes the handles that are still not taken. */
  close(): void {
    const { process } = this.#sys
    // In the name of the process: this thread may wait for its turn.
    const close = this.#sys.processCall(handleContract.calls.Close)
    for (const handle of this.#handles) if (process.untaken.delete(handle)) close(handle)
    this.#handles.length = 0
  }
}
