// A solution that runs in virtual time for a test: a full kernel, what its processes wrote, and
// what went wrong. `boot` (`boot.ts`) makes one.
//
// Nothing moves its time but its methods. Runs are queued: two tests of one system at once take
// turns. At the end (`await using`) everything is killed; what is left then, and what went wrong
// without anybody having asked for it, is an error.

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
  type Solution,
  type Task,
  type TaskInspection,
} from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { Acting } from './acting.ts'
import type { Kills } from './kills.ts'
import { type Denial, enter, leave } from './living-systems.ts'
import { joined } from './probes.ts'
import {
  type Crash,
  type DeadlockTrouble,
  deadlockOf,
  type MisuseTrouble,
  type Trouble,
} from './trouble.ts'
import { UncleanEnd } from './unclean-end.ts'

/** What a system is made with. */
export interface SystemParts {
  readonly solution: Solution
  readonly kernel: Omit<
    FullKernelOptions,
    'security' | 'programs' | 'output' | 'onMisuse' | 'onDeadlock' | 'probe'
  >
  readonly kills: Kills
  /** Who else hears what happens. */
  readonly probes: readonly Probe[]
  /** Told of each trouble at once. */
  readonly onTrouble?: (trouble: Trouble) => void
  /** Told of each line at once. */
  readonly onOutput?: (line: OutputLine) => void
}

/** What a process holds at a moment. */
export interface Holdings {
  readonly handles: number
  readonly threads: number
  /** Pages of memory that are committed, or shared with others. */
  readonly pages: number
  /**
   * JavaScript values that the kernel knows by number: contexts, event ids, arguments of threads.
   */
  readonly tokens: number
}

/** A solution under test. */
export class System implements AsyncDisposable {
  /** The kernel it runs on, for what is not here. */
  readonly kernel: Kernel<FullApi>
  /** All lines that processes wrote. */
  readonly lines: readonly OutputLine[]
  /** The lines of each process of the solution. */
  readonly output: Readonly<Record<string, readonly string[]>>
  /** What the policy denied. */
  readonly denials: readonly Denial[]
  readonly #kills: Kills
  readonly #onTrouble: (trouble: Trouble) => void
  #troubles: Trouble[] = []
  #turn: Promise<unknown> = Promise.resolve()
  /** Processes whose crash is no news. */
  readonly #excused: Set<string> = new Set()

  /** Use `boot`. */
  constructor({ solution, kernel, kills, probes, onTrouble, onOutput }: SystemParts) {
    const { programs, policy } = solution
    const names = Object.keys(solution.processes ?? programs)
    const lines: OutputLine[] = []
    const output: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]))
    const denials: Denial[] = []
    this.lines = lines
    this.output = output
    this.denials = denials
    this.#kills = kills
    this.#onTrouble = onTrouble ?? (() => {})
    this.kernel = createFullKernel({
      ...kernel,
      programs,
      security: policy ?? [],
      output(line) {
        lines.push(line)
        ;(output[line.process] ??= []).push(line.text)
        onOutput?.(line)
      },
      onMisuse: (misuse) => this.#add({ kind: 'misuse', ...misuse }),
      onDeadlock: (report) => this.#add(deadlockOf(report)),
      probe: joined([...probes, kills.probe, this.#probe(denials)]),
    })
    kills.arm(this.kernel, names)
    this.kernel.start(solution)
    enter(this)
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.kernel.clock.now()
  }

  /**
   * Acts as a process: runs `routine` as a thread of it. Once it is awaited the system runs until
   * the routine is done. Rejects with what the routine threw (then the process has crashed, and
   * this crash counts as taken), or with Deadlock, which says who waits for what, if nothing can
   * run any more before.
   */
  as<T>(name: string, routine: (kos: Kos) => Promise<T> | T): Acting<T> {
    const result = this.kernel.as(name, routine)
    let isDone = false
    const done = (): void => {
      isDone = true
    }
    void result.then(done, done)
    return new Acting(result, async () => {
      await this.#inTurn(() => (isDone ? Promise.resolve() : this.kernel.run({ until: result })))
      await result.catch(() => this.#excuse(name))
    })
  }

  /** Lets so many milliseconds pass. */
  advance(milliseconds: number): Promise<void> {
    return this.#inTurn(() => this.kernel.advance(milliseconds))
  }

  /** Lets everything happen that can: time goes on until nobody waits for it any more. */
  run(): Promise<void> {
    return this.#inTurn(() => this.kernel.run({ until: 'idle' }))
  }

  /**
   * How a process ends: runs until then. A crash that is answered counts as taken. Rejects with
   * Deadlock if it can never end.
   */
  async exitOf(name: string): Promise<Exit> {
    const task: Task = this.kernel.task(name)
    await this.#inTurn(() => this.kernel.run({ until: task }))
    this.#excuse(name)
    return task.result as Exit
  }

  /** Ends a process: its threads end, its handles close, its peers get codes. */
  kill(name: string): void {
    this.kernel.kill(name, 'killed by the test')
  }

  /** What there is, as plain data. */
  inspect(): Inspection {
    return this.kernel.inspect()
  }

  /** What a process holds. Throws Error if there was none of this name. */
  holdings(name: string): Holdings {
    const task = this.kernel.task(name)
    const { handles, threads, tokens, memory } = this.inspect().tasks.find(
      (each) => each.name === task.name,
    ) as TaskInspection
    const pages = memory === null ? 0 : memory.committed + memory.shared
    return { handles, threads: threads.length, pages, tokens }
  }

  /** The crashes that nobody has taken yet. Taken ones are no error at the end. */
  takeCrashes(): readonly Crash[] {
    return this.#take((trouble) => trouble.kind === 'crash')
  }

  /** The mistakes of programs that nobody has taken yet. */
  takeMisuses(): readonly MisuseTrouble[] {
    return this.#take((trouble) => trouble.kind === 'misuse')
  }

  /** The rings of threads waiting for each other that nobody has taken yet. */
  takeDeadlocks(): readonly DeadlockTrouble[] {
    return this.#take((trouble) => trouble.kind === 'deadlock')
  }

  /**
   * Kills everything, and answers what is left in the kernel, by name: nothing, unless something
   * leaks.
   */
  async end(): Promise<Readonly<Record<string, number>>> {
    leave(this)
    this.#kills.disarm()
    await this.kernel[Symbol.asyncDispose]()
    return leftovers(this.inspect())
  }

  /**
   * Kills everything. Throws UncleanEnd for objects that are left, and for what went wrong without
   * anybody having taken it.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const objects = await this.end()
    if (Object.keys(objects).length > 0) this.#troubles.push({ kind: 'leak', objects })
    const troubles = this.#troubles
    this.#troubles = []
    if (troubles.length > 0) throw new UncleanEnd(troubles)
  }

  #probe(denials: Denial[]): Probe {
    return {
      denied: (event, { message }) => {
        denials.push({ time: this.now, event: formatEvent(event), message })
        if (event.type === 'execute')
          this.#onTrouble({ kind: 'refused start', process: event.destination, message })
      },
      taskEnded: ({ name, result }) => {
        if (result === null || !('crash' in result)) return
        this.#add({ kind: 'crash', process: name, message: result.crash, stack: result.stack })
      },
    }
  }

  #add(trouble: Trouble): void {
    if (trouble.kind === 'crash' && this.#excused.has(trouble.process)) return
    this.#troubles.push(trouble)
    this.#onTrouble(trouble)
  }

  #take<T extends Trouble>(isTaken: (trouble: Trouble) => trouble is T): T[]
  #take(isTaken: (trouble: Trouble) => boolean): Trouble[]
  #take(isTaken: (trouble: Trouble) => boolean): Trouble[] {
    const taken = this.#troubles.filter(isTaken)
    this.#troubles = this.#troubles.filter((trouble) => !isTaken(trouble))
    return taken
  }

  // The caller was told that this process crashed, or is about to be: of what its routine threw a
  // crash comes a moment later.
  #excuse(name: string): void {
    this.#excused.add(name)
    this.#take((trouble) => trouble.kind === 'crash' && trouble.process === name)
  }

  // One run at a time: the kernel refuses a second one.
  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(run)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

function leftovers({ objects }: Inspection): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(objects).filter(([, count]) => count !== 0))
}
