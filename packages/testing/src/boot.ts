// Boots a solution for a test, in virtual time: makes the options of a `System` (`system.ts`).

import {
  type AuditOptions,
  type IoOptions,
  type KernelOptions,
  type MemoryOptions,
  type Probe,
  realm,
  seededExploration,
  VirtualClock,
} from '@kos/kernel'
import { checkOptions } from '@kos/retcode/nearest'
import { Decisions, listed } from './decisions.ts'
import { FaultInjection, type Faults, faultsOf } from './faults.ts'
import { MemoryLedger } from './memory-ledger.ts'
import { operatingHost } from './operating-host.ts'
import type { Schedule } from './schedule.ts'
import { makerOf, type SolutionSource } from './solution-maker.ts'
import { System } from './system.ts'
import type { SystemParts } from './system-parts.ts'

/** Options of `boot`. */
export interface BootOptions extends Faults {
  /**
   * Seed of entropy, of the order of ready threads of one priority, and of preemptions. Without it
   * entropy has seed 1, ready threads run first come, first served, and are not preempted.
   */
  readonly seed?: number
  /** Repeats a schedule that an explorer found. Overrides `seed`. */
  readonly schedule?: Schedule
  /** As in the exploration that found the schedule; default false. */
  readonly switchBefore?: boolean
  /**
   * True: a process that ends by itself must have given back what it had: handles, but for those of
   * its connections, and memory. Default false.
   */
  readonly checkLeaks?: boolean
  /** Wait reports have the lines of the programs that wait. Default true. */
  readonly captureStacks?: boolean
  /** The process host; default `realm()`. */
  readonly host?: NonNullable<KernelOptions['host']>
  /** Most handles of one process. */
  readonly handleQuota?: number
  /** The memory of the machine, and what one process may have of it. */
  readonly memory?: MemoryOptions
  /**
   * The machine, with devices for this system alone: of a solution that a function makes, or of a
   * folder without machine.yaml.
   */
  readonly machine?: IoOptions
  /** The log of the security audit. */
  readonly audit?: AuditOptions
  /** Called for events of the kernel. */
  readonly probe?: Probe
}

const optionNames: Readonly<Record<keyof BootOptions, true>> = {
  seed: true,
  schedule: true,
  switchBefore: true,
  kill: true,
  failAllocation: true,
  failHandle: true,
  slow: true,
  stopDevice: true,
  failDma: true,
  loseInterrupt: true,
  checkLeaks: true,
  captureStacks: true,
  host: true,
  handleQuota: true,
  memory: true,
  machine: true,
  audit: true,
  probe: true,
}

/**
 * Boots a solution in virtual time: `await using sys = await boot(() => solution)`, or
 * `boot('path/to/folder')`. Threads ready at time 0 run at once; time goes on while a method of the
 * system is awaited. Throws TypeError for an unknown name in the solution, among the faults or the
 * options, Error for a folder that has errors, with all of them, and what the host answers when a
 * device of a folder is made.
 */
export async function boot(source: SolutionSource, options: BootOptions = {}): Promise<System> {
  checkOptions('boot', options, Object.keys(optionNames))
  const own = options.machine
  const make = makerOf(source, own === undefined ? undefined : () => own)
  const { solution, kernelOptions, machine } = await make()
  const {
    seed,
    schedule,
    checkLeaks = false,
    captureStacks = true,
    host = realm(),
    switchBefore = false,
    handleQuota,
    memory,
    audit,
    probe = {},
  } = options
  const chance = schedule?.seed ?? seed ?? 1
  const faults = new FaultInjection(faultsOf(options, schedule), chance)
  const ledger = checkLeaks ? new MemoryLedger() : null
  const observed = ledger === null ? host : ledger.hostOf(host)
  const decisions = schedule === undefined ? null : new Decisions(listed(schedule.decisions))
  const choice = decisions ?? (seed === undefined ? null : seededExploration(seed))
  const parts: SystemParts = {
    solution,
    kernel: {
      ...kernelOptions,
      clock: new VirtualClock({ seed: chance }),
      captureStacks,
      ...(choice === null ? {} : { choice }),
      host: operatingHost(faults.hostOf(observed, null), null, switchBefore),
      ...(handleQuota === undefined ? {} : { handleQuota }),
      ...(memory === undefined ? {} : { memory }),
      ...(audit === undefined ? {} : { audit }),
    },
    machine,
    faults,
    ledger,
    probes: decisions === null ? [probe] : [decisions, probe],
  }
  try {
    return new System(parts)
  } catch (error) {
    await machine?.[Symbol.asyncDispose]()
    throw error
  }
}
