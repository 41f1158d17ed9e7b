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
  type OutputLine,
  type Probe,
  programsOf,
  type Solution,
  type Task,
  type TaskInspection,
} from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import type { Device } from '@kos/io-hw'
import { initClass } from '@kos/security'
import type { BuiltMachine } from '@kos/solution'
import type { SystemParts } from './system-parts.ts'
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
  type StrayDmaViolation,
  thrown,
} from './violation.ts'
import { UncleanShutdown } from './unclean-shutdown.ts'
import { ViolationLog } from './violation-log.ts'

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
  readonly #devices: readonly Device[]
  readonly #machine: BuiltMachine | null
  readonly #faults: FaultInjection
  readonly #ledger: MemoryLedger | null
  readonly #violations: ViolationLog
  #turn: Promise<unknown> = Promise.resolve()

  /** Use `boot`. */
  constructor(parts: SystemParts) {
    const { solution, kernel, machine, faults, ledger, probes, onViolation, onOutput } = parts
    const { policy } = solution
    const names = namesOf(solution)
    const lines: OutputLine[] = []
    const output: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]))
    const denials: Denial[] = []
    this.lines = lines
    this.output = output
    this.denials = denials
    this.#devices = (kernel.machine?.devices ?? []).map(({ device }) => device)
    this.#machine = machine
    this.#faults = faults
    this.#ledger = ledger
    const violations = (this.#violations = new ViolationLog(onViolation ?? (() => {})))
    const faulty = faults.machineOf(kernel.machine)
    this.kernel = createFullKernel({
      onHostFailure: (error) => violations.add(thrown('host', error)),
      onAudit: () => {},
      ...kernel,
      ...(faulty === undefined ? {} : { machine: faulty }),
      programs: programsOf(solution),
      security: policy ?? [],
      output(line) {
        lines.push(line)
        ;(output[line.process] ??= []).push(line.text)
        onOutput?.(line)
      },
      onExit: () => {},
      onDenied: () => {},
      onMisuse: (misuse) => violations.add({ kind: 'misuse', ...misuse }),
      onDeadlock: (report) => violations.add(deadlockOf(report)),
      onStrayDma: (stray) => violations.add({ kind: 'stray dma', ...stray }),
      probe: combineProbes([...probes, faults.probe, this.#probe(denials)]),
    })
    faults.check(names)
    this.kernel.start(solution)
    faults.arm(this.kernel)
    machine?.start()
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
      await result.catch(() => this.#violations.expectCrash(name))
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
    this.#violations.expectCrash(name)
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

  /**
   * The model of a device, by the name that the device has: what the test does to it, it does from
   * outside. `sys.device('gpio0', Pl061).setPin(3, true)`. Throws Error if there is none, or if it is
   * of another model. PCI functions are not found here.
   */
  device(name: string): Device
  device<D extends Device>(name: string, model: new (...args: never[]) => D): D
  device(name: string, model: new (...args: never[]) => Device = Object as never): Device {
    const found = this.#devices.find((device) => device.name === name)
    if (found instanceof model) return found
    const names = this.#devices.map((device) => device.name).join(', ') || 'none'
    if (found === undefined) throw new Error(`the machine has no device ${name}; it has: ${names}`)
    throw new Error(`the device ${name} is no ${model.name}`)
  }

  /** Takes the crashes so far. Crashes that were taken are no error at the end. */
  takeCrashes(): readonly Crash[] {
    return this.#violations.takeKind('crash')
  }

  /** Takes what processes left behind so far, with `checkLeaks`. */
  takeLeft(): readonly LeftBehind[] {
    return this.#violations.takeKind('left')
  }

  /** Takes the misuses so far: mistakes of programs that no return code reports. */
  takeMisuses(): readonly MisuseViolation[] {
    return this.#violations.takeKind('misuse')
  }

  /** Takes the DMA transfers of devices that were blocked so far. */
  takeStrayDma(): readonly StrayDmaViolation[] {
    return this.#violations.takeKind('stray dma')
  }

  /** Takes the deadlocks so far: cycles of threads that wait for each other. */
  takeDeadlocks(): readonly DeadlockViolation[] {
    return this.#violations.takeKind('deadlock')
  }

  /** Kills all processes. Returns the objects that are left in the kernel, by kind: the leaks. */
  async end(): Promise<Readonly<Record<string, number>>> {
    unregister(this)
    this.#faults.disarm()
    await this.kernel[Symbol.asyncDispose]()
    await this.#machine?.[Symbol.asyncDispose]()
    return leftovers(this.inspect())
  }

  /**
   * Kills all processes. Throws UncleanShutdown for objects that are left, and for violations that
   * were not taken.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const objects = await this.end()
    if (Object.keys(objects).length > 0) this.#violations.add({ kind: 'leak', objects })
    const violations = this.#violations.takeAll()
    if (violations.length > 0) throw new UncleanShutdown(violations)
  }

  #probe(denials: Denial[]): Probe {
    const ledger = this.#ledger
    return {
      denied: (event, { message }) => {
        denials.push({ time: this.now, event: formatEvent(event), message })
        if (event.type === 'execute')
          this.#violations.tell({ kind: 'refused start', process: event.destination, message })
      },
      ...(ledger && { taskEnding: (task) => this.#lookForLeft(task, ledger) }),
      taskEnded: ({ name, result }) => {
        if (result === null || !('crash' in result)) return
        this.#violations.add({
          kind: 'crash',
          process: name,
          message: result.crash,
          stack: result.stack,
        })
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
      this.#violations.add({ kind: 'left', process: name, handles, memory })
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
