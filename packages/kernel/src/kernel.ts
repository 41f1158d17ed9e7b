// The kernel: services and a policy put together, processes made and connected, and the host's ways
// to drive and to look.
//
// What services share is in `kernel-core.ts`, processes in `task-table.ts`, running in `driver.ts`.
// `full-kernel.ts` names all services.

import type { Context, Program } from '@kos/libkos'
import type { ProcessInfo, Syscall } from '@kos/libkos/abi'
import {
  coreClass,
  createMonitor,
  failSafe,
  type Policy,
  type SecurityMonitor,
} from '@kos/security'
import {
  type Choice,
  type Clock,
  foreignWaitText,
  formatWaitReport,
  HostClock,
  Scheduler,
  type Thread,
} from '@kos/thread'
import { type WaitReport, waitReport } from '@kos/thread'
import type { RegionDescription } from '@kos/vmm'
import { Driver, type Until } from './driver.ts'
import { type Inspection, inspect } from './inspection.ts'
import { KernelCore } from './kernel-core.ts'
import { type Misuse, MisuseReports } from './misuse.ts'
import type { Probe } from './probe.ts'
import { type ProcessHost, realm } from './process-host.ts'
import {
  type AnyLibrary,
  type AnyService,
  type ApiOf,
  checkServices,
  type Complete,
  type ServiceInstance,
} from './service.ts'
import { type OutputLine, processes } from './services/process.ts'
import { checkSolution, type Programs, processesOf, type Solution } from './solution.ts'
import { type Entry, entryOf, type Handler, observed } from './syscall-entry.ts'
import type { Exit, Task, TaskThread } from './task.ts'

/** What a kernel is made with, besides its services. */
export interface KernelOptions {
  /**
   * The policy, or a monitor of your own. Without one nothing is allowed, not even to start a
   * process.
   */
  readonly security?: Policy | SecurityMonitor
  /** The programs that the policy's rules name, by class. */
  readonly programs?: Programs
  /** Default: real time. */
  readonly clock?: Clock
  /** Which of equal ready threads runs; default first come, first served. */
  readonly choice?: Choice
  /** Where processes run; default `realm()`. */
  readonly host?: ProcessHost
  /** Most handles of one process; default 2^20 - 1. */
  readonly handleQuota?: number
  /** Where processes write lines; default the console. */
  readonly output?: (line: OutputLine) => void
  /** Told of mistakes of programs, once per place; default the console. */
  readonly onMisuse?: (misuse: Misuse) => void
  /**
   * Told when threads wait for each other in a ring: for mutexes, rwlocks, ends of threads,
   * answers. Others may go on, these never will, unless somebody ends one. Default the console.
   */
  readonly onDeadlock?: (report: WaitReport) => void
  /**
   * Reports about waiting threads say where their programs wait. Costs microseconds per wait;
   * default false.
   */
  readonly captureStacks?: boolean
  readonly probe?: Probe
}

/** How a process is made. */
export interface SpawnOptions {
  /** Unique among the living. */
  readonly name: string
  /** Default: the name. */
  readonly className?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, Uint8Array>>
  /** Connections it is a client of: name to server process. */
  readonly connections?: Readonly<Record<string, string>>
}

interface Console {
  log(text: string): void
  warn(text: string): void
}
const console = (globalThis as unknown as { readonly console: Console }).console

/** A kernel whose programs get a `kos` of type `Api`. */
export class Kernel<Api = unknown> {
  readonly #core: KernelCore
  readonly #driver: Driver
  readonly #services: readonly ServiceInstance[]
  readonly #counts: () => Readonly<Record<string, number>>

  /** Use `createKernel`. */
  constructor(services: readonly AnyService[], options: KernelOptions) {
    checkServices(services)
    const all = [processes(options.output ?? printLine), ...services]
    const entries: (Entry | undefined)[] = []
    const instances: ServiceInstance[] = []
    const clock = options.clock ?? new HostClock()
    const probe = options.probe ?? null
    const scheduler = new Scheduler({
      clock,
      ...(options.choice === undefined ? {} : { choice: options.choice }),
      ...(options.probe === undefined ? {} : { probe: options.probe }),
      onForeignWait: (thread) => this.#foreignWait(thread),
      onDeadlock(report) {
        probe?.deadlocked?.(report)
        ;(options.onDeadlock ?? printDeadlock)(report)
      },
      captureStacks: options.captureStacks ?? false,
    })
    this.#core = new KernelCore({
      clock,
      scheduler,
      monitor: monitorOf(options),
      misuse: new MisuseReports((misuse) => {
        probe?.misused?.(misuse)
        ;(options.onMisuse ?? printMisuse)(misuse)
      }),
      probe,
      handleQuota: options.handleQuota,
      host: options.host ?? realm(),
      libraries: librariesOf(all),
      entries,
      services: instances,
    })
    for (const service of all) {
      const instance = service.start(this.#core)
      instances.push(instance)
      for (const [name, syscall] of Object.entries(service.contract.calls)) {
        const handler = (instance.handlers as Record<string, unknown>)[name] as Handler
        entries[syscall.nr] = entryOf(syscall, heard(syscall, handler, probe), this.#core)
      }
    }
    this.#services = instances
    this.#counts = () =>
      Object.assign({}, ...this.#services.map((service) => service.counts?.() ?? {})) as Record<
        string,
        number
      >
    this.#driver = new Driver(scheduler)
  }

  /** Its clock. */
  get clock(): Clock {
    return this.#core.clock
  }

  /** Its processes, the last of each name. */
  get tasks(): readonly Task[] {
    return [...this.#core.tasks.all]
  }

  /** The last process of a name. Throws Error if there was none. */
  task(name: string): Task {
    const task = this.#core.tasks.byName(name)
    if (task !== undefined) return task
    const names = this.tasks.map((each) => each.name)
    throw new Error(
      `there is no process ${name}; there are: ${names.length === 0 ? 'none' : names.join(', ')}`,
    )
  }

  /**
   * Makes and starts a process. `program` must need no more of `kos` than this kernel has; null
   * makes an empty process, for `as`.
   *
   * If the policy denies the start, the process is killed at once, and its exit says so. Throws
   * Error if a process of the name lives, or a server is none.
   */
  spawn<K>(
    program: ([Context & Api] extends [K] ? Program<K> : never) | null,
    options: SpawnOptions,
  ): Task {
    const task = this.#create(program, options)
    this.#connectAll([task], () => options.connections)
    this.#start(task, program, coreClass)
    return task
  }

  /**
   * Connects two processes: `client` reaches `server` under `name`, which may be that of a
   * connection that broke. Throws Error for a process that is none or has ended, or a name that is
   * taken.
   */
  connect(client: string, server: string, name: string): void {
    this.#core.connect(this.#living(client), this.#living(server), name)
  }

  /**
   * Makes, connects and starts all processes of a solution. Throws TypeError for a name in it that
   * is none. Its policy is not looked at: a kernel has its policy from the beginning (`boot` passes
   * it on).
   */
  start(solution: Solution): void {
    checkSolution(solution)
    const made = processesOf(solution).map(({ name, className, program }) => {
      const connections = solution.connections?.[name]
      const task = this.#create(program, {
        name,
        className,
        ...(solution.args?.[name] === undefined ? {} : { args: solution.args[name] }),
        ...(solution.env?.[name] === undefined ? {} : { env: solution.env[name] }),
        ...(solution.files?.[name] === undefined ? {} : { files: solution.files[name] }),
        ...(connections === undefined ? {} : { connections }),
      })
      return { task, program }
    })
    const tasks = made.map(({ task }) => task)
    this.#connectAll(tasks, (name) => solution.connections?.[name])
    for (const { task, program } of made) this.#start(task, program, initClass)
  }

  /** Ends a process from outside: its threads end, its handles close, its peers get codes. */
  kill(name: string, reason = 'killed by the host'): void {
    this.#core.tasks.end(this.task(name), { killed: reason })
  }

  /**
   * Lets the kernel run until nothing is left to do, until a process has ended, until a promise is
   * settled (one of `as`), or for some milliseconds. Under virtual time the clock moves only
   * meanwhile. Rejects with Deadlock if nothing can run any more and what was waited for has not
   * come.
   */
  run(options: { readonly until: Until }): Promise<void> {
    return this.#driver.run(options.until)
  }

  /** Lets so many milliseconds pass. */
  advance(milliseconds: number): Promise<void> {
    return this.#driver.run(milliseconds)
  }

  /**
   * Calls `action` once, `delay` milliseconds from now on the kernel's clock, when no thread runs,
   * and before those who wait for that time go on. Answers what takes it back. The kernel is not
   * idle before.
   */
  after(delay: number, action: () => void): () => void {
    const { scheduler } = this.#core
    const timer = { expire: action, deadline: 0, sequence: 0, heapIndex: -1 }
    scheduler.after(timer, delay)
    return () => scheduler.cancel(timer)
  }

  /**
   * Acts as a process: runs `routine` as a thread of it and resolves with what it returns. If the
   * routine throws, the process ends, as with any of its threads, and the promise rejects.
   */
  as<T>(name: string, routine: (kos: Context & Api) => Promise<T> | T): Promise<T> {
    const task = this.task(name)
    return new Promise<T>((resolve, reject) => {
      const thread = this.#core.tasks.adopt(task, 'host', async (kos: Context & Api) => {
        try {
          resolve(await routine(kos))
        } catch (error) {
          reject(error)
          throw error
        }
      })
      const { onEnd } = thread.thread
      thread.thread.onEnd = (ended) => {
        onEnd?.(ended)
        reject(new Error(`${name}: the thread ended before its routine did`))
      }
    })
  }

  /**
   * Who waits for what at this moment, who holds it, and the rings among them: for
   * `formatWaitReport`.
   */
  waits(): WaitReport {
    return waitReport(this.#core.scheduler)
  }

  /**
   * The regions of the memory of a process, from the lowest address up, as plain data:
   * `describeRegions` makes a table of them, `drawMemoryMap` an SVG picture. Null without the
   * memory service, and when the process has ended. Throws Error if there was none of the name.
   */
  regions(name: string): readonly RegionDescription[] | null {
    return this.#core.regionsOf(this.task(name))
  }

  /** What there is, as plain data. */
  inspect(): Inspection {
    return inspect(this.#core, this.#counts())
  }

  /** Kills all processes, and finishes what was put off. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const task of this.#core.tasks.all)
      this.#core.tasks.end(task, { killed: 'the kernel stopped' })
    this.#core.handles.finish()
    this.#driver.stop()
    // One turn later whoever drove has taken back what it asked for.
    await Promise.resolve()
    this.#core.clock.disarm()
  }

  #create(program: Program | null, options: SpawnOptions): Task {
    const info: ProcessInfo = {
      name: options.name,
      className: options.className ?? options.name,
      args: [...(options.args ?? [])],
      env: { ...options.env },
      files: Object.fromEntries(
        Object.entries(options.files ?? {}).map(([name, bytes]) => [name, bytes.slice()]),
      ),
      connections: Object.keys(options.connections ?? {}),
      explores: this.#core.scheduler.isExploring,
    }
    return this.#core.tasks.create(program, info)
  }

  // All or nothing: processes whose connections can't be made do not stay.
  #connectAll(
    tasks: readonly Task[],
    connectionsOf: (client: string) => Readonly<Record<string, string>> | undefined,
  ): void {
    try {
      for (const { name: client } of tasks) {
        for (const [name, server] of Object.entries(connectionsOf(client) ?? {}))
          this.connect(client, server, name)
      }
    } catch (error) {
      for (const task of tasks) this.#core.tasks.end(task, { killed: 'it could not be connected' })
      throw error
    }
  }

  #living(name: string): Task {
    const task = this.task(name)
    if (task.isAlive) return task
    throw new Error(`${name} has ended; connect to it after it was started again`)
  }

  #start(task: Task, program: Program | null, starter: string): void {
    const event = {
      type: 'execute',
      source: starter,
      destination: task.className,
      endpoint: '',
      interface: '',
      method: 'main',
    } as const
    const denial = this.#core.denialOf({
      ...event,
      message: undefined,
      sourceSid: 0,
      destinationSid: task.sid,
    })
    if (denial === null) this.#core.tasks.run(task, program)
    else this.#core.tasks.end(task, { killed: `the policy denied its start: ${denial.message}` })
  }

  #foreignWait(thread: Thread): void {
    const { task } = thread.owner as TaskThread
    this.#core.tasks.end(task, { crash: foreignWaitText(thread), stack: '' })
  }
}

/** Class of the initial program, which starts the processes of a solution. */
const initClass = 'Einit'

/**
 * Makes a kernel of the given services. A service that lacks another is a compile error, and a
 * TypeError at run time.
 */
export function createKernel<const S extends readonly AnyService[]>(
  options: KernelOptions & { readonly services: S & Complete<S> },
): Kernel<ApiOf<S>> {
  return new Kernel<ApiOf<S>>(options.services, options)
}

function librariesOf(services: readonly AnyService[]): readonly AnyLibrary[] {
  return services.map(({ library }) => library as AnyLibrary)
}

function monitorOf({ security = [], programs = {} }: KernelOptions): SecurityMonitor {
  if ('decide' in security) return failSafe(security)
  const classes = new Map(
    Object.entries(programs).flatMap(([name, program]) =>
      program === null ? [] : [[program as object, name]],
    ),
  )
  return createMonitor(security, { classOf: (program) => classes.get(program) })
}

function heard(syscall: Syscall, handler: Handler, probe: Probe | null): Handler {
  if (probe?.called === undefined) return handler
  return observed(syscall, handler, (caller) => probe.called?.(caller.thread, syscall))
}

function printLine({ process, text }: OutputLine): void {
  console.log(`[${process}] ${text}`)
}

function printMisuse({ message }: Misuse): void {
  console.warn(message)
}

function printDeadlock(report: WaitReport): void {
  console.warn(
    `these threads wait for each other, and none will go on:\n${formatWaitReport(report)}`,
  )
}

export type { Exit }
