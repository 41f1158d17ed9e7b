// Fault injection: what goes wrong in a run although the programs are right. Processes are killed
// (`kills.ts`), calls fail for want of memory or handles (`failing-calls.ts`), processes are slow
// (`slow-processes.ts`), devices fail (`device-faults.ts`). Under virtual time all of it is
// repeatable.

import type { FullApi, IoOptions, Kernel, Probe, ProcessHost } from '@kos/kernel'
import { combineProbes } from './combine-probes.ts'
import { type DeviceFaults, FaultyDevices } from './device-faults.ts'
import { type FailedCall, FailingCalls } from './failing-calls.ts'
import type { Recorder } from './interleaving.ts'
import { type Kill, Kills } from './kills.ts'
import { type SlowProcess, SlowProcesses } from './slow-processes.ts'

/** What goes wrong in a run. */
export interface Faults extends DeviceFaults {
  /** Processes to kill, and when. */
  readonly kill?: readonly Kill[]
  /**
   * Allocations that fail, as if no memory were left: of pages, buffers, objects of the heap, queues
   * and stacks of threads (`KosMemAlloc`, `KnVmAllocate`, `KosThreadCreate`, ...).
   */
  readonly failAllocation?: readonly FailedCall[]
  /**
   * Makings of handles that fail, as if the process had as many as it may have (`KnHandleCopy`,
   * `KnNoticeCreate`, ...).
   */
  readonly failHandle?: readonly FailedCall[]
  /** Processes that are slow. */
  readonly slow?: readonly SlowProcess[]
}

const faultNames: readonly (keyof Faults)[] = [
  'kill',
  'failAllocation',
  'failHandle',
  'slow',
  'stopDevice',
  'failDma',
  'loseInterrupt',
]

/** The faults among some options; those of the second one go before those of the first one. */
export function faultsOf(options: Faults, others: Faults = {}): Faults {
  const entries = faultNames.flatMap((name) => {
    const value = others[name] ?? options[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

/** The faults of one run. */
export class FaultInjection {
  readonly probe: Probe
  readonly #kills: Kills
  readonly #failing: FailingCalls
  readonly #slow: SlowProcesses
  readonly #devices: FaultyDevices

  /** `seed` decides what chance does. */
  constructor(faults: Faults, seed: number) {
    this.#kills = new Kills(faults.kill ?? [])
    this.#failing = new FailingCalls(faults, seed)
    this.#slow = new SlowProcesses(faults.slow ?? [])
    this.#devices = new FaultyDevices(faults)
    this.probe = combineProbes([this.#kills.probe, this.#slow.probe])
  }

  /** The calls that failed so far, each by its number; only of the kinds that may fail. */
  get failed(): Pick<Faults, 'failAllocation' | 'failHandle'> {
    return this.#failing.failed
  }

  /** A host as `host`, whose processes have these faults. */
  hostOf(host: ProcessHost, recorder: Recorder | null): ProcessHost {
    return this.#slow.hostOf(this.#failing.hostOf(host, recorder))
  }

  /**
   * A machine as `machine`, whose devices have these faults. Throws TypeError for a device that there
   * is not, RangeError for a number that is none.
   */
  machineOf(machine: IoOptions | undefined): IoOptions | undefined {
    return this.#devices.machineOf(machine)
  }

  /** Throws TypeError for a process that there is not, RangeError for a number that is none. */
  check(names: readonly string[]): void {
    for (const faults of [this.#kills, this.#failing, this.#slow]) faults.check(names)
  }

  /** Arms what happens at a time: when the processes are there, and none has run. */
  arm(kernel: Kernel<FullApi>): void {
    this.#kills.arm(kernel)
    this.#devices.arm(kernel)
  }

  /** Nothing goes wrong any more. */
  disarm(): void {
    this.#kills.disarm()
    this.#slow.disarm()
    this.#devices.disarm()
  }
}
