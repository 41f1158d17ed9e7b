// Memory, for programs: an address space per process over the physical memory of the machine.
// Address spaces, frames and shared buffers are in `@kos/vmm`; what is decided here is whose they
// are, and that an access that is not allowed ends the process.

import {
  HANDLE_TYPE_MDL,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  type ZeroHandlesListener,
} from '@kos/handles'
import type { MemoryApi } from '@kos/libkos'
import { memoryContract, type ProcessMemory } from '@kos/libkos/abi'
import { memoryLibrary } from '@kos/libkos/libraries'
import { rcFail, rcInvalidArgument, rcOk } from '@kos/retcode'
import { captureStack, programPlaces } from '@kos/thread'
import {
  Access,
  AddressSpace,
  Mdl,
  MemoryFault,
  type MemoryStatistics,
  PAGE_SIZE,
  PhysicalMemory,
  type RegionDescription,
  stackFlags,
} from '@kos/vmm'
import type { KernelCore } from '../kernel-core.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import { defaultStackSize, type StackRange, type StackSource } from '../stack-ranges.ts'
import type { Task, TaskThread } from '../task.ts'
import { returnHandle } from './returns.ts'

/** The memory of a machine. */
export interface MemoryOptions {
  /**
   * Bytes of physical memory, a multiple of 4096; default 1 GiB. Memory of the host is taken only
   * for what is used.
   */
  readonly bytes?: number
  /** Most bytes of one process, a multiple of 4096; default all there is. */
  readonly quota?: number
  /**
   * Debug mode of the heaps: freed memory is filled with 0xdd, and what was written to it after
   * that is reported as misuse when it is given out again. Default false.
   */
  readonly poison?: boolean
}

const defaultBytes = 2 ** 30
const mdlRights = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | OCAP_HANDLE_GET_EVENT

/** What the memory service provides. */
export interface MemoryProvides {
  /** Counts of the memory of a process, in pages; null when it has ended. */
  statisticsOf(task: Task): MemoryStatistics | null
  /** Regions of the memory of a process, from the lowest address up; null when it has ended. */
  regionsOf(task: Task): readonly RegionDescription[] | null
  /** Page table and frames of a process that lives. */
  pagesOf(task: Task): ProcessMemory
  /** Where the threads of a new process get their stacks. */
  createStacks(task: Task): StackSource
}

/** Memory: address spaces, shared buffers, the heap, and stacks with guard pages. */
export function memory(
  options: MemoryOptions = {},
): Service<'memory', MemoryApi, Needed<'handles'>, MemoryProvides> {
  return defineService({
    name: 'memory',
    needs: ['handles'],
    contract: memoryContract,
    library: memoryLibrary,
    start(kernel) {
      const physical = new PhysicalMemory({ bytes: options.bytes ?? defaultBytes })
      const quota = options.quota === undefined ? {} : { quota: options.quota / PAGE_SIZE }
      const spaces = new Map<Task, AddressSpace>()
      const spaceOf = (task: Task): AddressSpace => {
        const space = spaces.get(task)
        if (space === undefined) throw new Error(`${task.name} has no address space`)
        return space
      }
      return {
        provides: {
          statisticsOf: (task) => spaces.get(task)?.statistics() ?? null,
          regionsOf: (task) => spaces.get(task)?.regions() ?? null,
          pagesOf: (task) => ({
            table: spaceOf(task).pageTable,
            frames: physical,
            poison: options.poison ?? false,
          }),
          createStacks: (task) => new StackRegions(spaceOf(task)),
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
            const buffer = kernel.valueOf(thread.task, handle, 0)
            if (!(buffer instanceof SharedBuffer))
              return typeof buffer === 'number' ? buffer : rcInvalidArgument
            return returnHandle(
              thread,
              spaceOf(thread.task).map(buffer.mdl, offset, size, hint, flags),
            )
          },
          Fault: (thread, address, access) =>
            fault(kernel, thread, spaceOf(thread.task), address, access),
        },
        taskCreated: (task) => void spaces.set(task, new AddressSpace(physical, quota)),
        taskEnded(task) {
          spaces.get(task)?.destroy()
          spaces.delete(task)
        },
        counts: () => ({ addressSpaces: spaces.size, frames: physical.total - physical.free }),
      }
    },
  })
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
  const crash = `${thread.thread.name}: ${new MemoryFault(address, access, reason).message}`
  const stack = programPlaces(captureStack()).map((place) => `    at ${place}`)
  kernel.tasks.end(thread.task, { crash, stack: [crash, ...stack].join('\n') })
  return rcFail
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

/**
 * Stacks that are regions of an address space: used downwards, with a guard page below, each page
 * with a frame when it is first touched.
 */
class StackRegions implements StackSource {
  readonly #space: AddressSpace

  constructor(space: AddressSpace) {
    this.#space = space
  }

  reserve(size: number): StackRange | null {
    const rounded = size === 0 ? defaultStackSize : Math.ceil(size / PAGE_SIZE) * PAGE_SIZE
    const base = this.#space.allocate(0, rounded, stackFlags)
    return base > 0 ? { base, size: rounded } : null
  }

  release({ base, size }: StackRange): void {
    if (size > 0) this.#space.unmap(base, size)
  }
}
