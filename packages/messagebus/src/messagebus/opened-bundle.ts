// A bundle that this process has: its handle, and if it was opened its mapped memory.

import {
  type Handle,
  type HandleDesc,
  type Kos,
  own,
  type OwnedHandle,
  PAGE_SIZE,
  proxyOf,
  rcInvalidArgument,
  rcOk,
  type Result,
  type Retcode,
  VMM_FLAG_READ,
} from '@kos/libkos'
import { memoryContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { MessageBusBundle } from '../generated/kl/MessageBusBundle.idl.ts'
import { checkRevoked } from '../revoked-memory.ts'
import type { Bundle, OpenedBundle } from './bundles.ts'
import type { BundleId } from './i_messagebus.ts'
import { codeOf, failed, proxyResult } from './open-session.ts'

/** A bundle that was put. */
export class PutBundle implements Bundle {
  readonly id: BundleId
  readonly length: number
  readonly handle: Handle
  #own: OwnedHandle | null

  constructor(kos: Kos, id: BundleId, length: number, handle: Handle) {
    this.id = id
    this.length = length
    this.handle = handle
    this.#own = own(kos, handle)
  }

  [Symbol.dispose](): void {
    this.#own?.[Symbol.dispose]()
    this.#own = null
  }
}

class MappedBundle implements OpenedBundle {
  readonly id: BundleId
  readonly length: number
  readonly handle: Handle
  readonly address: number
  readonly #kos: Kos
  readonly #memory: OwnedHandle
  // In the name of the process, as handles are closed: any thread may dispose it.
  readonly #unmap: (address: number, size: number) => number
  #own: OwnedHandle | null

  constructor(kos: Kos, { id, length, memory, bundle }: BundleAnswer, address: number) {
    this.#kos = kos
    this.#memory = own(kos, memory.handle)
    this.#unmap = sysOf(kos).processCall(memoryContract.calls.Unmap)
    this.id = id
    this.length = Number(length)
    this.handle = bundle
    this.address = address
    this.#own = own(kos, bundle)
  }

  view(): Uint8Array | undefined {
    if (this.#check() !== rcOk) return undefined
    return this.#kos.memory.view(this.address, this.length)
  }

  read(offset: number, target: Uint8Array): Retcode {
    const isWithin = Number.isInteger(offset) && offset >= 0
    if (!isWithin || target.length > this.length - offset) return rcInvalidArgument
    const rc = this.#check()
    if (rc === rcOk) this.#kos.memory.read(this.address + offset, target)
    return rc
  }

  [Symbol.dispose](): void {
    if (this.#own === null) return
    this.#unmap(this.address, pageBytes(this.length))
    this.#memory[Symbol.dispose]()
    this.#own[Symbol.dispose]()
    this.#own = null
  }

  #check(): Retcode {
    return this.#own === null ? rcInvalidArgument : checkRevoked(this.#kos, this.#memory.handle)
  }
}

/** What an answer says of a bundle. */
export interface BundleAnswer {
  readonly id: BundleId
  readonly length: bigint
  /** Closed if it can't be mapped. */
  readonly memory: HandleDesc
  readonly bundle: Handle
}

/** Maps what was answered. Codes of KnPmmMdlMap. */
export function mapMemory(
  kos: Kos,
  answer: BundleAnswer,
): Result<{ readonly bundle: OpenedBundle }> {
  const { handle } = answer.memory
  const mapped = kos.KnPmmMdlMap(handle, 0, pageBytes(Number(answer.length)), 0, VMM_FLAG_READ)
  if (mapped.rc === rcOk) return { rc: rcOk, bundle: new MappedBundle(kos, answer, mapped.addr) }
  kos.KnHandleClose(handle)
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
  const { rc, proxy } = proxyResult(() => proxyOf(kos, MessageBusBundle, handle))
  if (rc !== rcOk) return failed(rc)
  const answer = await proxy.Open()
  if (answer.rc !== rcOk) return failed(codeOf(answer))
  const { id, length, memory } = answer
  return mapMemory(kos, { id, length, memory, bundle: handle })
}

/** Bytes of whole pages. */
export function pageBytes(length: number): number {
  return Math.ceil(length / PAGE_SIZE) * PAGE_SIZE
}
