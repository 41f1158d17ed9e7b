// Booting a solution for a test.

import {
  type KernelOptions,
  type MemoryOptions,
  type Probe,
  seededExploration,
  type Solution,
  VirtualClock,
} from '@kos/kernel'
import { Decisions, listed } from './decisions.ts'
import { type Kill, Kills } from './kills.ts'
import type { Schedule } from './schedule.ts'
import { System } from './system.ts'

/** Makes a solution. Called once per run, so that what its programs close over is new each time. */
export type SolutionMaker = () => Solution | Promise<Solution>

/** How a solution is booted. */
export interface BootOptions {
  /**
   * Seed of entropy, and of the order in which equal threads run and take over from each other.
   * Without it entropy has seed 1, and threads run first come, first served.
   */
  readonly seed?: number
  /** Runs exactly as an explorer found it. Comes before `seed`. */
  readonly schedule?: Schedule
  /** Processes to kill, and when. */
  readonly kill?: readonly Kill[]
  /** Reports about waiting threads say where their programs wait. Default true: this is a test. */
  readonly captureStacks?: boolean
  /** Where processes run; default `realm()`. */
  readonly host?: NonNullable<KernelOptions['host']>
  /** Most handles of one process. */
  readonly handleQuota?: number
  /** The memory of the machine, and what one process may have of it. */
  readonly memory?: MemoryOptions
  /** Told what happens. */
  readonly probe?: Probe
}

/**
 * Boots a solution in virtual time: `await using sys = await boot(() => solution)`. What runs at
 * time 0 runs at once; time goes on while a method of the system is awaited. Throws TypeError for a
 * name in the solution or in `kill` that is none.
 */
export async function boot(solution: SolutionMaker, options: BootOptions = {}): Promise<System> {
  const made = await solution()
  const {
    seed,
    schedule,
    kill = [],
    captureStacks = true,
    host,
    handleQuota,
    memory,
    probe = {},
  } = options
  const decisions = schedule === undefined ? null : new Decisions(listed(schedule.decisions))
  const choice = decisions ?? (seed === undefined ? null : seededExploration(seed))
  return new System({
    solution: made,
    kernel: {
      clock: new VirtualClock({ seed: schedule?.seed ?? seed ?? 1 }),
      captureStacks,
      ...(choice === null ? {} : { choice }),
      ...(host === undefined ? {} : { host }),
      ...(handleQuota === undefined ? {} : { handleQuota }),
      ...(memory === undefined ? {} : { memory }),
    },
    kills: new Kills(kill),
    probes: decisions === null ? [probe] : [decisions, probe],
  })
}
