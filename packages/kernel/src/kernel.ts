// The kernel: services and a policy put together, processes made and connected, and the host's ways
// to drive and to look.
//
// Its options are in `kernel-options.ts`, what services share in `kernel-core.ts`, processes in
// `task-table.ts`, running in `driver.ts`. `full-kernel.ts` names all services.

import type { Context, Program } from '@kos/libkos'
import { klogClass, type ProcessInfo } from '@kos/libkos/abi'
import type { AnyLibrary } from '@kos/libkos/process'
import { checkOptions } from '@kos/idl/nearest'
import { rcOk } from '@kos/retcode'
import type { AuditRecord } from '@kos/security'
import {
  type Clock,
  foreignWaitText,
  HostClock,
  Scheduler,
  type Thread,
  type WaitReport,
  waitReport,
} from '@kos/thread'
import type { RegionDescription } from '@kos/vmm'
import { checkUntil, Driver, type Until } from './driver.ts'
import { type Inspection, inspect } from './inspection.ts'
import { HostCode } from './host-code.ts'
import { KernelCore } from './kernel-core.ts'
import {
  kernelOptions,
  type KernelOptions,
  monitorOf,
  type SpawnOptions,
} from './kernel-options.ts'
import { maxDeadlocksPerTask } from './limits.ts'
import { MisuseReports } from './misuse.ts'
import { realm } from './process-host.ts'
import { checkClass, classesOf } from './program-classes.ts'
import {
  denialPrinter,
  failScript,
  isFailure,
  kernelStopped,
  printAudit,
  printDeadlock,
  printExit,
  printHostFailure,
  printLine,
  printMisuse,
} from './reports.ts'
import type { AnyService, ApiOf, Complete, ServiceInstance } from './service.ts'
import { inStartOrder, startServices } from './service-start.ts'
import { processes } from './services/process.ts'
import type { Solution } from './solution.ts'
import type { KernelStatus } from './starts.ts'
import type { SyscallEntry } from './syscall-entry.ts'
import { hearUnhandledRejections } from './unhandled-rejections.ts'
import type { KernelStatistics } from './statistics.ts'
import { type Exit, Task, type TaskThread } from './task.ts'

/** A kernel whose programs get a `kos` of type `Api`. */
export class Kernel<Api = unknown> {
  readonly #core: KernelCore
  readonly #driver: Driver
  readonly #services: ServiceInstance[] = []
  /** A failure of a process that is awaited is one of the script that awaits it. */
  readonly #isScript: boolean

  /** Use `createKernel`. `isScript`: see `boot`. */
  constructor(services: readonly AnyService[], options: KernelOptions, isScript = false) {
    hearUnhandledRejections()
    this.#isScript = isScript && options.onExit === undefined
    const all = [processes(options.output ?? printLine), ...services]
    const inOrder = inStartOrder(all)
    const entries: (SyscallEntry | undefined)[] = []
    const clock = options.clock ?? new HostClock()
    const { programs = {}, images = {} } = options
    const scheduler = new Scheduler({
      clock,
      ...(options.choice === undefined ? {} : { choice: options.choice }),
      onForeignWait: (thread) => this.#foreignWait(thread),
      captureStacks: options.captureStacks ?? false,
    })
    const hostCode = new HostCode(scheduler, options.onHostFailure ?? printHostFailure)
    const probe = options.probe === undefined ? null : hostCode.probe(options.probe)
    const onMisuse = hostCode.listener('onMisuse', options.onMisuse ?? printMisuse)
    const tellAudit = hostCode.listener(
      'onAudit',
      options.onAudit ?? ((record: AuditRecord) => this.#printAudit(record)),
    )
    const onAudit = (record: AuditRecord): void => {
      this.#core.provided.audit?.record(record)
      tellAudit(record)
    }
    const onDeadlock = hostCode.listener('onDeadlock', options.onDeadlock ?? printDeadlock)
    scheduler.probe = probe
    scheduler.onDeadlock = (report) => {
      probe?.deadlocked?.(report)
      // The first thread of the ring is the one that closes it.
      const closing = report.waits[0]?.thread.owner as TaskThread | undefined
      if (closing !== undefined && ++closing.task.deadlocks <= maxDeadlocksPerTask)
        onDeadlock(report)
    }
    this.#core = new KernelCore({
      clock,
      scheduler,
      hostCode,
      monitor: hostCode.monitor(monitorOf(options, clock, onAudit)),
      misuse: new MisuseReports([(misuse) => probe?.misused?.(misuse), onMisuse]),
      onExit: hostCode.listener('onExit', options.onExit ?? printExit),
      onDenied: hostCode.listener('onDenied', options.onDenied ?? denialPrinter()),
      probe,
      handleQuota: options.handleQuota,
      host: options.host ?? realm(),
      libraries: all.map(({ library }) => library as AnyLibrary),
      entries,
      services: this.#services,
      classes: classesOf(programs),
      images: { ...programs, ...images },
    })
    this.#services.push(...startServices(inOrder, this.#core, entries))
    if (Object.hasOwn(options.programs ?? {}, klogClass)) this.#core.provided.audit?.awaitKlog()
    this.#driver = new Driver(scheduler)
  }

  /** Its clock. */
  get clock(): Clock {
    return this.#core.clock
  }

  /**
   * What it does. It starts with its first process or run; if the policy denies that
   * (`execute(core, core)`), it has stopped itself, and this says why.
   */
  get status(): KernelStatus {
    return this.#core.starts.status
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
   * Error if a process of the name lives, or a server is none; TypeError for a program that
   * `programs` has under other classes only, since rules that name it would not select the process.
   */
  spawn<K>(
    program: ([Context & Api] extends [K] ? Program<K> : never) | null,
    options: SpawnOptions,
  ): Task {
    const { starts, tasks } = this.#core
    starts.begin()
    const task = this.#create(program, options)
    try {
      const { name: client, connections = {} } = options
      for (const [name, server] of Object.entries(connections)) this.connect(client, server, name)
      starts.start(task, program, starts.kernel)
      return task
    } catch (error) {
      tasks.end(task, { killed: 'it could not be started' })
      throw error
    }
  }

  /**
   * Connects two processes: `client` reaches `server` under `name`, which may be that of a
   * connection that broke. Throws Error for a process that is none or has ended, or a name that is
   * taken.
   */
  connect(client: string, server: string, name: string): void {
    const { ipc } = this.#core.provided
    const task = this.#living(client)
    if (ipc === undefined) {
      throw new Error(`${client} can't be connected: this kernel has no ipc; add ipc() to services`)
    }
    if (ipc.connect(task, this.#living(server), name) !== rcOk)
      throw new Error(`${client} already has a connection "${name}"`)
  }

  /**
   * Starts the initial program (class Einit), which makes, connects and starts the processes of a
   * solution when the kernel runs. They are known from now on: `task` finds them, and what `as` does
   * waits until its process runs.
   *
   * Throws TypeError for a name in the solution that is none, and Error if a process of a name
   * lives; then no process of the solution lives. Throws Error without the task service. The
   * solution's policy is not looked at: a kernel has its policy from the beginning (`boot` passes it
   * on).
   */
  start(solution: Solution): void {
    const { tasks } = this.#core.provided
    if (tasks === undefined)
      throw new Error('kernel.start: this kernel has no tasks; add tasks() to services')
    tasks.start(solution)
  }

  /** Ends a process from outside: its threads end, its handles close, its peers get codes. */
  kill(name: string, reason = 'killed by the host'): void {
    this.#core.tasks.end(this.task(name), { killed: reason })
  }

  /**
   * Lets the kernel run until nothing is left to do, until a process has ended, until a promise is
   * settled (one of `as`), or for some milliseconds. Under virtual time the clock moves only
   * meanwhile. Answers how the process ended. A kernel that stopped itself (`status`) does not run:
   * the answer comes at once. Rejects with Deadlock if nothing can run any more and what was waited
   * for has not come; with TypeError for what is nothing to wait for.
   */
  run(options: { readonly until: Task }): Promise<Exit>
  run(options: { readonly until: Exclude<Until, Task> }): Promise<void>
  run(options: { readonly until: Until }): Promise<Exit | void>
  async run(options: { readonly until: Until }): Promise<Exit | void> {
    checkOptions('kernel.run', options, ['until'])
    const { until } = options
    checkUntil(until)
    if (this.#core.starts.begin()) await this.#driver.run(until)
    else if (this.#isScript) failScript()
    if (!(until instanceof Task)) return
    const exit = until.result as Exit
    if (this.#isScript && isFailure(exit)) failScript()
    return exit
  }

  /** Lets so many milliseconds pass. */
  async advance(milliseconds: number): Promise<void> {
    await this.run({ until: milliseconds })
  }

  /**
   * Calls `action` once, `delay` milliseconds from now on the kernel's clock, when no thread runs,
   * and before those who wait for that time go on. Answers what takes it back. The kernel is not
   * idle before.
   */
  after(delay: number, action: () => void): () => void {
    const { scheduler, hostCode } = this.#core
    const expire = hostCode.listener('the action of kernel.after', action)
    const timer = { expire, deadline: 0, sequence: 0, heapIndex: -1 }
    scheduler.after(timer, delay)
    return () => scheduler.cancel(timer)
  }

  /**
   * Acts as a process: runs `routine` as a thread of it, once it runs, and resolves with what it
   * returns. If the
   * routine throws, the process ends, as with any of its threads, and the promise rejects.
   */
  as<T>(name: string, routine: (kos: Context & Api) => Promise<T> | T): Promise<T> {
    const task = this.task(name)
    return new Promise<T>((resolve, reject) => {
      const host = async (kos: Context & Api): Promise<void> => {
        try {
          resolve(await routine(kos))
        } catch (error) {
          reject(error)
          throw error
        }
      }
      // Heard of from the start: the thread may be over when `adopt` returns.
      this.#core.tasks.adopt(task, 'host', host, () =>
        reject(new Error(`${name}: the thread ended before its routine did`)),
      )
    })
  }

  /**
   * Which thread waits for what at this moment, which threads hold it, and the rings among them:
   * for `formatWaitReport`.
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
    return this.#core.provided.memory?.regionsOf(this.task(name)) ?? null
  }

  /**
   * CPU time, memory and other numbers of its processes at this moment, as plain data. `formatTop`
   * makes a table of two of them. Throws Error without the statistics service.
   */
  statistics(): KernelStatistics {
    const provided = this.#core.provided.statistics
    if (provided !== undefined) return provided.statistics.read()
    throw new Error('this kernel has no statistics; add statistics() to services')
  }

  /**
   * How many handles a process has, by what they lead to, as `notice` or `channel`; none of which
   * there are none, and not those of its connections. Revoked handles count until they are closed.
   * Null without the statistics service, and when the process has ended; a probe that hears of its
   * end (`taskEnding`) still sees them. Throws Error if there was none of the name.
   */
  handlesOf(name: string): Readonly<Record<string, number>> | null {
    const task = this.task(name)
    return this.#core.provided.statistics?.handlesOf(task) ?? null
  }

  /** What there is, as plain data. */
  inspect(): Inspection {
    const counts = Object.assign({}, ...this.#services.map((service) => service.counts?.()))
    return inspect(this.#core, counts)
  }

  /** Kills all processes, finishes what was put off, and switches the machine off. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const task of this.#core.tasks.all) this.#core.tasks.end(task, { killed: kernelStopped })
    this.#core.handles.finish()
    this.#core.provided.io?.powerOff()
    this.#driver.stop()
    // One turn later the run that was under way has cancelled its timer.
    await Promise.resolve()
    this.#core.clock.disarm()
  }

  #create(program: Program | null, options: SpawnOptions): Task {
    const { name, className = name } = options
    checkClass(this.#core.classes, program, name, className)
    const info: ProcessInfo = {
      name,
      className,
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

  #living(name: string): Task {
    const task = this.task(name)
    if (task.isAlive) return task
    throw new Error(`${name} has ended; connect to it after it was started again`)
  }

  // What a process reads is not printed as well.
  #printAudit(record: AuditRecord): void {
    if (this.#core.provided.audit?.isRead !== true) printAudit(record)
  }

  #foreignWait(thread: Thread): void {
    const { task } = thread.owner as TaskThread
    this.#core.tasks.end(task, { crash: foreignWaitText(thread), stack: '' })
  }
}

/**
 * Makes a kernel of the given services. A service that lacks another is a compile error, and a
 * TypeError at run time.
 */
export function createKernel<const S extends readonly AnyService[]>(
  options: KernelOptions & { readonly services: S & Complete<S> },
): Kernel<ApiOf<S>> {
  checkOptions('createKernel', options, ['services', ...kernelOptions])
  return new Kernel<ApiOf<S>>(options.services, options)
}
