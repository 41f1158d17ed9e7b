// What a `System` is made of: `boot` and the explorers put it together.

import type { FullKernelOptions, OutputLine, Probe, Solution } from '@kos/kernel'
import type { BuiltMachine } from '@kos/solution'
import type { FaultInjection } from './faults.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import type { Violation } from './violation.ts'

/** The parts of a system. */
export interface SystemParts {
  readonly solution: Solution
  readonly kernel: Omit<
    FullKernelOptions,
    | 'security'
    | 'programs'
    | 'output'
    | 'onExit'
    | 'onDenied'
    | 'onMisuse'
    | 'onDeadlock'
    | 'onStrayDma'
    | 'probe'
  >
  /** What is outside of the devices in `kernel`, for this system alone; null: nothing. */
  readonly machine: BuiltMachine | null
  readonly faults: FaultInjection
  /** Where allocations are written down, if processes are to leave nothing behind; else null. */
  readonly ledger: MemoryLedger | null
  /** Further probes of the kernel. */
  readonly probes: readonly Probe[]
  /** Called for each violation at once. */
  readonly onViolation?: (violation: Violation) => void
  /** Called for each line of output at once. */
  readonly onOutput?: (line: OutputLine) => void
}
