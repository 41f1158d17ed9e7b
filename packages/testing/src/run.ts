// One run of a solution under given decisions: boots it, runs it until it is idle or a violation is
// found, calls `check`, kills all processes, and counts the objects that are left. Explorers
// consist of such runs.

import { type KernelOptions, type Probe, realm, type Solution, VirtualClock } from '@kos/kernel'
import { initClass } from '@kos/security'
import { type ScheduleDecision, Decisions, type DecisionSource } from './decisions.ts'
import { Recorder, type Step } from './interleaving.ts'
import { FaultInjection, type Faults } from './faults.ts'
import { defaultDuration, defaultMaxSwitches } from './limits.ts'
import { checkNeverIdle, hanging } from './hangs.ts'
import { deadlocked } from './idle-threads.ts'
import { MemoryLedger } from './memory-ledger.ts'
import { operatingHost } from './operating-host.ts'
import type { MachineMaker, MadeSolution, MakeSolution } from './solution-maker.ts'
import { namesOf, System } from './system.ts'
import { deadlockOf, hangOf, thrown, type Violation } from './violation.ts'

/** Options of all runs of an exploration. */
export interface RunOptions extends Faults {
  /**
   * Milliseconds of virtual time; default 60,000. A thread that waits for a later time then is no
   * failure.
   */
  readonly duration?: number
  /** Most thread switches of a run; one more is a livelock. Default 100,000. */
  readonly maxSwitches?: number
  /** True: misuse that a program is reported for is a failure; default false. */
  readonly misuse?: boolean
  /**
   * Kinds of waits (names of `WaitKind`) in which a thread is idle, besides waits for requests and
   * notifications: `['queue']` for a worker that waits for its next job.
   */
  readonly idleWaits?: readonly string[]
  /**
   * What must not wait at the end of a run, without a time-out: processes (`Client`: all threads of
   * it), threads (`Client/thread 2`), or kinds of waits (names of `WaitKind`). `['notice']`: no
   * thread may wait for a notification then, which would mean that one was lost.
   */
  readonly neverIdle?: readonly string[]
  /** Checks the system at the end of each run; throws if it is wrong. It may act as a process. */
  readonly check?: (sys: System) => void | Promise<void>
  /**
   * True: a thread can be preempted also before each function of `kos` that may block, as threads
   * of C programs can anywhere. In kos itself no thread comes between what a program does and the
   * operation that follows; default false.
   */
  readonly switchBefore?: boolean
  /** As for `boot`: what a process that ended by itself left behind is a failure; default false. */
  readonly checkLeaks?: boolean
  /** True: DMA that was blocked is a failure; default false. */
  readonly strayDma?: boolean
  /** Makes the machine of each run, unless it is that of a folder with machine.yaml. */
  readonly machine?: MachineMaker
  /** The process host; default `realm()`. */
  readonly host?: NonNullable<KernelOptions['host']>
}

/** The result of a run. */
export interface Run {
  readonly violation: Violation | null
  readonly decisions: readonly ScheduleDecision[]
  readonly switches: number
  /** The calls that failed, by number. */
  readonly failed: Pick<Faults, 'failAllocation' | 'failHandle'>
  /** Empty unless the run was recorded. */
  readonly steps: readonly Step[]
  /** `[process] line`. */
  readonly output: readonly string[]
}

/**
 * Runs a solution once. `seed` is the seed of entropy. Steps are recorded after `recordedAfter`
 * switches; Infinity: not at all.
 */
export async function runOnce(
  make: MakeSolution,
  options: RunOptions,
  seed: number,
  source: DecisionSource,
  recordedAfter: number = Infinity,
): Promise<Run> {
  const run = new OneRun(options, seed, source, recordedAfter)
  const violation = await run.go(make)
  const output = run.sys?.lines.map(({ process, text }) => `[${process}] ${text}`) ?? []
  return {
    violation,
    decisions: run.decisions.taken,
    switches: run.switches,
    failed: run.faults.failed,
    steps: run.recorder?.steps ?? [],
    output,
  }
}

class OneRun {
  readonly decisions: Decisions
  recorder: Recorder | null = null
  readonly faults: FaultInjection
  sys: System | null = null
  switches = 0
  readonly #options: RunOptions
  readonly #seed: number
  readonly #recordedAfter: number
  #violation: Violation | null = null

  constructor(options: RunOptions, seed: number, source: DecisionSource, recordedAfter: number) {
    this.decisions = new Decisions(source)
    this.#recordedAfter = recordedAfter
    this.faults = new FaultInjection(options, seed)
    this.#options = options
    this.#seed = seed
  }

  async go(make: MakeSolution): Promise<Violation | null> {
    let made: MadeSolution | null = null
    try {
      made = await make()
      await this.#run((this.sys = this.#boot(made)))
    } catch (error) {
      this.#violation ??= thrown('boot', error)
    }
    this.recorder?.stop()
    const objects = (await this.sys?.end()) ?? {}
    if (this.sys === null) await made?.machine?.[Symbol.asyncDispose]()
    if (this.#violation === null && Object.keys(objects).length > 0)
      this.#violation = { kind: 'leak', objects }
    return this.#violation
  }

  async #run(sys: System): Promise<void> {
    if (this.#violation === null) await sys.advance(this.#options.duration ?? defaultDuration)
    if (this.#violation === null) this.#lookForWaits(sys)
    if (this.#violation === null) await this.#check(sys)
  }

  #boot({ solution, kernelOptions, machine }: MadeSolution): System {
    const { decisions } = this
    const recorder = this.#record(solution)
    const { host = realm(), switchBefore = false, checkLeaks = false } = this.#options
    const ledger = checkLeaks ? new MemoryLedger() : null
    const observed = ledger === null ? host : ledger.hostOf(host)
    checkNeverIdle(this.#options.neverIdle ?? [], namesOf(solution))
    const counter: Probe = { switched: () => this.#switched() }
    return new System({
      solution,
      kernel: {
        ...kernelOptions,
        clock: new VirtualClock({ seed: this.#seed }),
        choice: decisions,
        captureStacks: recorder !== null,
        host: operatingHost(this.faults.hostOf(observed, recorder), recorder, switchBefore),
      },
      machine,
      faults: this.faults,
      ledger,
      // The recorder reads `isPreempted` of the decisions, which `switched` resets: it comes first.
      probes: recorder === null ? [decisions, counter] : [recorder.probe, decisions, counter],
      onViolation: (violation) => this.#found(violation),
      onOutput: (line) => recorder?.wrote(line),
    })
  }

  // The initial program of libkos does the same in each run: its steps would only be in the way.
  #record({ einit }: Solution): Recorder | null {
    const after = this.#recordedAfter
    const leftOut = einit === undefined ? initClass : null
    return (this.recorder =
      after === Infinity ? null : new Recorder(this.decisions, after, leftOut))
  }

  #switched(): void {
    const max = this.#options.maxSwitches ?? defaultMaxSwitches
    if (++this.switches === max + 1) this.#found({ kind: 'livelock', switches: max })
  }

  // The first violation is the failure: later ones may be its consequences. The run is stopped in a
  // microtask, since this may be in the middle of a switch.
  #found(violation: Violation): void {
    if (this.#violation !== null || this.#isPassedOver(violation)) return
    this.#violation = violation
    this.recorder?.stop()
    void Promise.resolve().then(() => this.#stop())
  }

  #isPassedOver({ kind }: Violation): boolean {
    const { misuse = false, strayDma = false } = this.#options
    return (kind === 'misuse' && !misuse) || (kind === 'stray dma' && !strayDma)
  }

  #stop(): void {
    void this.sys?.end()
  }

  #lookForWaits({ kernel }: System): void {
    const { idleWaits, neverIdle = [] } = this.#options
    const report = kernel.waits()
    const deadlock = deadlocked(report, idleWaits)
    const hang = hanging(report, neverIdle)
    if (deadlock.waits.length > 0) this.#violation = deadlockOf(deadlock)
    else if (hang.waits.length > 0) this.#violation = hangOf(hang)
  }

  async #check(sys: System): Promise<void> {
    try {
      await this.#options.check?.(sys)
    } catch (error) {
      this.#violation ??= thrown('check', error)
    }
  }
}
