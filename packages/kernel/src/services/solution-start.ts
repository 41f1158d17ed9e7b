// The start of a solution: its processes are reserved, and the initial program is started, which
// creates, connects and runs them.
//
// A reserved process is known to the host by name from the beginning, and so are errors of the
// solution. Create of the initial program claims the one of its name. What it has not run when it
// ends, is ended.

import { maxHandlesPerSpace } from '@kos/handles'
import { byteLength, copyBytes } from '@kos/ipc'
import { initTableFile, type Program, writeInitTable } from '@kos/libkos'
import { rcAlreadyExists, rcInvalidArgument, rcNotReady } from '@kos/retcode'
import { initClass } from '@kos/security'
import type { KernelCore } from '../kernel-core.ts'
import { checkClass } from '../program-classes.ts'
import { endpointsOf, securityInterfacesOf } from '../program-endpoints.ts'
import { kernelStopped } from '../reports.ts'
import {
  checkSolution,
  initTableOf,
  processesOf,
  programsOf,
  type Solution,
  type SolutionProcess,
} from '../solution.ts'
import type { Task, TaskThread } from '../task.ts'
import type { ImageTable, LoadedImage } from './image-table.ts'
import type { IpcProvides } from './ipc.ts'
import type { TaskEntities } from './task-entities.ts'
import { infoOf, type TaskDeclaration, type TaskEntity } from './task-entity.ts'

/** The starts of solutions in one kernel. */
export class SolutionStarts {
  readonly #kernel: KernelCore
  readonly #images: ImageTable
  readonly #entities: TaskEntities
  /** Entities that the initial program has not created yet, by the names of their processes. */
  readonly #reserved: Map<string, TaskEntity> = new Map()
  /** Those of each initial program that lives. */
  readonly #byInit: Map<Task, readonly TaskEntity[]> = new Map()

  constructor(kernel: KernelCore, images: ImageTable, entities: TaskEntities) {
    this.#kernel = kernel
    this.#images = images
    this.#entities = entities
  }

  /** See `Kernel.start`. */
  start(solution: Solution, ipc: IpcProvides | undefined): void {
    checkSolution(solution)
    const [client] = Object.keys(solution.connections ?? {})
    if (ipc === undefined && client !== undefined)
      throw new Error(`${client} can't be connected: this kernel has no ipc; add ipc() to services`)
    const { starts } = this.#kernel
    starts.begin()
    const einit = this.#reserve(solution)
    const what = `the start of ${initClass}`
    const killed = starts.refusal(einit, starts.kernel, what)
    if (killed === null)
      this.#kernel.tasks.run(einit, this.#imageOf(einit.className)?.program ?? null)
    else this.#endAll(einit, killed)
  }

  /** The reserved entity of a process of this name that was not created yet. */
  find(name: string): TaskEntity | undefined {
    return this.#reserved.get(name)
  }

  /** The initial program creates a process of the solution. */
  claim(thread: TaskThread, entity: TaskEntity, created: TaskDeclaration): number {
    const { className, path, flags } = created
    const { declaration, creator, task } = entity
    if (creator !== thread.task) return rcAlreadyExists
    if (className !== declaration.className || path !== declaration.path) return rcInvalidArgument
    if (entity.image === null) {
      const image = this.#images.find(path)
      if (typeof image === 'number') return image
      entity.image = image
      if (task.isAlive) setProgram(task, image.program)
    }
    declaration.flags = flags
    this.#reserved.delete(declaration.name)
    return this.#entities.giveHandle(thread, entity)
  }

  /** A process has ended: if it is an initial program, so do the processes that it has not run. */
  taskEnded(einit: Task): void {
    const { result } = einit
    if (!this.#byInit.has(einit)) return
    const isStop = result !== null && 'killed' in result && result.killed.startsWith(kernelStopped)
    this.#endAll(einit, isStop ? result.killed : `${initClass} ended before it started it`)
  }

  #endAll(einit: Task, killed: string): void {
    const { tasks } = this.#kernel
    const entities = this.#byInit.get(einit) ?? []
    this.#byInit.delete(einit)
    for (const { declaration } of entities) this.#reserved.delete(declaration.name)
    for (const { task, hasRun } of entities) if (!hasRun) tasks.end(task, { killed })
    tasks.end(einit, { killed })
  }

  // All or nothing: if one process can't be made, none stays.
  #reserve(solution: Solution): Task {
    const { tasks } = this.#kernel
    const made: Task[] = []
    try {
      for (const [path, program] of Object.entries(programsOf(solution)))
        this.#images.add(path, program)
      const einit = this.#makeInit(solution)
      made.push(einit)
      const entities: TaskEntity[] = []
      for (const process of processesOf(solution)) {
        const entity = this.#make(solution, process, einit)
        entities.push(entity)
        made.push(entity.task)
      }
      for (const entity of entities) this.#reserved.set(entity.declaration.name, entity)
      this.#byInit.set(einit, entities)
      return einit
    } catch (error) {
      for (const task of made) tasks.end(task, { killed: 'it could not be started' })
      throw error
    }
  }

  #makeInit(solution: Solution): Task {
    const { tasks, classes, scheduler } = this.#kernel
    const image = this.#imageOf(initClass)
    checkClass(classes, image?.given ?? null, initClass, initClass)
    const files = { [initTableFile]: writeInitTable(initTableOf(solution)) }
    const declaration = { name: initClass, className: initClass, path: initClass, flags: 0, files }
    const info = infoOf(declaration, scheduler.isExploring)
    // It needs one for each process, however few others may have.
    return tasks.create(image?.program ?? null, info, maxHandlesPerSpace)
  }

  #make(solution: Solution, process: SolutionProcess, einit: Task): TaskEntity {
    const { name, className, path } = process
    const image = this.#imageOf(path)
    checkClass(this.#kernel.classes, image?.given ?? null, name, className)
    const files = Object.fromEntries(
      Object.entries(solution.files?.[name] ?? {}).map(([file, bytes]) => [file, copyOf(bytes)]),
    )
    const declaration = { name, className, path, flags: 0, files }
    return this.#entities.make(declaration, einit, image, true)
  }

  // Null for one that is not loaded yet.
  #imageOf(path: string): LoadedImage | null {
    const image = this.#images.find(path)
    if (typeof image !== 'number') return image
    if (image === rcNotReady) return null
    throw new TypeError(`there is no image ${path}; add it to the option images of the kernel`)
  }
}

// The process was made without: its image was not loaded.
function setProgram(task: Task, program: Program | null): void {
  task.endpoints = endpointsOf(task.name, task.className, program)
  task.security = securityInterfacesOf(task.name, program)
}

function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(byteLength(bytes))
  copyBytes(copy, bytes, copy.length)
  return copy
}
