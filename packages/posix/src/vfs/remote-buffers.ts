// The client's side of buffers for long reads and writes: a pool for each session, of as many as its
// threads used at a time. The server makes them; when it gives no more, data goes in messages.

import { type Handle, type Kos, rcOk, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/libkos'
import { VfsFile } from '../generated/kl/VfsFile.idl.ts'
import type { IoThread } from '../io/io-thread.ts'
import { maxClientBuffers } from '../limits.ts'
import { RemoteCalls, type RemoteTarget, VfsEndpoint } from './remote-calls.ts'

/** A buffer, in the memory of this process. */
export interface RemoteBuffer {
  /** Its number at the server. */
  readonly number: number
  readonly address: number
  readonly size: number
  /** The handle that keeps it. */
  readonly handle: Handle
}

/** The buffers that this process shares with one server. */
export class RemoteBuffers {
  readonly #free: RemoteBuffer[] = []
  #count = 0
  #isClosed = false

  /** Takes one that is free, or a new one; null if there is none. */
  take(thread: IoThread, file: RemoteTarget): RemoteBuffer | null | Promise<RemoteBuffer | null> {
    const free = this.#free.pop()
    if (free !== undefined) return free
    return this.#count >= maxClientBuffers || this.#isClosed ? null : this.#attach(thread, file)
  }

  /** Gives one back. */
  give({ kos }: IoThread, buffer: RemoteBuffer): void {
    if (this.#isClosed) free(kos, buffer)
    else this.#free.push(buffer)
  }

  /** Frees all, those in use when they are given back. */
  close(kos: Kos): void {
    this.#isClosed = true
    for (const buffer of this.#free) free(kos, buffer)
    this.#free.length = 0
  }

  async #attach(thread: IoThread, file: RemoteTarget): Promise<RemoteBuffer | null> {
    const { kos } = thread
    this.#count++
    let buffer: RemoteBuffer | null = null
    await RemoteCalls.of(kos).call(
      file,
      VfsEndpoint.file,
      VfsFile.Attach,
      {},
      thread.signal,
      ({ number, size, memory, buffer: { handle } }) => {
        buffer = mapped(kos, { number, size, handle }, memory.handle)
      },
    )
    if (buffer === null) this.#count--
    return buffer
  }
}

/** Maps the memory of a buffer, and closes its handle: the mapping keeps it. */
function mapped(
  kos: Kos,
  { number, size, handle }: Omit<RemoteBuffer, 'address'>,
  memory: Handle,
): RemoteBuffer | null {
  const { rc, addr } = kos.KnPmmMdlMap(memory, 0, size, 0, VMM_FLAG_READ | VMM_FLAG_WRITE)
  kos.KnHandleClose(memory)
  if (rc === rcOk) return { number, size, handle, address: addr }
  kos.KnHandleClose(handle)
  return null
}

function free(kos: Kos, { address, size, handle }: RemoteBuffer): void {
  kos.KnVmUnmap(address, size)
  kos.KnHandleClose(handle)
}
