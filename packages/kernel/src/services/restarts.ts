// Restarts: the kernel starts the process of an entity with ENTITY_FLAG_DUMPABLE again after an
// unhandled exception. When, says `restart-record.ts`.
//
// The successor is made at once, and run later. So its name is not free meanwhile, the host finds
// it, and may end it, and clients reach it by connections made anew: what they send waits.
// (1) `plan` decides, while services let go of the process. (2) `succeed` makes the successor when
// nothing is left of the process. (3) A timer on the kernel's clock runs it, if the policy grants
// the start. Whatever ends the successor before (3), is the end of the entity.

import { ENTITY_FLAG_DUMPABLE } from '@kos/libkos'
import type { Timed } from '@kos/thread'
import type { KernelCore } from '../kernel-core.ts'
import type { Restart } from '../reports.ts'
import type { IpcProvides } from './ipc.ts'
import { infoOf, type TaskEntity } from './task-entity.ts'

/** A restart that is planned. */
interface Planned extends Timed {
  readonly delay: number
}

/** The restarts in one kernel. */
export class Restarts {
  readonly #kernel: KernelCore
  readonly #ipc: IpcProvides | undefined
  readonly #run: (entity: TaskEntity) => void
  readonly #planned: Map<TaskEntity, Planned> = new Map()

  /** `run` starts the process of an entity. */
  constructor(kernel: KernelCore, ipc: IpcProvides | undefined, run: (entity: TaskEntity) => void) {
    this.#kernel = kernel
    this.#ipc = ipc
    this.#run = run
  }

  /**
   * The process of the entity has ended. What becomes of it if it crashed and is to be started
   * again; null for any other end, also of one that waits to be started again.
   */
  plan(entity: TaskEntity): Restart | null {
    const { task, declaration, crashes, startedAt } = entity
    const { clock, scheduler } = this.#kernel
    const planned = this.#planned.get(entity)
    if (planned !== undefined) {
      this.#unplan(entity)
      scheduler.cancel(planned)
      return null
    }
    const isCrash = task.result !== null && 'crash' in task.result
    if (!isCrash || (declaration.flags & ENTITY_FLAG_DUMPABLE) === 0) return null
    const restart = crashes.next(clock.now() - startedAt)
    if ('delay' in restart) {
      this.#planned.set(entity, this.#timer(entity, restart.delay))
      entity.isRestarting = true
    }
    return restart
  }

  /**
   * Makes the successor of the process that `plan` was asked about, which is run later. False if it
   * can't be made: code of the host has taken its name, or memory is used up.
   */
  succeed(entity: TaskEntity): boolean {
    const { tasks, scheduler, hostCode } = this.#kernel
    const { declaration, image, crashes, creator } = entity
    const planned = this.#planned.get(entity) as Planned
    try {
      const info = infoOf(declaration, scheduler.isExploring)
      entity.task = tasks.create(image?.program ?? null, info, undefined, creator.sid)
    } catch (error) {
      this.#unplan(entity)
      hostCode.failed(error, `the restart of ${declaration.name}`)
      return false
    }
    entity.task.restarts = crashes.total
    // Refused for a client whose connection the host has made anew before: that one stays.
    for (const { client, server, name } of entity.connections)
      this.#ipc?.connect(client.task, server.task, name)
    scheduler.after(planned, planned.delay)
    return true
  }

  #unplan(entity: TaskEntity): void {
    this.#planned.delete(entity)
    entity.isRestarting = false
  }

  #timer(entity: TaskEntity, delay: number): Planned {
    const { hostCode, tasks } = this.#kernel
    const expire = hostCode.listener(`the restart of ${entity.declaration.name}`, () => {
      this.#unplan(entity)
      try {
        this.#run(entity)
      } catch (error) {
        tasks.end(entity.task, { killed: 'it could not be started again' })
        throw error
      }
    })
    return { expire, delay, deadline: 0, sequence: 0, heapIndex: -1 }
  }
}
