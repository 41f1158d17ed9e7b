// A solution under test: a full kernel in virtual time, the output of its processes, and the
// violations so far. `boot` (`boot.ts`) makes one.
//
// Time goes on only while a method is awaited. Methods that run the kernel are queued: one runs at
// a time. At the end (`await using`) all processes are killed; objects that are left then, and
// violations that the test did not take, are an error.

import {
  createFullKernel,
  type Exit,
  formatEvent,
  type FullApi,
  type Inspection,
  type Kernel,
  type FullKernelOptions,
  type OutputLine,
  type Probe,
  programsOf,
  type Solution,
  type Task,
  type TaskInspection,
} from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { initClass } from '@kos/security'
import { LazyPromise } from './lazy-promise.ts'
import type { FaultInjection } from './faults.ts'
import type { MemoryLedger } from './memory-ledger.ts'
import { type Denial, register, unregister } from './booted-systems.ts'
import { combineProbes } from './combine-probes.ts'
import {
  type Crash,
  type DeadlockViolation,
  deadlockOf,
  type LeftBehind,
  type MisuseViolation,
  thrown,
  type Violation,
} from './violation.ts'
import { UncleanShutdown } from './unclean-shutdown.ts'

/** The parts of a system. */
export interface SystemParts {
  readonly solution: Solution
  readonly kernel: Omit<
    FullKernelOptions,
    'security' | 'programs' | 'output' | 'onExit' | 'onDenied' | 'onMisuse' | 'onDeadlock' | 'probe'
  >
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

/** The kernel resources that a process uses. */
export interface ResourceUsage {
  readonly handles: number
  readonly threads: number
  /** Pages of memory that are committed, or shared with others. */
  readonly pages: number
  /** JavaScript values that have a token: contexts, event ids, arguments of threads. */
  readonly tokens: number
}

/** A solution under test. */
export class System implements AsyncDisposable {
  /** The kernel, for operations that this class does not have. */
  readonly kernel: Kernel<FullApi>
  /** All lines that processes wrote. */
  readonly lines: readonly OutputLine[]
  /** The lines of each process of the solution. */
  readonly output: Readonly<Record<string, readonly string[]>>
  /** The denials of the policy. */
  readonly denials: readonly Denial[]
  readonly #faults: FaultInjection
  readonly #ledger: MemoryLedger | null
  readonly #onViolation: (violation: Violation) => void
  #violations: Violation[] = []
  #turn: Promise<unknown> = Promise.resolve()
  /** Processes whose crash the test knows already. */
  readonly #expectedCrashes: Set<string> = new Set()

  /** Use `boot`. */
  constructor({ solution, kernel, faults, ledger, probes, onViolation, onOutput }: SystemParts) {
    const { policy } = solution
    const names = namesOf(solution)
    const lines: OutputLine[] = []
    const output: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]))
    const denials: Denial[] = []
    this.lines = lines
    this.output = output
    this.denials = denials
    this.#faults = faults
    this.#ledger = ledger
    this.#onViolation = onViolation ?? (() => {})
    this.kernel = createFullKernel({
      onHostFailure: (error) => this.#add(thrown('host', error)),
      onAudit: () => {},
      ...kernel,
      programs: programsOf(solution),
      security: policy ?? [],
      output(line) {
        lines.push(line)
        ;(output[line.process] ??= []).push(line.text)
        onOutput?.(line)
      },
      onExit: () => {},
      onDenied: () => {},
      onMisuse: (misuse) => this.#add({ kind: 'misuse', ...misuse }),
      onDeadlock: (report) => this.#add(deadlockOf(report)),
      probe: combineProbes([...probes, faults.probe, this.#probe(denials)]),
    })
    faults.check(names)
    this.kernel.start(solution)
    faults.arm(this.kernel)
    register(this)
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.kernel.clock.now()
  }

  /**
   * Acts as a process: runs `routine` as a thread of it. When the result is awaited, the system
   * runs until the routine is done. Rejects with the error of the routine (then the process has
   * crashed, and this crash counts as taken), or with Deadlock, whose message is a wait report, if
   * no thread can run before the routine is done.
   */
  as<T>(name: string, routine: (kos: Kos) => Promise<T> | T): LazyPromise<T> {
    const result = this.kernel.as(name, routine)
    let isDone = false
    const done = (): void => {
      isDone = true
    }
    void result.then(done, done)
    return new LazyPromise(result, async () => {
      await this.#inTurn(() => (isDone ? Promise.resolve() : this.kernel.run({ until: result })))
      await result.catch(() => this.#expectCrash(name))
    })
  }

  /** Runs the system for so many milliseconds. */
  advance(milliseconds: number): Promise<void> {
    return this.#inTurn(() => this.kernel.advance(milliseconds))
  }

  /** Runs the system until no thread is ready and no time-out is armed. */
  run(): Promise<void> {
    return this.#inTurn(() => this.kernel.run({ until: 'idle' }))
  }

  /**
   * Runs the system until a process ends, and returns how. A crash that is returned counts as
   * taken. Rejects with Deadlock if the process can never end.
   */
  async exitOf(name: string): Promise<Exit> {
    const task: Task = this.kernel.task(name)
    const exit = await this.#inTurn(() => this.kernel.run({ until: task }))
    this.#expectCrash(name)
    return exit
  }

  /**
   * Kills a process: its threads end, its handles close, calls of other processes to it fail with a
   * code.
   */
  kill(name: string): void {
    this.kernel.kill(name, 'killed by the test')
  }

  /** The state of the kernel, as plain data. */
  inspect(): Inspection {
    return this.kernel.inspect()
  }

  /** The kernel resources that a process uses. Throws Error for an unknown name. */
  usage(name: string): ResourceUsage {
    const task = this.kernel.task(name)
    const { handles, threads, tokens, memory } = this.inspect().tasks.find(
      (each) => each.name === task.name,
    ) as TaskInspection
    const pages = memory === null ? 0 : memory.committed + memory.shared
    return { handles, threads: threads.length, pages, tokens }
  }

  /** Takes the crashes so far. Crashes that were taken are no error at the end. */
  takeCrashes(): readonly Crash[] {
    return this.#take((violation) => violation.kind === 'crash')
  }

  /** Takes what processes left behind so far, with `checkLeaks`. */
  takeLeft(): readonly LeftBehind[] {
    return this.#take((violation) => violation.kind === 'left')
  }

  /** Takes the misuses so far: mistakes of programs that no return code reports. */
  takeMisuses(): readonly MisuseViolation[] {
    return this.#take((violation) => violation.kind === 'misuse')
  }

  /** Takes the deadlocks so far: cycles of threads that wait for each other. */
  takeDeadlocks(): readonly DeadlockViolation[] {
    return this.#take((violation) => violation.kind === 'deadlock')
  }

  /** Kills all processes. Returns the objects that are left in the kernel, by kind: the leaks. */
  async end(): Promise<Readonly<Record<string, number>>> {
    unregister(this)
    this.#faults.disarm()
    await this.kernel[Symbol.asyncDispose]()
    return leftovers(this.inspect())
  }

  /**
   * Kills all processes. Throws UncleanShutdown for objects that are left, and for violations that
   * were not taken.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const objects = await this.end()
    if (Object.keys(objects).length > 0) this.#violations.push({ kind: 'leak', objects })
    const violations = this.#violations
    this.#violations = []
    if (violations.length > 0) throw new UncleanShutdown(violations)
  }

  #probe(denials: Denial[]): Probe {
    const ledger = this.#ledger
    return {
      denied: (event, { message }) => {
        denials.push({ time: this.now, event: formatEvent(event), message })
        if (event.type === 'execute')
          this.#onViolation({ kind: 'refused start', process: event.destination, message })
      },
      ...(ledger && { taskEnding: (task) => this.#lookForLeft(task, ledger) }),
      taskEnded: ({ name, result }) => {
        if (result === null || !('crash' in result)) return
        this.#add({ kind: 'crash', process: name, message: result.crash, stack: result.stack })
      },
    }
  }

  // One that was killed, or has crashed, could give nothing back. Einit ends with the entities that
  // it made.
  #lookForLeft({ name, className, result }: Task, ledger: MemoryLedger): void {
    if (result === null || !('code' in result) || className === initClass) return
    const handles = this.kernel.handlesOf(name) ?? {}
    const memory = ledger.leftBy(name)
    if (Object.keys(handles).length + memory.length > 0)
      this.#add({ kind: 'left', process: name, handles, memory })
  }

  #add(violation: Violation): void {
    if (violation.kind === 'crash' && this.#expectedCrashes.has(violation.process)) return
    this.#violations.push(violation)
    this.#onViolation(violation)
  }

  #take<T extends Violation>(isTaken: (violation: Violation) => violation is T): T[]
  #take(isTaken: (violation: Violation) => boolean): Violation[]
  #take(isTaken: (violation: Violation) => boolean): Violation[] {
    const taken = this.#violations.filter(isTaken)
    this.#violations = this.#violations.filter((violation) => !isTaken(violation))
    return taken
  }

  // The caller knows of this crash: it got the result, or the error of its routine, which the
  // kernel reports as a crash a moment later.
  #expectCrash(name: string): void {
    this.#expectedCrashes.add(name)
    this.#take((violation) => violation.kind === 'crash' && violation.process === name)
  }

  // One run at a time: the kernel does not allow two.
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

/** The names of the processes of a solution. */
export function namesOf({ processes, programs }: Solution): readonly string[] {
  return Object.keys(processes ?? programs)
}

function leftovers({ objects }: Inspection): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(objects).filter(([, count]) => count !== 0))
}
