// A process as the kernel sees it: identity, handle space, threads, and how it ended. What it looks
// like from inside is libkos' `Process`.
//
// Tasks are made, started and ended in `task-table.ts`; nothing here decides.

import type { Space } from '@kos/handles'
import type { Endpoint, MessageTraffic, SecuritySubject } from '@kos/ipc'
import type { ProcessInfo, ProcessMemory } from '@kos/libkos/abi'
import {
  registerCount,
  type TaskState,
  TaskStateRunning,
  TaskStateRestarting,
  TaskStateStopped,
  TaskStateTerminated,
} from '@kos/libkos/abi'
import type { PreparedDecision } from '@kos/security'
import type { ThreadBody, Thread } from '@kos/thread'
import type { SyscallVerdicts } from './class-verdicts.ts'
import type { HostedProcess } from './process-host.ts'
import type { Restart } from './reports.ts'
import { type StackRange, StackRanges, type StackSource } from './stack-ranges.ts'

/** How a process ended: its exit code, what it threw, or why it was killed. */
export type Exit =
  | { readonly code: number }
  | { readonly crash: string; readonly stack: string }
  | { readonly killed: string }

/** A process. */
export class Task implements SecuritySubject, MessageTraffic {
  readonly name: string
  readonly className: string
  readonly sid: number
  /** The security id of the process that created it; 0 for the kernel. */
  readonly parent: number
  readonly space: Space
  /** Empty when it has ended. */
  endpoints: readonly Endpoint[]
  /** Its security interfaces; empty when it has ended. */
  security: readonly Endpoint[] = []
  /** What it is told of itself; null when it has ended. */
  info: ProcessInfo | null
  /**
   * Verdicts of the policy on its system calls, by number. Shared by all processes of its class.
   * Empty when it has ended.
   */
  verdicts: Uint8Array
  /** The prepared decisions about them, in the same way. */
  prepared: (PreparedDecision | undefined)[]
  /** Its threads that are not over, by id. */
  readonly threads: Map<number, TaskThread> = new Map()
  /** How many of them it does not live for. */
  backgroundThreads = 0
  /** Where its threads get their stacks: of the memory service, if there is one. */
  stacks: StackSource = new StackRanges()
  /** Its memory, as the process sees it; null without the memory service. */
  memory: ProcessMemory | null = null
  /** How it ended; null while it lives. */
  result: Exit | null = null
  /** Resolves when it has ended. */
  readonly exit: Promise<Exit>
  /**
   * Called once when it has ended, before another thread runs: a run until its end stops here.
   */
  onEnd: (() => void) | null = null
  /** Called when it runs, or has ended before: threads of the host wait. Null if none do. */
  onRun: (() => void)[] | null = null
  /** It runs no program: threads of the host come and go, and it lives until it is killed. */
  isEmpty = false
  /** The inside of the process; null before it was started, and when it has ended. */
  port: HostedProcess | null = null
  /** A thread that is over, to stand for the process and its threads that are; made when needed. */
  ended: TaskThread | null = null
  /** What its main thread ended with, while others go on. */
  exitCode = 0
  /** System calls, IPC calls, and events that the policy denied it. */
  syscalls = 0
  calls = 0
  denials = 0
  /** How often a thread of it was dispatched, but for one that gave way and was chosen again. */
  switches = 0
  /** Bytes of its messages that were delivered. */
  sentBytes = 0
  /**
   * Nanoseconds of CPU time in the kernel for it, and in its own code, where statistics count them:
   * see `cpu-time.ts`.
   */
  kernelTime = 0
  userTime = 0
  /** Restarts of its entity before it: see ENTITY_FLAG_DUMPABLE. */
  restarts = 0
  /** What becomes of it after its crash; null if nothing does. */
  restart: Restart | null = null
  /** Deadlocks that its threads closed, by waiting last. */
  deadlocks = 0
  readonly #onExit: (exit: Exit) => void

  constructor(
    info: ProcessInfo,
    sid: number,
    space: Space,
    endpoints: readonly Endpoint[],
    verdicts: SyscallVerdicts,
    parent: number,
  ) {
    this.info = info
    this.name = info.name
    this.className = info.className
    this.sid = sid
    this.parent = parent
    this.space = space
    this.endpoints = endpoints
    this.verdicts = verdicts.bytes
    this.prepared = verdicts.prepared
    let onExit: (exit: Exit) => void = () => {}
    this.exit = new Promise((resolve) => {
      onExit = resolve
    })
    this.#onExit = onExit
  }

  /** Its state, as programs are told. */
  get state(): TaskState {
    if (this.result !== null) return TaskStateTerminated
    if (this.port !== null) return TaskStateRunning
    return this.restarts === 0 ? TaskStateStopped : TaskStateRestarting
  }

  /** True until it has ended. */
  get isAlive(): boolean {
    return this.result === null
  }

  /** Records the end, once. */
  finish(result: Exit): void {
    this.result = result
    this.#onExit(result)
    this.onEnd?.()
    this.onEnd = null
  }

  /** It has ended, and is kept: lets go of all but its name, its class, its exit and its counts. */
  forget(): void {
    this.endpoints = []
    this.security = []
    this.info = null
    this.verdicts = noVerdicts
    this.prepared = []
    this.stacks = noStacks
    this.memory = null
    this.port = null
    this.ended = null
  }
}

const noVerdicts = /* @__PURE__ */ new Uint8Array(0)
const noStacks: StackSource = { reserve: () => null, release() {} }

const noStack: StackRange = { base: 0, size: 0 }

/** The body of a thread that is over. */
const noBody: ThreadBody = { resume() {}, kill() {} }

/** What a thread was given while it waited, and what becomes of it if the thread never sees it. */
export interface Unseen {
  /**
   * Tokens that its process forgets when the thread goes on. If it does not, the kernel tells the
   * process to forget them.
   */
  readonly tokens: number[]
  /** A handle; 0 if there is none. It is closed if the thread does not go on. */
  handle: number
}

/** What threads of a process lend others while they wait. */
export interface Lending {
  /** The thread that lends goes on, or is over. */
  lenderGoesOn(): void
}

/** How a program wants a thread. */
export interface NewThread {
  readonly priority: number
  /** Bytes; 0 for the default. */
  readonly stackSize: number
  readonly entry: number
  readonly context: number
  readonly isSuspended: boolean
  /** For people; a number if it is not said. */
  readonly name?: string
  /** The process does not live for it. */
  readonly isBackground?: boolean
}

/** A thread of a task: passes on what the scheduler says to wherever the process runs. */
export class TaskThread implements ThreadBody {
  readonly task: Task
  /** What it starts with: an id in the routine table of its process, and a token. */
  readonly entry: number
  readonly context: number
  /** Its end with a value ends the process. */
  isMain = false
  /** Its process does not live for it. */
  isBackground = false
  readonly stack: StackRange
  /** Switches of the scheduler when the thread was looked at last: see `KernelCore.watch`. */
  watchedAt = -1
  /** Where services keep what they know of this thread: see `Kernel.local`. */
  readonly locals: (object | undefined)[] = []
  /** What it was given while it waited; null if it has gone on since, or was given nothing. */
  unseen: Unseen | null = null
  /** Where it is the lender of a priority; null if it is not. */
  lending: Lending | null = null
  thread!: Thread
  body!: ThreadBody
  #registers: Float64Array | null = null

  constructor(task: Task, entry: number, context: number, stack: StackRange = noStack) {
    this.task = task
    this.entry = entry
    this.context = context
    this.stack = stack
  }

  /** The register file: made when it is first used. */
  get registers(): Float64Array {
    return (this.#registers ??= new Float64Array(registerCount))
  }

  /** What it was given while it waits. */
  get given(): Unseen {
    return (this.unseen ??= { tokens: [], handle: 0 })
  }

  resume(rc: number): void {
    if (this.unseen !== null) this.unseen = null
    if (this.lending !== null) this.lending.lenderGoesOn()
    this.task.switches++
    this.body.resume(rc)
  }

  kill(reason: string | null): void {
    if (this.unseen !== null) this.#takeBack(this.unseen)
    if (this.lending !== null) this.lending.lenderGoesOn()
    const { body } = this
    this.forget()
    body.kill(reason)
  }

  /** It is over: whoever keeps it does not keep what it ran, and what services knew of it. */
  forget(): void {
    this.body = noBody
    this.locals.length = 0
  }

  #takeBack({ tokens, handle }: Unseen): void {
    const { task } = this
    this.unseen = null
    task.port?.release(tokens)
    if (handle !== 0 && task.isAlive) task.space.close(handle)
  }
}
