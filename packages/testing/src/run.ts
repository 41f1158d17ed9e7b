// One run of a solution under given decisions: boots it, lets it run until it rests, or until
// something is wrong, checks, kills everything, and looks at what is left. Every explorer is made
// of such runs.

import { type Probe, realm, VirtualClock, type KernelOptions } from '@kos/kernel'
import type { SolutionMaker } from './boot.ts'
import { Decisions, type DecisionSource, type ScheduleDecision } from './decisions.ts'
import { Recorder, type Step } from './interleaving.ts'
import { type Kill, Kills } from './kills.ts'
import { defaultDuration, defaultMostSwitches } from './limits.ts'
import { stuck } from './rest.ts'
import { System } from './system.ts'
import { deadlockOf, thrown, type Trouble } from './trouble.ts'

/** What every run of an exploration has in common. */
export interface RunOptions {
  /**
   * Milliseconds of virtual time; default 60,000. A solution that still waits for time then has not
   * failed.
   */
  readonly duration?: number
  /** Switches after which a run that came to no rest is a livelock; default 100,000. */
  readonly mostSwitches?: number
  /** Mistakes that are reported as misuse are failures; default false. */
  readonly misuse?: boolean
  /**
   * Names of waits (`WaitKind`) that are rest when nothing can run any more, besides those for
   * requests and notifications: `['queue']` for a worker that waits for its next job.
   */
  readonly rest?: readonly string[]
  /**
   * Looks at the end of each run whether all is as it should be, and throws if not. It may act as a
   * process.
   */
  readonly check?: (sys: System) => void | Promise<void>
  /** Processes to kill in each run. */
  readonly kill?: readonly Kill[]
  /** Where processes run; default `realm()`. */
  readonly host?: NonNullable<KernelOptions['host']>
}

/** What came of a run. */
export interface Run {
  readonly trouble: Trouble | null
  readonly decisions: readonly ScheduleDecision[]
  readonly switches: number
  /** Empty unless it was recorded. */
  readonly steps: readonly Step[]
  /** `[process] line`. */
  readonly output: readonly string[]
}

/**
 * Runs a solution once. `seed` is that of entropy. Steps are recorded after so many switches;
 * Infinity: not at all.
 */
export async function runOnce(
  solution: SolutionMaker,
  options: RunOptions,
  seed: number,
  source: DecisionSource,
  recordedAfter: number = Infinity,
): Promise<Run> {
  const run = new OneRun(options, seed, source, recordedAfter)
  const trouble = await run.go(solution)
  const output = run.sys?.lines.map(({ process, text }) => `[${process}] ${text}`) ?? []
  return {
    trouble,
    decisions: run.decisions.taken,
    switches: run.switches,
    steps: run.recorder?.steps ?? [],
    output,
  }
}

class OneRun {
  readonly decisions: Decisions
  readonly recorder: Recorder | null
  sys: System | null = null
  switches = 0
  readonly #options: RunOptions
  readonly #seed: number
  #trouble: Trouble | null = null

  constructor(options: RunOptions, seed: number, source: DecisionSource, recordedAfter: number) {
    this.decisions = new Decisions(source)
    this.recorder = recordedAfter === Infinity ? null : new Recorder(this.decisions, recordedAfter)
    this.#options = options
    this.#seed = seed
  }

  async go(solution: SolutionMaker): Promise<Trouble | null> {
    try {
      await this.#run((this.sys = this.#boot(await solution())))
    } catch (error) {
      this.#trouble ??= thrown('boot', error)
    }
    this.recorder?.stop()
    const objects = (await this.sys?.end()) ?? {}
    if (this.#trouble === null && Object.keys(objects).length > 0)
      this.#trouble = { kind: 'leak', objects }
    return this.#trouble
  }

  async #run(sys: System): Promise<void> {
    if (this.#trouble === null) await sys.advance(this.#options.duration ?? defaultDuration)
    if (this.#trouble === null) this.#lookForStuck(sys)
    if (this.#trouble === null) await this.#check(sys)
  }

  #boot(solution: Awaited<ReturnType<SolutionMaker>>): System {
    const { decisions, recorder } = this
    const counter: Probe = { switched: () => this.#switched() }
    return new System({
      solution,
      kernel: {
        clock: new VirtualClock({ seed: this.#seed }),
        choice: decisions,
        captureStacks: recorder !== null,
        host: this.#options.host ?? realm(),
      },
      kills: new Kills(this.#options.kill ?? []),
      // The recorder asks the decisions how the last step ended, so it comes before they forget.
      probes: recorder === null ? [decisions, counter] : [recorder.probe, decisions, counter],
      onTrouble: (trouble) => this.#found(trouble),
      onOutput: (line) => recorder?.wrote(line),
    })
  }

  #switched(): void {
    const most = this.#options.mostSwitches ?? defaultMostSwitches
    if (++this.switches === most + 1) this.#found({ kind: 'livelock', switches: most })
  }

  // The first trouble is the failure: what follows may follow from it. In a microtask, since this
  // may be in the middle of a switch.
  #found(trouble: Trouble): void {
    if (this.#trouble !== null || (trouble.kind === 'misuse' && this.#options.misuse !== true))
      return
    this.#trouble = trouble
    this.recorder?.stop()
    void Promise.resolve().then(() => this.#stop())
  }

  #stop(): void {
    void this.sys?.end()
  }

  #lookForStuck({ kernel }: System): void {
    const report = stuck(kernel.waits(), this.#options.rest)
    if (report.waits.length > 0) this.#trouble = deadlockOf(report)
  }

  async #check(sys: System): Promise<void> {
    try {
      await this.#options.check?.(sys)
    } catch (error) {
      this.#trouble ??= thrown('check', error)
    }
  }
}
