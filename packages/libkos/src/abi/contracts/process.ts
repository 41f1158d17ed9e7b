// The system calls of every process, whatever services its kernel has. No policy governs them.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /** Writes lines to the output of the kernel. */
  Log: { params: [['text', 'str']] },
  /**
   * Reports a mistake of the program that libkos found and that no return code tells. A thread that
   * has ended may still report: its clean-up makes mistakes, too.
   */
  Misuse: { params: [['text', 'str']], releases: true },
} as const

/** Output and reports of a process. */
export const processContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'process',
  '',
  0,
  calls,
)
