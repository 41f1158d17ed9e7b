// The processes of a kernel: made, started, given threads, ended. However a process ends, its
// threads end, its services let go of it, its handles close, and nothing of it is left but its
// exit. What it reaches of the kernel is in `task-port.ts`.

import type { Program } from '@kos/libkos'
import type { ProcessInfo } from '@kos/libkos/abi'
import type { AnyLibrary, Routine } from '@kos/libkos/process'
import { rcOk, rcOutOfMemory, rcQuotaExceeded } from '@kos/retcode'
import { ThreadPriorityNormal } from '@kos/thread'
import { ClassVerdicts } from './class-verdicts.ts'
import type { KernelCore } from './kernel-core.ts'
import { maxThreadsPerTask } from './limits.ts'
import type { ProcessHost } from './process-host.ts'
import { endpointsOf, securityInterfacesOf } from './program-endpoints.ts'
import type { ServiceInstance } from './service.ts'
import type { SyscallEntry } from './syscall-entry.ts'
import { type Exit, type NewThread, Task, TaskThread } from './task.ts'
import { TaskPort } from './task-port.ts'

/** What tasks are made of in one kernel. */
export interface TaskTableOptions {
  readonly host: ProcessHost
  readonly libraries: readonly AnyLibrary[]
  /** Entries by system call number. Filled when the services have started. */
  readonly entries: readonly (SyscallEntry | undefined)[]
  readonly services: readonly ServiceInstance[]
}

/** The processes of a kernel. */
export class TaskTable {
  readonly #core: KernelCore
  readonly #options: TaskTableOptions
  readonly #byName: Map<string, Task> = new Map()
  readonly #bySid: Map<number, Task> = new Map()
  readonly #bySpace: Map<number, Task> = new Map()
  readonly #verdicts: ClassVerdicts = new ClassVerdicts()
  #lastTid = 0

  constructor(core: KernelCore, options: TaskTableOptions) {
    this.#core = core
    this.#options = options
  }

  /** The last process of this name, alive or not. */
  byName(name: string): Task | undefined {
    return this.#byName.get(name)
  }

  /** A living process by its id. */
  bySid(sid: number): Task | undefined {
    return this.#bySid.get(sid)
  }

  /** A living process by its handle space. */
  bySpace(id: number): Task | undefined {
    return this.#bySpace.get(id)
  }

  /** All processes, the last of each name, in order of their first start. */
  get all(): IterableIterator<Task> {
    return this.#byName.values()
  }

  /** The processes that live, in the order in which they were made. */
  get living(): IterableIterator<Task> {
    return this.#bySid.values()
  }

  /** How many processes live. */
  get alive(): number {
    return this.#bySid.size
  }

  /** True if a thread had this id and is over. */
  hasEnded(tid: number): boolean {
    return tid > 0 && tid <= this.#lastTid && this.#core.scheduler.find(tid) === undefined
  }

  /**
   * Makes a process that has no thread yet. Throws Error if one of its name lives, TypeError for an
   * endpoint that has no interface. `handleQuota`: most handles; without it what the options of the
   * kernel say. `parent` is the security id of its creator; 0 for the kernel.
   */
  create(program: Program | null, info: ProcessInfo, handleQuota?: number, parent = 0): Task {
    if (this.#byName.get(info.name)?.isAlive)
      throw new Error(`there is a process ${info.name}; end it first, or use another name`)
    const endpoints = endpointsOf(info.name, info.className, program)
    const security = securityInterfacesOf(info.name, program)
    const space = this.#core.handles.createSpace(handleQuota)
    const verdicts = this.#verdicts.enter(info.className, this.#options.entries.length)
    const task = new Task(info, this.#core.ids.next(), space, endpoints, verdicts, parent)
    task.security = security
    this.#byName.set(task.name, task)
    this.#bySid.set(task.sid, task)
    this.#bySpace.set(space.id, task)
    try {
      this.#equip(task)
    } catch (error) {
      this.end(task, { killed: 'it could not be made' })
      throw error
    }
    return task
  }

  #equip(task: Task): void {
    for (const service of this.#options.services) service.taskCreated?.(task)
    const { memory } = this.#core.provided
    if (memory === undefined) return
    task.stacks = memory.createStacks(task)
    task.memory = memory.pagesOf(task)
  }

  /**
   * Starts the process: its main thread runs `program`. Without a program it is empty, and lives
   * until it is killed. Does nothing if it has ended.
   */
  run(task: Task, program: Program | null): void {
    const { host, libraries } = this.#options
    const { info } = task
    if (info === null) return
    task.isEmpty = program === null
    task.port = host.create(
      program ?? nothing,
      libraries,
      info,
      new TaskPort(task, this.#core, this.#options.entries),
    )
    this.#core.probe?.taskStarted?.(task)
    if (!task.isAlive) return
    if (program !== null) this.#startMain(task)
    this.#runs(task)
  }

  // It runs, or never will.
  #runs(task: Task): void {
    const { onRun } = task
    task.onRun = null
    for (const each of onRun ?? []) each()
  }

  #startMain(task: Task): void {
    const thread = this.#addThread(task, 'main', ThreadPriorityNormal, hosted(task, 0))
    thread.isMain = true
    this.#core.scheduler.start(thread.thread)
  }

  /**
   * For the thread service: a thread of the caller's process. Leaves its id in register 0.
   * rcQuotaExceeded, rcOutOfMemory: no stack.
   */
  createThread(caller: TaskThread, options: NewThread): number {
    const { task } = caller
    if (task.threads.size >= maxThreadsPerTask) return rcQuotaExceeded
    const stack = task.stacks.reserve(options.stackSize)
    if (stack === null) return rcOutOfMemory
    const {
      priority,
      entry,
      context,
      isSuspended,
      name = `thread ${this.#lastTid + 1}`,
      isBackground = false,
    } = options
    const created = this.#addThread(
      task,
      name,
      priority,
      new TaskThread(task, entry, context, stack),
    )
    created.isBackground = isBackground
    if (isBackground) task.backgroundThreads++
    caller.registers[0] = created.thread.tid
    return isSuspended ? rcOk : this.#core.scheduler.start(created.thread)
  }

  /**
   * Runs a function of the host as a thread of the process, once that runs. `onEnd` is called when
   * it is over. Throws Error if the process has ended.
   */
  adopt(task: Task, name: string, routine: Routine, onEnd: () => void): void {
    if (!task.isAlive) throw new Error(`${task.name} does not run`)
    if (task.port === null) {
      void (task.onRun ??= []).push(() =>
        task.isAlive ? this.adopt(task, name, routine, onEnd) : onEnd(),
      )
      return
    }
    const thread = this.#addThread(
      task,
      name,
      ThreadPriorityNormal,
      hosted(task, task.port.adopt(routine)),
      onEnd,
    )
    this.#core.scheduler.start(thread.thread)
  }

  /** Ends a process. Does nothing if it has ended. */
  end(task: Task, exit: Exit): void {
    if (!task.isAlive) return
    const { scheduler } = this.#core
    scheduler.enter()
    try {
      this.#dismantle(task, exit)
    } finally {
      scheduler.leave()
    }
  }

  /** Forgets the name and the end of a process that is over. */
  forget(task: Task): void {
    if (!task.isAlive && this.#byName.get(task.name) === task) this.#byName.delete(task.name)
  }

  // A step that throws is the fault of a service or of the host: the others are done all the same.
  #dismantle(task: Task, exit: Exit): void {
    const { scheduler } = this.#core
    task.finish(exit)
    this.#core.probe?.taskEnding?.(task)
    for (const { thread } of task.threads.values())
      this.#attempt('the end of a thread', () => scheduler.terminate(thread, 0))
    for (const service of this.#options.services)
      this.#attempt('taskEnded of a service', () => service.taskEnded?.(task))
    this.#attempt('the end of a handle', () => task.space.destroy())
    this.#bySid.delete(task.sid)
    this.#bySpace.delete(task.space.id)
    this.#verdicts.leave(task.className)
    task.forget()
    this.#runs(task)
    // Before code of the host hears of the end, and may take the name.
    this.#attempt('the restart of a process', () => this.#core.provided.tasks?.taskOver(task))
    this.#core.probe?.taskEnded?.(task)
    const { name, className, restart } = task
    const end = { process: name, className, exit }
    this.#core.onExit(restart === null ? end : { ...end, restart })
  }

  #attempt(what: string, step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#core.hostCode.failed(error, what)
    }
  }

  #addThread(
    task: Task,
    name: string,
    priority: number,
    added: TaskThread,
    onEnd: (() => void) | null = null,
  ): TaskThread {
    const { port } = task
    if (port === null) throw new Error(`${task.name} does not run`)
    const { entry, context } = added
    const thread = this.#core.scheduler.create(added, {
      name: `${task.name}/${name}`,
      priority,
      owner: added,
    })
    added.thread = thread
    added.body = port.start(thread.tid, entry, context)
    this.#lastTid = thread.tid
    task.threads.set(thread.tid, added)
    thread.onEnd = () => {
      this.#threadEnded(task, thread.tid)
      onEnd?.()
    }
    return added
  }

  #threadEnded(task: Task, tid: number): void {
    const ended = task.threads.get(tid)
    if (ended === undefined) return
    task.threads.delete(tid)
    if (ended.isBackground) task.backgroundThreads--
    task.stacks.release(ended.stack)
    if (!task.isAlive) return
    if (ended.isMain) task.exitCode = ended.thread.exitCode
    // A thread that never started has not taken its routine and its context out of the tokens.
    task.port?.release([ended.entry, ended.context])
    if (task.threads.size === task.backgroundThreads && !task.isEmpty)
      this.end(task, { code: task.exitCode })
  }
}

// A thread that the kernel makes for a process: with a stack of the default size, which the first
// threads of a process always get.
function hosted(task: Task, entry: number): TaskThread {
  return new TaskThread(task, entry, 0, task.stacks.reserve(0) ?? undefined)
}

const nothing: Program = { main: () => {}, endpoints: {} }
