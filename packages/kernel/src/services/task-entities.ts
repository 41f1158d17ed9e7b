// The entities of a kernel: made, given handles, counted, forgotten. An entity is forgotten when it
// has no handle and its process is over.

import { HANDLE_TYPE_TASK, KernelObject, OCAP_TASK_FULL } from '@kos/handles'
import { maxNameLength } from '@kos/libkos/abi'
import { rcAlreadyExists, rcInvalidArgument, rcOk, rcQuotaExceeded } from '@kos/retcode'
import { coreClass, initClass } from '@kos/security'
import type { KernelCore } from '../kernel-core.ts'
import { maxCreatedTasks, maxEndedTasks, maxTasksPerCreator } from '../limits.ts'
import { isClassOf } from '../program-classes.ts'
import type { Task, TaskThread } from '../task.ts'
import type { IpcProvides } from './ipc.ts'
import type { ImageTable, LoadedImage } from './image-table.ts'
import { Restarts } from './restarts.ts'
import { returnHandle } from './returns.ts'
import { type EntityListener, infoOf, type TaskDeclaration, TaskEntity } from './task-entity.ts'

/** The entities of a kernel. */
export class TaskEntities implements EntityListener {
  readonly #kernel: KernelCore
  readonly #images: ImageTable
  readonly #restarts: Restarts
  readonly #all: Set<TaskEntity> = new Set()
  readonly #byTask: Map<Task, TaskEntity> = new Map()
  /** How many of them a process has created, of those that have created some. */
  readonly #created: Map<Task, number> = new Map()
  #createdInAll = 0
  /** Ended processes that processes created, by name, the oldest first: names have no end. */
  readonly #ended: Map<string, Task> = new Map()

  constructor(kernel: KernelCore, images: ImageTable, ipc: IpcProvides | undefined) {
    this.#kernel = kernel
    this.#images = images
    this.#restarts = new Restarts(kernel, ipc, (entity) => this.start(entity))
  }

  /** How many there are: 0 when all processes have ended. */
  get size(): number {
    return this.#all.size
  }

  /** Creates a process that is stopped. Its handle for the caller is the result of Create. */
  create(thread: TaskThread, declaration: TaskDeclaration): number {
    const { tasks, classes } = this.#kernel
    const { name, className, path } = declaration
    if (!isName(name) || !isName(className)) return rcInvalidArgument
    if (isOfKernel(className) || isOfKernel(name)) return rcInvalidArgument
    if (tasks.byName(name)?.isAlive === true) return rcAlreadyExists
    const image = this.#images.find(path)
    if (typeof image === 'number') return image
    if (!isClassOf(classes, image.given, className)) return rcInvalidArgument
    if (!this.#count(thread.task)) return rcQuotaExceeded
    const entity = this.make(declaration, thread.task, image, false)
    const rc = this.giveHandle(thread, entity)
    if (rc !== rcOk) tasks.end(entity.task, { killed: 'its creator has no room for its handle' })
    return rc
  }

  /**
   * Makes an entity without handles, and its process, which is stopped. Throws as
   * `TaskTable.create`.
   */
  make(
    declaration: TaskDeclaration,
    creator: Task,
    image: LoadedImage | null,
    isReserved: boolean,
  ): TaskEntity {
    const { tasks, scheduler } = this.#kernel
    const info = infoOf(declaration, scheduler.isExploring)
    const task = tasks.create(image?.program ?? null, info, undefined, creator.sid)
    const entity = new TaskEntity(this, declaration, creator, image, task, isReserved)
    this.#all.add(entity)
    this.#byTask.set(task, entity)
    return entity
  }

  /** Makes the first handle of an entity, as the result of Create. */
  giveHandle(thread: TaskThread, entity: TaskEntity): number {
    const { space } = thread.task
    const object = new KernelObject(HANDLE_TYPE_TASK, space, 0, entity)
    const handle = space.create(object, OCAP_TASK_FULL)
    if (handle > 0) {
      entity.object = object
      // Its process may have been ended, and the entity forgotten.
      this.#all.add(entity)
    }
    return returnHandle(thread, handle)
  }

  /**
   * Starts the process of an entity that has a starter, if the policy grants it. False if it was
   * denied. `isThere`: as for `Starts.refusal`.
   */
  start(entity: TaskEntity, isThere?: () => boolean): boolean {
    const { task, image, starter } = entity
    if (task.info === null || starter === null) return true
    task.info = entity.infoFor(task.info)
    entity.startedAt = this.#kernel.clock.now()
    return this.#kernel.starts.start(task, image?.program ?? null, starter, isThere)
  }

  handlesGone(entity: TaskEntity): void {
    if (!entity.hasRun)
      this.#kernel.tasks.end(entity.task, {
        killed: 'its last handle was closed before it was run',
      })
    this.#forgetIfOver(entity)
  }

  /** A process has ended. */
  taskEnded(task: Task): void {
    this.#created.delete(task)
    const entity = this.#byTask.get(task)
    if (entity === undefined) return
    task.restart = this.#restarts.plan(entity)
    if (!entity.isRestarting) this.#finish(entity)
  }

  /** Nothing is left of a process that has ended: makes its successor, if it is to have one. */
  taskOver(task: Task): void {
    const entity = this.#byTask.get(task)
    if (entity === undefined) return
    this.#byTask.delete(task)
    if (this.#restarts.succeed(entity)) this.#byTask.set(entity.task, entity)
    else {
      task.restart = null
      this.#finish(entity)
    }
  }

  #finish(entity: TaskEntity): void {
    this.#byTask.delete(entity.task)
    entity.finish()
    this.#forgetIfOver(entity)
  }

  #forgetIfOver(entity: TaskEntity): void {
    if (entity.object !== null || entity.task.isAlive || entity.isRestarting) return
    if (!this.#all.delete(entity)) return
    if (entity.isReserved) return
    this.#remember(entity.task)
    this.#createdInAll--
    const created = this.#created.get(entity.creator)
    if (created !== undefined) this.#created.set(entity.creator, created - 1)
  }

  #remember(task: Task): void {
    this.#ended.delete(task.name)
    this.#ended.set(task.name, task)
    if (this.#ended.size <= maxEndedTasks) return
    for (const [name, oldest] of this.#ended) {
      this.#ended.delete(name)
      return this.#kernel.tasks.forget(oldest)
    }
  }

  // Counts one more that a process creates, unless it or all have as many as they may have.
  #count(creator: Task): boolean {
    const created = this.#created.get(creator) ?? 0
    if (created >= maxTasksPerCreator || this.#createdInAll >= maxCreatedTasks) return false
    this.#created.set(creator, created + 1)
    this.#createdInAll++
    return true
  }
}

// Rules take such a process for the kernel itself, or for what the kernel has started, and people
// do by its name; nor could another solution be started.
function isOfKernel(text: string): boolean {
  return text === coreClass || text === initClass
}

function isName({ length }: string): boolean {
  return length > 0 && length <= maxNameLength
}
