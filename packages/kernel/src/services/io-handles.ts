// Handles of I/O resources: how those of ports, memory, interrupts and DMA buffers are made, and
// those of their uses: permissions, mappings, attachments. The resources and uses themselves are in
// `@kos/io-hw`.
//
// A resource can be transferred and revoked. A use is its process' own, and a weak descendant of
// the handle through which it was made: revocation ends it.

import {
  type HANDLE_TYPE_DMA,
  type HANDLE_TYPE_IOPORT,
  type HANDLE_TYPE_IRQ,
  type HANDLE_TYPE_MMIO,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  OCAP_IO_EXECUTE,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  type RevokeListener,
  type WeakDescendant,
  type ZeroHandlesListener,
} from '@kos/handles'
import type { DmaBuffer, IrqResource, MemoryRange, PortRange, ResourceUse } from '@kos/io-hw'
import { callsOf, ioContract } from '@kos/libkos/abi'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { VMM_FLAG_EXECUTE, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/vmm'
import type { KernelCore } from '../kernel-core.ts'
import type { Task, TaskThread } from '../task.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/** What can be registered, by the type of its handles. */
export interface IoResources {
  readonly [HANDLE_TYPE_IOPORT]: PortRange
  readonly [HANDLE_TYPE_MMIO]: MemoryRange
  readonly [HANDLE_TYPE_DMA]: DmaBuffer
  readonly [HANDLE_TYPE_IRQ]: IrqResource
}
type IoResource = IoResources[keyof IoResources]

const resourceRights =
  OCAP_HANDLE_TRANSFER |
  OCAP_HANDLE_COPY |
  OCAP_HANDLE_GET_EVENT |
  OCAP_IO_READ |
  OCAP_IO_WRITE |
  OCAP_IO_EXECUTE

/** What the handles of a resource lead to: they hold it together. */
export class RegisteredResource implements ZeroHandlesListener {
  readonly resource: IoResource

  constructor(resource: IoResource) {
    this.resource = resource
  }

  onZeroHandles(): void {
    this.resource.release()
  }
}

/** What the handle of a permission or a mapping leads to. */
export class HandledUse implements RevokeListener, ZeroHandlesListener {
  /** A process and its devices access without a system call. */
  readonly isUrgent = true
  descendant: WeakDescendant | null = null
  readonly #use: ResourceUse

  constructor(use: ResourceUse) {
    this.#use = use
    use.onEnded = () => this.descendant?.remove()
  }

  revoked(): void {
    this.#use.revoke()
  }

  // The process hears of it by the fault of its next access.
  revocationDone(): void {}

  onZeroHandles(): void {
    this.descendant?.remove()
    this.#use.close()
  }
}

/** A handle of a resource that was registered just now, or a code. `resource` may be a code. */
export function createResourceHandle<T extends keyof IoResources>(
  { space }: Task,
  type: T,
  resource: IoResources[T] | number,
): number {
  if (typeof resource === 'number') return resource
  const object = new KernelObject(type, space, 0, new RegisteredResource(resource))
  const handle = space.create(object, resourceRights)
  if (handle < 0) resource.release()
  return handle
}

/**
 * The handle of a use that was made just now through the handle of `node`, or a code: then the use
 * has ended. `use` may be a code.
 */
export function createUseHandle(
  kernel: KernelCore,
  { space }: Task,
  node: number,
  use: ResourceUse | number,
): number {
  if (typeof use === 'number') return use
  const { type } = kernel.handles.objectOf(node)
  const value = new HandledUse(use)
  const handle = space.create(new KernelObject(type, space, 0, value), 0)
  if (handle < 0) use.close()
  else value.descendant = kernel.handles.addWeakDescendant(node, value)
  return handle
}

/** The resource that a handle of this type leads to, or a code. rcInvalidArgument: none. */
export function resourceOf<T extends keyof IoResources>(
  kernel: KernelCore,
  { space }: Task,
  handle: number,
  expected: T,
): IoResources[T] | number {
  const node = space.check(handle, 0)
  if (node < 0) return node
  const { type, value } = kernel.handles.objectOf(node)
  return type === expected && value instanceof RegisteredResource
    ? (value.resource as IoResources[T])
    : rcInvalidArgument
}

/**
 * Leaves the address and the handle of a mapping in the registers, and answers rcOk. `handle` may
 * be a code: that is the answer.
 */
export function returnMapping({ registers }: TaskThread, address: number, handle: number): number {
  if (handle < 0) return handle
  // Those of DmaMap are the same.
  const { results } = calls.MapMem
  registers[results.addr] = address
  registers[results.handle] = handle
  return rcOk
}

/** The rights that an access with a protection (`VMM_FLAG_RWX_MASK`) needs. */
export function rightsFor(protection: number): number {
  let rights = 0
  if ((protection & VMM_FLAG_READ) !== 0) rights |= OCAP_IO_READ
  if ((protection & VMM_FLAG_WRITE) !== 0) rights |= OCAP_IO_WRITE
  if ((protection & VMM_FLAG_EXECUTE) !== 0) rights |= OCAP_IO_EXECUTE
  return rights
}
