// A bundle that this process has: its handle, and if it was opened its mapped memory.

import {
  type Handle,
  type HandleDesc,
  type Kos,
  PAGE_SIZE,
  type Proxy,
  proxyOf,
  rcHandleRevoked,
  rcInvalidArgument,
  rcOk,
  type Result,
  type Retcode,
  RetcodeError,
  VMM_FLAG_READ,
} from '@kos/libkos'
import { MessageBusBundle } from '../generated/kl/MessageBusBundle.idl.ts'
import { codeOf } from './bus-connection.ts'
import type { Bundle, OpenedBundle } from './bundles.ts'
import type { BundleId } from './i_messagebus.ts'

/** A bundle that was put. */
export class PutBundle implements Bundle {
  readonly id: BundleId
  readonly length: number
  readonly handle: Handle
  readonly #kos: Kos
  #isDisposed = false

  constructor(kos: Kos, id: BundleId, length: number, handle: Handle) {
    this.#kos = kos
    this.id = id
    this.length = length
    this.handle = handle
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    this.#kos.KnHandleClose(this.handle)
  }
}

class MappedBundle implements OpenedBundle {
  readonly id: BundleId
  readonly length: number
  readonly handle: Handle
  readonly address: number
  readonly #kos: Kos
  #isDisposed = false

  constructor(kos: Kos, id: BundleId, length: number, handle: Handle, address: number) {
    this.#kos = kos
    this.id = id
    this.length = length
    this.handle = handle
    this.address = address
  }

  view(): Uint8Array | undefined {
    const { address, length } = this
    const { memory } = this.#kos
    if (this.#isDisposed || memory.probe(address, length, readAccess) !== 0) return undefined
    return memory.view(address, length, readAccess)
  }

  read(offset: number, target: Uint8Array): Retcode {
    const isWithin = Number.isInteger(offset) && offset >= 0
    if (!isWithin || target.length > this.length - offset || this.#isDisposed)
      return rcInvalidArgument
    const fault = this.#kos.memory.tryRead(this.address + offset, target)
    return fault === 0 ? rcOk : rcHandleRevoked
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    this.#kos.KnVmUnmap(this.address, pageBytes(this.length))
    this.#kos.KnHandleClose(this.handle)
  }
}

/** What an answer says of a bundle. */
export interface BundleAnswer {
  readonly id: BundleId
  readonly length: bigint
  /** Closed in any case: the mapping keeps the memory. */
  readonly memory: HandleDesc
  readonly bundle: Handle
}

/** Maps what was answered. Codes of KnPmmMdlMap. */
export function mapMemory(
  kos: Kos,
  { id, length, memory, bundle }: BundleAnswer,
): Result<{ readonly bundle: OpenedBundle }> {
  const size = Number(length)
  const mapped = kos.KnPmmMdlMap(memory.handle, 0, pageBytes(size), 0, VMM_FLAG_READ)
  kos.KnHandleClose(memory.handle)
  if (mapped.rc === rcOk)
    return { rc: rcOk, bundle: new MappedBundle(kos, id, size, bundle, mapped.addr) }
  return { rc: mapped.rc }
}

/**
 * Opens a bundle whose handle the process was given, for example by the one that put it: `using
 * bundle = unwrap(await openBundle(kos, handle)).bundle`. No connection to the bus is needed. If it
 * answers rcOk disposing closes the handle; else it stays open.
 *
 * rcHandleRevoked: the handle, or the memory, was revoked; rcNotConnected: the bus has ended;
 * rcSecurityDisallow: the policy; codes of a call over a handle that leads to no bundle, and of
 * KnPmmMdlMap.
 */
export async function openBundle(
  kos: Kos,
  handle: Handle,
): Promise<Result<{ readonly bundle: OpenedBundle }>> {
  let proxy: Proxy<MessageBusBundle>
  try {
    proxy = proxyOf(kos, MessageBusBundle, handle)
  } catch (error) {
    if (error instanceof RetcodeError) return { rc: error.rc as never }
    throw error
  }
  const answer = await proxy.Open()
  if (answer.rc !== rcOk) return { rc: codeOf(answer) as never }
  const { id, length, memory } = answer
  return mapMemory(kos, { id, length, memory, bundle: handle })
}

/** Bytes of whole pages. */
export function pageBytes(length: number): number {
  return Math.ceil(length / PAGE_SIZE) * PAGE_SIZE
}

/** `Access.read` of kos.memory. */
const readAccess = 1
