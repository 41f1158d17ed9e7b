// The system calls of memory: `coresrv/vmm/vmm_api.h`, and shared buffers (MDL). Addresses, offsets
// and sizes are in bytes.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /** `addr` 0 stands for any address. */
  Allocate: {
    params: [
      ['addr', 'f64'],
      ['size', 'f64'],
      ['flags', 'u32'],
    ],
    results: { outAddr: 0 },
  },
  /** `flags` is not used. */
  Commit: {
    params: [
      ['addr', 'f64'],
      ['size', 'f64'],
      ['flags', 'u32'],
    ],
  },
  Decommit: {
    params: [
      ['addr', 'f64'],
      ['size', 'f64'],
    ],
    releases: true,
  },
  Protect: {
    params: [
      ['addr', 'f64'],
      ['size', 'f64'],
      ['newFlags', 'u32'],
    ],
  },
  Unmap: {
    params: [
      ['addr', 'f64'],
      ['size', 'f64'],
    ],
    releases: true,
  },
  MdlCreate: {
    params: [
      ['size', 'f64'],
      ['flags', 'u32'],
    ],
    results: { handle: 0 },
  },
  /** `hint` is the address to map at if it is free. */
  MdlMap: {
    params: [
      ['handle', 'handle'],
      ['offset', 'f64'],
      ['size', 'f64'],
      ['hint', 'f64'],
      ['flags', 'u32'],
    ],
    results: { addr: 0 },
  },
  /**
   * A page fault: the page table did not allow the `access` (`Access` of `@kos/vmm`) to `addr`.
   * rcOk: try again. After any other code the process has ended. No policy governs it.
   */
  Fault: {
    params: [
      ['addr', 'f64'],
      ['access', 'u32'],
    ],
    isFree: true,
  },
} as const

/** Address spaces and shared buffers. */
export const memoryContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'memory',
  'vmm.VMM',
  512,
  calls,
)
