// Memory, for programs: an address space per process over the physical memory of the machine.
// Address spaces, frames and shared buffers are in `@kos/vmm`; what is decided here is whose they
// are, and that an access that is not allowed ends the process.

import {
  HANDLE_TYPE_MDL,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  OCAP_MDL_EXECUTE,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  type RevokeListener,
  type WeakDescendant,
  type ZeroHandlesListener,
} from '@kos/handles'
import type { MemoryApi } from '@kos/libkos'
import { memoryContract, type ProcessMemory } from '@kos/libkos/abi'
import { memoryLibrary } from '@kos/libkos/libraries'
import { rcInvalidArgument, rcOk } from '@kos/retcode'
import {
  Access,
  AddressSpace,
  Mapping,
  Mdl,
  MemoryFault,
  type MemoryStatistics,
  PAGE_SIZE,
  PhysicalMemory,
  type RegionDescription,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/vmm'
import type { KernelCore } from '../kernel-core.ts'
import { defaultMemoryBytes, defaultMemoryShare } from '../limits.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import { defaultStackSize, type StackRange, type StackSource } from '../stack-ranges.ts'
import type { Task, TaskThread } from '../task.ts'
import { endByFault } from './access-fault.ts'
import { returnHandle } from './returns.ts'

/** The memory of a machine. */
export interface MemoryOptions {
  /**
   * Bytes of physical memory, a multiple of 4096; default 1 GiB. Memory of the host is taken only
   * for what is used.
   */
  readonly bytes?: number
  /**
   * Most bytes that one process is charged for, a multiple of 4096: pages it committed, shared
   * buffers it created, and its page tables. Default a quarter of `bytes`.
   */
  readonly quota?: number
  /**
   * Debug mode of the heaps: freed memory is filled with 0xdd, and what was written to it after
   * that is reported as misuse when it is given out again. Default false.
   */
  readonly poison?: boolean
}

const mdlRights =
  OCAP_HANDLE_TRANSFER |
  OCAP_HANDLE_COPY |
  OCAP_HANDLE_GET_EVENT |
  OCAP_MDL_READ |
  OCAP_MDL_WRITE |
  OCAP_MDL_EXECUTE
/** Each protection of a mapping, with the right that it needs. */
const rightOfProtection = [
  [VMM_FLAG_READ, OCAP_MDL_READ],
  [VMM_FLAG_WRITE, OCAP_MDL_WRITE],
  [VMM_FLAG_EXECUTE, OCAP_MDL_EXECUTE],
] as const

/** What the memory service provides. */
export interface MemoryProvides {
  /** Pages of the machine: all, and those that nobody is charged for. */
  machine(): { readonly total: number; readonly free: number }
  /** Counts of the memory of a process, in pages; null when it has ended. */
  statisticsOf(task: Task): MemoryStatistics | null
  /** Regions of the memory of a process, from the lowest address up; null when it has ended. */
  regionsOf(task: Task): readonly RegionDescription[] | null
  /** Page table and frames of a process that lives. */
  pagesOf(task: Task): ProcessMemory
  /** Where the threads of a new process get their stacks. */
  createStacks(task: Task): StackSource
  /** The frames of the machine. */
  readonly physical: PhysicalMemory
  /** The address space of a process that lives. Throws Error for another one. */
  spaceOf(task: Task): AddressSpace
}

/** Memory: address spaces, shared buffers, the heap, and stacks with guard pages. */
export function memory(
  options: MemoryOptions = {},
): Service<'memory', MemoryApi, Needed<'handles', 'io'>, MemoryProvides> {
  return defineService({
    name: 'memory',
    needs: ['handles'],
    uses: ['io'],
    contract: memoryContract,
    library: memoryLibrary,
    start(kernel, needs) {
      const { bytes = defaultMemoryBytes } = options
      const physical = new PhysicalMemory({ bytes })
      const { quota: quotaBytes = defaultQuotaOf(bytes) } = options
      const quota = quotaBytes / PAGE_SIZE
      const spaces = new Map<Task, AddressSpace>()
      const spaceOf = (task: Task): AddressSpace => {
        const space = spaces.get(task)
        if (space === undefined) throw new Error(`${task.name} has no address space`)
        return space
      }
      return {
        provides: {
          machine: () => ({ total: physical.total, free: physical.available }),
          statisticsOf: (task) => spaces.get(task)?.statistics() ?? null,
          regionsOf: (task) => spaces.get(task)?.regions() ?? null,
          pagesOf: (task) => ({
            table: spaceOf(task).pageTable,
            frames: physical,
            devices: needs.io?.registers ?? null,
            poison: options.poison ?? false,
          }),
          createStacks: (task) => new StackRegions(spaceOf(task)),
          physical,
          spaceOf,
        },
        handlers: {
          Allocate: (thread, address, size, flags) =>
            returnHandle(thread, spaceOf(thread.task).allocate(address, size, flags)),
          Commit: (thread, address, size) => spaceOf(thread.task).commit(address, size),
          Decommit: (thread, address, size) => spaceOf(thread.task).decommit(address, size),
          Protect: (thread, address, size, flags) =>
            spaceOf(thread.task).protect(address, size, flags),
          Unmap: (thread, address, size) => spaceOf(thread.task).unmap(address, size),
          MdlCreate(thread, size, flags) {
            const mdl = spaceOf(thread.task).createMdl(size, flags)
            if (typeof mdl === 'number') return mdl
            const { space } = thread.task
            const handle = space.create(
              new KernelObject(HANDLE_TYPE_MDL, space, 0, new SharedBuffer(mdl)),
              mdlRights,
            )
            if (handle < 0) mdl.release()
            return returnHandle(thread, handle)
          },
          MdlMap(thread, handle, offset, size, hint, flags) {
            const node = thread.task.space.check(handle, rightsFor(flags))
            if (node < 0) return node
            const { value } = kernel.handles.objectOf(node)
            if (!(value instanceof SharedBuffer)) return rcInvalidArgument
            const space = spaceOf(thread.task)
            const protection = protectionOf(kernel.handles.rightsOf(node))
            const mapping = new LentMapping(space, value.mdl, protection)
            const address = mapping.map(offset, size, hint, flags)
            if (address > 0) mapping.descendant = kernel.handles.addWeakDescendant(node, mapping)
            return returnHandle(thread, address)
          },
          Fault: (thread, address, access) =>
            fault(kernel, thread, spaceOf(thread.task), address, access),
        },
        taskCreated: (task) => void spaces.set(task, new AddressSpace(physical, { quota })),
        taskEnded(task) {
          // Before a frame of it is free: devices must not reach what is another's then.
          needs.io?.cutOff(task)
          spaces.get(task)?.destroy()
          spaces.delete(task)
        },
        counts: () => ({
          addressSpaces: spaces.size,
          frames: physical.total - physical.free,
          chargedPages: physical.charged,
        }),
      }
    },
  })
}

/** A quarter of all memory, in whole pages. */
function defaultQuotaOf(bytes: number): number {
  return Math.floor((bytes / PAGE_SIZE) * defaultMemoryShare) * PAGE_SIZE
}

// An access that the page table did not allow. A page that only lacks its frame gets one;
// everything else is the end of the process.
function fault(
  kernel: KernelCore,
  thread: TaskThread,
  space: AddressSpace,
  address: number,
  access: number,
): number {
  if (access !== Access.read && access !== Access.write && access !== Access.execute)
    return rcInvalidArgument
  const reason = space.fault(address, access)
  if (reason === 0) return rcOk
  return endByFault(kernel, thread, new MemoryFault(address, access, reason).message)
}

/** What the handles of a shared buffer lead to: they hold one reference together. */
class SharedBuffer implements ZeroHandlesListener {
  readonly mdl: Mdl

  constructor(mdl: Mdl) {
    this.mdl = mdl
  }

  onZeroHandles(): void {
    this.mdl.release()
  }
}

/** The rights that a handle of a buffer needs to map it with these flags. */
function rightsFor(flags: number): number {
  let rights = 0
  for (const [flag, right] of rightOfProtection) if ((flags & flag) !== 0) rights |= right
  return rights
}

/** The protection that a handle of a buffer allows. */
function protectionOf(rights: number): number {
  let protection = 0
  for (const [flag, right] of rightOfProtection) if ((rights & right) !== 0) protection |= flag
  return protection
}

/** A mapping of a shared buffer, which revocation of its handle takes away. */
class LentMapping implements RevokeListener {
  /** A process reads and writes its pages without a system call. */
  readonly isUrgent = true
  descendant: WeakDescendant | null = null
  readonly #space: AddressSpace
  readonly #mdl: Mdl
  readonly #mapping: Mapping
  #address = 0
  #size = 0

  constructor(space: AddressSpace, mdl: Mdl, protection: number) {
    this.#space = space
    this.#mdl = mdl
    this.#mapping = new Mapping(mdl, protection, () => this.descendant?.remove())
  }

  map(offset: number, size: number, hint: number, flags: number): number {
    this.#size = size
    this.#address = this.#space.map(this.#mdl, offset, size, hint, flags, this.#mapping)
    return this.#address
  }

  revoked(): void {
    this.#space.revoke(this.#mapping, this.#address, this.#size)
  }

  // The process hears of it by the fault of its next access.
  revocationDone(): void {}
}

/**
 * Stacks that are regions of an address space: reserved, with a guard page below. They are charged
 * as far down as they are used.
 */
class StackRegions implements StackSource {
  readonly #space: AddressSpace

  constructor(space: AddressSpace) {
    this.#space = space
  }

  reserve(size: number): StackRange | null {
    const rounded = size === 0 ? defaultStackSize : Math.ceil(size / PAGE_SIZE) * PAGE_SIZE
    const base = this.#space.allocateStack(rounded)
    return base > 0 ? { base, size: rounded } : null
  }

  release({ base, size }: StackRange): void {
    if (size > 0) this.#space.unmap(base, size)
  }
}
