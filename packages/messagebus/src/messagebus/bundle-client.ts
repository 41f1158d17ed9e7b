// `BusBundles` over a connection to the bus.

import {
  type Handle,
  type Kos,
  nk_handle_desc,
  OCAP_HANDLE_TRANSFER,
  OCAP_MDL_READ,
  type Proxy,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  type Result,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import type { MessageBusBundles } from '../generated/kl/MessageBusBundles.idl.ts'
import type { BusConnection } from './bus-connection.ts'
import type { Bundle, BundleMemory, BusBundles, OpenedBundle } from './bundles.ts'
import type { BundleId, Topic } from './i_messagebus.ts'
import { type BusAnswer, codeOf, failed, type OpenSession } from './open-session.ts'
import { mapMemory, pageBytes, PutBundle } from './opened-bundle.ts'

/** The bundles of a bus, for one thread. */
export class BundleClient implements BusBundles {
  readonly #kos: Kos
  readonly #connection: BusConnection

  constructor(kos: Kos, connection: BusConnection) {
    this.#kos = kos
    this.#connection = connection
  }

  async Put(
    topic: Topic,
    data: Uint8Array | BundleMemory,
  ): Promise<Result<{ readonly bundle: Bundle }>> {
    if (!(data instanceof Uint8Array)) return this.#put(topic, data)
    const copied = memoryWith(this.#kos, data)
    if (copied.rc !== rcOk) return { rc: copied.rc }
    const { handle } = copied
    try {
      return await this.#put(topic, { handle, length: data.length })
    } finally {
      this.#kos.KnHandleClose(handle)
    }
  }

  async Open(topic: Topic, id: BundleId): Promise<Result<{ readonly bundle: OpenedBundle }>> {
    const { rc, session, bundles } = await this.#reach()
    if (rc !== rcOk) return { rc }
    const answer = await bundles.Open({ topic, id })
    if (answer.rc !== rcOk) return this.#failed(session, answer)
    const { length, memory, bundle } = answer
    const mapped = mapMemory(this.#kos, { id, length, memory, bundle: bundle.handle })
    if (mapped.rc !== rcOk) this.#kos.KnHandleClose(bundle.handle)
    return mapped
  }

  async #put(
    topic: Topic,
    { handle, length }: BundleMemory,
  ): Promise<Result<{ readonly bundle: Bundle }>> {
    if (!Number.isSafeInteger(length) || length <= 0) return { rc: rcInvalidArgument }
    const { rc, session, bundles } = await this.#reach()
    if (rc !== rcOk) return { rc }
    const memory = nk_handle_desc(handle, OCAP_MDL_READ | OCAP_HANDLE_TRANSFER)
    const answer = await bundles.Put({ topic, memory, length: BigInt(length) })
    if (answer.rc !== rcOk) return this.#failed(session, answer)
    const { id, bundle } = answer
    return { rc: rcOk, bundle: new PutBundle(this.#kos, id, length, bundle.handle) }
  }

  async #reach(): Promise<
    Result<{ readonly session: OpenSession; readonly bundles: Proxy<MessageBusBundles> }>
  > {
    const rc = await this.#connection.open(this.#kos)
    if (rc !== rcOk) return failed(rc)
    const { session } = this.#connection
    if (session === null) return { rc: rcNotConnected }
    const { rc: found, proxy } = session.bundlesOf(this.#kos)
    return found === rcOk ? { rc: rcOk, session, bundles: proxy } : failed(found)
  }

  #failed(session: OpenSession, answer: BusAnswer): ReturnType<typeof failed> {
    this.#connection.hasEnded(this.#kos, session, answer)
    return failed(codeOf(answer))
  }
}

// New memory with a copy of bytes, which is not mapped any more.
function memoryWith(kos: Kos, bytes: Uint8Array): Result<{ readonly handle: Handle }> {
  const access = VMM_FLAG_READ | VMM_FLAG_WRITE
  const size = pageBytes(bytes.length)
  const made = kos.KnPmmMdlCreate(size, access)
  if (made.rc !== rcOk) return made
  const mapped = kos.KnPmmMdlMap(made.handle, 0, size, 0, access)
  if (mapped.rc !== rcOk) {
    kos.KnHandleClose(made.handle)
    return { rc: mapped.rc }
  }
  kos.memory.write(mapped.addr, bytes)
  kos.KnVmUnmap(mapped.addr, size)
  return made
}
