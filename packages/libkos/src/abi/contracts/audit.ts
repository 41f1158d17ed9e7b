// The system calls of the security audit: its records, for the one process that reads them. No
// documented header has them.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /** Opens the log; one process at a time has it. */
  Open: { params: [], results: { handle: 0 } },
  /**
   * Waits `msec` milliseconds for records, and writes as many as fit into `records`: texts as
   * `../audit-texts.ts` says. They are numbered from `first` on. `next` says that all records before
   * that number are kept elsewhere now; 0 says nothing. `lost` is how many records before `first`
   * nobody has read.
   */
  Read: {
    params: [
      ['handle', 'handle'],
      ['next', 'f64'],
      ['msec', 'u32'],
      ['records', 'out'],
    ],
    results: { first: 0, count: 1, lost: 2 },
    blocks: true,
  },
} as const

/** The log of the security audit. */
export const auditContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'audit',
  'audit.Audit',
  768,
  calls,
)
