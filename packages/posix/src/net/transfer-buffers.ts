// The shared buffers (MDL) of a process in which datagrams go to and from a network process that are
// too long for a message. One serves one call at a time, and is kept for the next.

import { type Handle, type Kos, PAGE_SIZE, rcOk, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import { MaxDatagram } from '../generated/kl/VfsSocket.idl.ts'

const bufferBytes = Math.ceil(MaxDatagram / PAGE_SIZE) * PAGE_SIZE
const access = VMM_FLAG_READ | VMM_FLAG_WRITE

/** A buffer. */
export interface TransferBuffer {
  readonly handle: Handle
  readonly address: number
}

/** The buffers of a process. */
export class TransferBuffers {
  readonly #free: TransferBuffer[] = []

  /** Those of the process of a thread. */
  static of(kos: Kos): TransferBuffers {
    return sysOf(kos).process.local(TransferBuffers, () => new TransferBuffers())
  }

  /** A buffer that nobody uses; null if there is no memory. */
  take(kos: Kos): TransferBuffer | null {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const made = kos.KnPmmMdlCreate(bufferBytes, access)
    if (made.rc !== rcOk) return null
    const mapped = kos.KnPmmMdlMap(made.handle, 0, bufferBytes, 0, access)
    if (mapped.rc === rcOk) return { handle: made.handle, address: mapped.addr }
    kos.KnHandleClose(made.handle)
    return null
  }

  /** It is not used any more. */
  give(buffer: TransferBuffer): void {
    this.#free.push(buffer)
  }
}
