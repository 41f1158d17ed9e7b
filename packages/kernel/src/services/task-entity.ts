// An entity: what a process is made of, and the object behind task handles. It keeps name, class,
// image, arguments, environment, files and connections, and outlives its process.
//
// It is there as long as it has handles or its process lives. What processes may do with it is in
// `tasks.ts`.

import { KernelObject, type ZeroHandlesListener } from '@kos/handles'
import { ENTITY_ARGS_MAX, ENTITY_ENV_MAX } from '@kos/libkos'
import {
  maxTaskTextLength,
  type ProcessInfo,
  TaskEndCrashed,
  TaskEndExited,
  TaskEndKilled,
  TaskEndNone,
  type TaskState,
} from '@kos/libkos/abi'
import { EVENT_TASK_COMPLETED, signal } from '@kos/notice'
import { rcInvalidOperation, rcOk, rcQuotaExceeded, rcTimeout } from '@kos/retcode'
import { type QueueListener, WaitKind, type Waiter, WaitQueue } from '@kos/thread'
import type { Exit, Task, TaskThread } from '../task.ts'
import type { Starter } from '../starts.ts'
import type { LoadedImage } from './image-table.ts'
import { RestartRecord } from './restart-record.ts'

/** What is said of a process when it is created. */
export interface TaskDeclaration {
  readonly name: string
  readonly className: string
  readonly path: string
  /** EntityFlags; those of a reserved process come with its Create. */
  flags: number
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** A connection between two entities. */
export interface EntityConnection {
  readonly client: TaskEntity
  readonly server: TaskEntity
  readonly name: string
}

/** Hears what becomes of entities: the task service. */
export interface EntityListener {
  /** The last handle of the entity is gone. */
  handlesGone(entity: TaskEntity): void
}

/** What a process is made of. */
export class TaskEntity implements ZeroHandlesListener, QueueListener {
  readonly declaration: TaskDeclaration
  /** The process that created it, or that creates it if `isReserved`. */
  readonly creator: Task
  /** It is of a solution: made before its creator asked for it, and counted for nobody. */
  readonly isReserved: boolean
  /** Its image; null until it is loaded. */
  image: LoadedImage | null
  /** Its process: the last one, if it was started again. */
  task: Task
  /** Who ran it; null before. */
  starter: Starter | null = null
  /** Milliseconds of the kernel's clock at the last start of its process. */
  startedAt = 0
  /** Its process crashed and is started again later. */
  isRestarting = false
  readonly crashes: RestartRecord = new RestartRecord()
  /** What its handles refer to; null while there are none. */
  object: KernelObject | null = null
  /** Its process was run, or was ended before. */
  hasRun = false
  /** Its connections, as client and as server. */
  readonly connections: Set<EntityConnection> = new Set()
  readonly #listener: EntityListener
  readonly #waiting: WaitQueue = new WaitQueue(this)
  #args: string[] = []
  #env: Map<string, string> = new Map()
  /** UTF-16 units of arguments and environment. */
  #textLength = 0

  constructor(
    listener: EntityListener,
    declaration: TaskDeclaration,
    creator: Task,
    image: LoadedImage | null,
    task: Task,
    isReserved: boolean,
  ) {
    this.#listener = listener
    this.declaration = declaration
    this.creator = creator
    this.image = image
    this.task = task
    this.isReserved = isReserved
  }

  /** For reports: what a thread waits for that waits for its end. */
  get name(): string {
    return `the end of ${this.declaration.name}`
  }

  /** What its process does. */
  get state(): TaskState {
    return this.task.state
  }

  /** What its process is told of itself. */
  infoFor({ explores }: ProcessInfo): ProcessInfo {
    const { name, className, files } = this.declaration
    const clients = [...this.connections].filter(({ client }) => client === this)
    return {
      name,
      className,
      args: [...this.#args],
      env: Object.fromEntries(this.#env),
      connections: clients.map((connection) => connection.name),
      files,
      explores,
    }
  }

  clearArguments(): number {
    if (this.hasRun) return rcInvalidOperation
    for (const text of this.#args) this.#textLength -= text.length
    this.#args = []
    return rcOk
  }

  addArgument(text: string): number {
    if (this.hasRun) return rcInvalidOperation
    if (this.#args.length >= ENTITY_ARGS_MAX || !this.#hasRoom(text.length)) return rcQuotaExceeded
    this.#args.push(text)
    return rcOk
  }

  clearVariables(): number {
    if (this.hasRun) return rcInvalidOperation
    for (const [name, value] of this.#env) this.#textLength -= name.length + value.length
    this.#env.clear()
    return rcOk
  }

  setVariable(name: string, value: string): number {
    if (this.hasRun) return rcInvalidOperation
    const before = this.#env.get(name)
    const more = value.length - (before?.length ?? -name.length)
    if (before === undefined && this.#env.size >= ENTITY_ENV_MAX) return rcQuotaExceeded
    if (!this.#hasRoom(more)) return rcQuotaExceeded
    this.#env.set(name, value)
    return rcOk
  }

  // Counts the text if there is room.
  #hasRoom(length: number): boolean {
    if (this.#textLength + length > maxTaskTextLength) return false
    this.#textLength += length
    return true
  }

  /** Waits for the end of the process. How it ended is in registers 0 and 1 then. */
  wait(thread: TaskThread, timeout: number): number {
    const { result } = this.task
    if (result !== null) return writeEnd(thread.registers, 0, result)
    if (timeout === 0) return rcTimeout
    const waiter = thread.thread
    const rc = this.#waiting.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = thread
    return this.#waiting.suspend(waiter, timeout, WaitKind.other, this)
  }

  abandoned(waiter: Waiter): void {
    waiter.detail = null
  }

  /** The process has ended for good: tells those that wait, and the subscribers of its handles. */
  finish(): void {
    const exit = this.task.result
    // Its clients keep theirs: if they are started again, it is broken from the start.
    for (const connection of this.connections)
      if (connection.client === this) connection.server.connections.delete(connection)
    this.connections.clear()
    for (let waiter = this.#waiting.take(); waiter !== null; waiter = this.#waiting.take()) {
      writeEnd((waiter.detail as TaskThread).registers, 0, exit)
      waiter.detail = null
      waiter.wake(rcOk)
    }
    if (this.object !== null) signal(this.object, EVENT_TASK_COMPLETED)
  }

  onZeroHandles(): void {
    this.object = null
    this.#listener.handlesGone(this)
  }
}

/** Leaves how a process ended in two registers: the reason, and the exit code. */
export function writeEnd(registers: Float64Array, first: number, exit: Exit | null): typeof rcOk {
  registers[first] = reasonOf(exit)
  registers[first + 1] = exit !== null && 'code' in exit ? exit.code : 0
  return rcOk
}

function reasonOf(exit: Exit | null): number {
  if (exit === null) return TaskEndNone
  if ('code' in exit) return TaskEndExited
  return 'crash' in exit ? TaskEndCrashed : TaskEndKilled
}

/** What is known of a process before it is run. */
export function infoOf(
  { name, className, files }: TaskDeclaration,
  explores: boolean,
): ProcessInfo {
  return { name, className, args: [], env: {}, connections: [], files, explores }
}
