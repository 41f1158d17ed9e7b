// Memory barriers: documented header `coresrv/io/barriers.h`.
//
// Accesses of a program to memory, registers and ports happen in the order in which it makes them,
// and devices see each at once. So a barrier has nothing to do.

import type { Library } from '../../runtime/sys.ts'

/** Barriers on `kos` (topic `libkos_memory_barriers`): for programs that name them. */
export interface BarrierApi {
  /** Reads before it come before reads after it (topic `io_read_barrier`). */
  readonly IoReadBarrier: () => void
  /** Writes before it come before writes after it (topic `io_write_barrier`). */
  readonly IoWriteBarrier: () => void
  /** Reads and writes before it come before those after it (topic `io_read_write_barrier`). */
  readonly IoReadWriteBarrier: () => void
}

function barrier(): void {}

/** The program half of barriers. */
export const barrierLibrary: Library<BarrierApi> = /* @__PURE__ */ Object.freeze({
  IoReadBarrier: () => barrier,
  IoWriteBarrier: () => barrier,
  IoReadWriteBarrier: () => barrier,
})
