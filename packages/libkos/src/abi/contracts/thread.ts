// The system calls of threads: `kos/thread.h`.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /**
   * `stackSize` in bytes. `entry` is a number of the process' routine table, `context` a token.
   * `suspended` is 0 or 1.
   */
  Create: {
    params: [
      ['priority', 'u32'],
      ['stackSize', 'u32'],
      ['entry', 'u32'],
      ['context', 'f64'],
      ['suspended', 'u32'],
    ],
    results: { tid: 0 },
  },
  Exit: { params: [['exitCode', 'i32']], blocks: true },
  /** `exitCode` counts only if the thread ends itself. */
  Terminate: {
    params: [
      ['tid', 'u32'],
      ['exitCode', 'i32'],
    ],
    blocks: true,
  },
  /** `timeout` in milliseconds. */
  Wait: {
    params: [
      ['tid', 'u32'],
      ['timeout', 'u32'],
    ],
    blocks: true,
  },
  /** `mdelay` in milliseconds. */
  Sleep: { params: [['mdelay', 'u32']], blocks: true },
  Yield: { params: [], blocks: true },
  Resume: { params: [['tid', 'u32']] },
  Suspend: { params: [['tid', 'u32']], blocks: true },
  /** The lowest address of the stack, and its size in bytes. */
  GetStack: { params: [['tid', 'u32']], results: { stack: 0, size: 1 } },
  /**
   * Creates the thread that serves the objects which the process passed to others. The process ends
   * without waiting for this thread.
   */
  ServeObjects: { params: [['entry', 'u32']], results: { tid: 0 } },
} as const

/** Threads. */
export const threadContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'threads',
  'thread.Thread',
  64,
  calls,
)
