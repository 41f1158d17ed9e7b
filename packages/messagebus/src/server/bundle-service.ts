// The endpoint `bundles` of a bus process, and the objects whose handles keep bundles. All methods
// answer at once.

import {
  type Caller,
  EVENT_OBJECT_DESTROYED,
  type Handle,
  type Kos,
  nk_handle_desc,
  type NkHandleDescInit,
  type Notice,
  OCAP_MDL_READ,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  type Result,
  watchable,
} from '@kos/libkos'
import type { MessageBusBundleImplementation } from '../generated/kl/MessageBusBundle.idl.ts'
import type {
  MessageBusBundlesImplementation,
  OpenRequest,
  PutRequest,
} from '../generated/kl/MessageBusBundles.idl.ts'
import { checkRevoked } from '../revoked-memory.ts'
import type { BundleStore } from './bundle-store.ts'
import { type BusRefusal, refused } from './bus-refusal.ts'
import type { StoredBundle } from './stored-bundle.ts'

/** The object behind one handle of a bundle, as it was answered to a process. */
export class BundleHolder implements MessageBusBundleImplementation {
  readonly bundle: StoredBundle
  readonly #service: BundleService
  readonly #process: number

  constructor(service: BundleService, bundle: StoredBundle, process: number) {
    this.#service = service
    this.bundle = bundle
    this.#process = process
  }

  Open(): { id: bigint; memory: NkHandleDescInit; length: bigint } | BusRefusal {
    const { id, length } = this.bundle
    const { rc, memory } = this.#service.memoryOf(this.bundle)
    return rc === rcOk ? { id, memory, length } : refused(rc)
  }

  /** Its handle was made: from now on it keeps the bundle, until `end`. */
  begin(): void {
    this.bundle.hold()
    this.#service.store.shares.addHandle(this.#process)
  }

  /** Nobody has the handle any more. */
  end(): void {
    this.#service.store.shares.removeHandle(this.#process)
    this.bundle.drop()
  }
}

/** The endpoint. */
export class BundleService implements MessageBusBundlesImplementation {
  readonly store: BundleStore
  readonly #kos: Kos
  readonly #notice: Notice

  /**
   * `kos` is that of the thread which serves it. `notice` gets EVENT_OBJECT_DESTROYED with a
   * `BundleHolder`, whose `end` must be called.
   */
  constructor(store: BundleStore, kos: Kos, notice: Notice) {
    this.store = store
    this.#kos = kos
    this.#notice = notice
  }

  Put(
    { topic, memory, length }: PutRequest,
    { process }: Caller,
  ): { id: bigint; bundle: BundleHolder } | BusRefusal {
    if (!this.store.shares.hasHandleFor(process)) return refused(rcQuotaExceeded)
    const { rc, bundle } = this.store.put(this.#kos, topic, memory, length, process)
    if (rc !== rcOk) return refused(rc)
    return { id: bundle.id, bundle: this.#held(bundle, process) }
  }

  Open(
    { topic, id }: OpenRequest,
    { process }: Caller,
  ): { memory: NkHandleDescInit; length: bigint; bundle: BundleHolder } | BusRefusal {
    const found = this.store.find(topic, id)
    if (found === undefined) return refused(rcResourceNotFound)
    if (!this.store.shares.hasHandleFor(process)) return refused(rcQuotaExceeded)
    const { rc, memory } = this.memoryOf(found)
    if (rc !== rcOk) return refused(rc)
    const bundle = this.#held(found, process)
    return { memory, length: found.length, bundle }
  }

  /** The memory of a bundle, for an answer: to read, and not to pass on. rcHandleRevoked. */
  memoryOf({ memory }: StoredBundle): Result<{ readonly memory: NkHandleDescInit }> {
    // Whoever put it may have revoked it.
    const rc = checkRevoked(this.#kos, memory)
    return rc === rcOk ? { rc, memory: nk_handle_desc(memory, OCAP_MDL_READ) } : { rc }
  }

  // If no handle comes about it keeps nothing. If nobody would hear of its end neither.
  #held(bundle: StoredBundle, process: number): BundleHolder {
    const holder = new BundleHolder(this, bundle, process)
    return watchable(holder, (handle: Handle) => {
      const { KnNoticeSubscribeToObject: subscribe } = this.#kos
      if (subscribe(this.#notice, handle, EVENT_OBJECT_DESTROYED, holder) === rcOk) holder.begin()
    })
  }
}
