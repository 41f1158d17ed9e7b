// The heap of a process: documented header `kos/alloc.h`. One for all of its threads, on pages that
// it asks the kernel for; the allocator is `Heap` of `@kos/vmm`.

import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { formatAddress, Heap, type HeapSource, type MemoryView } from '@kos/vmm/process'
import { memoryContract } from '../abi/contracts.ts'
import { callsOf, type SyscallFunction } from '../abi/syscall.ts'
import { memoryOf } from '../coresrv/vmm/vmm_api.ts'
import { processMemoryOf } from '../runtime/process.ts'
import type { Library, Sys } from '../runtime/sys.ts'

const calls = /* @__PURE__ */ callsOf(memoryContract)

/** Functions of the heap, on `kos`. Addresses are numbers; RTL_NULL is 0. */
export interface AllocApi {
  /**
   * Memory of `size` bytes, READ|WRITE, committed and locked, at a multiple of 16 (topic
   * `kos_mem_alloc`). RTL_NULL: no memory, or no size.
   */
  readonly KosMemAlloc: (size: number) => number
  /**
   * The same at a multiple of `align`, a power of two; `zeroed` 1: all bytes are zero (topic
   * `kos_mem_alloc_ex`). RTL_NULL also for an alignment that is none.
   */
  readonly KosMemAllocEx: (size: number, align: number, zeroed: number) => number
  /** The same as KosMemAlloc with all bytes zero (topic `kos_mem_zalloc`). */
  readonly KosMemZalloc: (size: number) => number
  /**
   * Frees memory of the three functions above; RTL_NULL does nothing (topic `kos_mem_free`). What
   * is no such memory, or was freed before, is reported as misuse, and nothing happens.
   */
  readonly KosMemFree: (ptr: number) => void
  /**
   * Bytes that were asked for at this address; 0 if no memory of the functions above begins there
   * (topic `kos_mem_get_size`).
   */
  readonly KosMemGetSize: (ptr: number) => number
}

/** Pages for the heap, asked for by the thread that uses it now. */
class ThreadPages implements HeapSource {
  readonly memory: MemoryView
  readonly #allocate: SyscallFunction<typeof calls.Allocate>
  readonly #commit: SyscallFunction<typeof calls.Commit>
  readonly #decommit: SyscallFunction<typeof calls.Decommit>
  readonly #unmap: SyscallFunction<typeof calls.Unmap>
  readonly #registers: Float64Array

  constructor(sys: Sys) {
    this.memory = memoryOf(sys)
    this.#registers = sys.registers
    this.#allocate = sys.call(calls.Allocate)
    this.#commit = sys.call(calls.Commit)
    this.#decommit = sys.call(calls.Decommit)
    this.#unmap = sys.call(calls.Unmap)
  }

  allocate(address: number, size: number, flags: number): number {
    const rc = this.#allocate(address, size, flags)
    return rc === rcOk ? (this.#registers[calls.Allocate.results.outAddr] as number) : rc
  }

  commit(address: number, size: number, flags: number): number {
    return this.#commit(address, size, flags)
  }

  decommit(address: number, size: number): number {
    return this.#decommit(address, size)
  }

  unmap(address: number, size: number): number {
    return this.#unmap(address, size)
  }
}

/** The one heap of a process. */
class ProcessHeap implements HeapSource {
  readonly heap: Heap
  /** Of the thread that calls. */
  pages: ThreadPages

  constructor(sys: Sys, pages: ThreadPages) {
    this.pages = pages
    this.heap = new Heap(this, {
      poison: processMemoryOf(sys.process)?.poison ?? false,
      onWrittenAfterFree: (address) =>
        sys.misuse(
          `${sys.info.name}: memory at ${formatAddress(address)} was written to after KosMemFree`,
        ),
    })
  }

  get memory(): MemoryView {
    return this.pages.memory
  }

  allocate(address: number, size: number, flags: number): number {
    return this.pages.allocate(address, size, flags)
  }

  commit(address: number, size: number, flags: number): number {
    return this.pages.commit(address, size, flags)
  }

  decommit(address: number, size: number): number {
    return this.pages.decommit(address, size)
  }

  unmap(address: number, size: number): number {
    return this.pages.unmap(address, size)
  }
}

const key = {}

/** How a thread gets at the heap of its process. */
function heapOf(sys: Sys): () => Heap {
  const pages = new ThreadPages(sys)
  const process = sys.process.local(key, () => new ProcessHeap(sys, pages))
  return () => {
    process.pages = pages
    return process.heap
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

/** The program half of the heap. */
export const allocLibrary: Library<AllocApi> = /* @__PURE__ */ Object.freeze({
  KosMemAlloc: (sys) => {
    const heap = heapOf(sys)
    return (size) => (isNumber(size) ? heap().alloc(size) : 0)
  },
  KosMemAllocEx: (sys) => {
    const heap = heapOf(sys)
    return (size, align, zeroed) =>
      isNumber(size) && isNumber(align) ? heap().allocAligned(size, align, zeroed === 1) : 0
  },
  KosMemZalloc: (sys) => {
    const heap = heapOf(sys)
    return (size) => (isNumber(size) ? heap().allocZeroed(size) : 0)
  },
  KosMemFree: (sys) => {
    const heap = heapOf(sys)
    return (ptr) => {
      const rc = isNumber(ptr) ? heap().free(ptr) : rcInvalidArgument
      if (rc === rcOk) return
      const why =
        rc === rcInvalidArgument ? 'no memory of KosMemAlloc begins there' : 'it was freed before'
      sys.misuse(`${sys.info.name}: KosMemFree did nothing: ${why}`)
    }
  },
  KosMemGetSize: (sys) => {
    const heap = heapOf(sys)
    return (ptr) => (isNumber(ptr) ? heap().sizeOf(ptr) : 0)
  },
})
