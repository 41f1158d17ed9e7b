// The system calls by which threads of one process wait for each other. Locks live in the process:
// these calls only stop a thread and let it run again, so no policy governs them.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /**
   * Waits `timeout` milliseconds. `kind` and `objectId` say what the thread waits for (`WaitKind`,
   * and a number that the process chose); `isOwned` is 1 if that has owners.
   */
  Park: {
    params: [
      ['timeout', 'u32'],
      ['kind', 'u32'],
      ['objectId', 'u32'],
      ['isOwned', 'u32'],
    ],
    blocks: true,
  },
  /** Ends the wait of a thread with the code `rc`. */
  Unpark: {
    params: [
      ['tid', 'u32'],
      ['rc', 'i32'],
    ],
    releases: true,
    wakes: true,
  },
  /**
   * The priority that a thread inherits from those that wait for it; -1 if it inherits none. It
   * takes effect up to the highest own priority among the threads that wait in `Park`. Said just
   * before a thread parks, it takes effect with that.
   */
  Inherit: {
    params: [
      ['tid', 'u32'],
      ['priority', 'i32'],
    ],
    releases: true,
    wakes: true,
  },
  /** The wait of a thread goes on without time-out. */
  DropTimeout: { params: [['tid', 'u32']], releases: true, wakes: true },
  /** A lock was free, so another thread may run now in an explored schedule. Answers `rc`. */
  SwitchPoint: { params: [['rc', 'i32']], blocks: true },
  /** The own priority of the calling thread. */
  GetPriority: { params: [], results: { priority: 0 } },
  /** Changes the own priority of a thread of the process: 0 to 31. */
  SetPriority: {
    params: [
      ['tid', 'u32'],
      ['priority', 'u32'],
    ],
  },
} as const

/** Waiting for another thread of the process. */
export const syncContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'sync',
  '',
  384,
  calls,
)
