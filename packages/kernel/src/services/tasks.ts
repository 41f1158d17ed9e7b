// Processes, for programs: created, set up, connected, run, waited for. Entities are in
// `task-entity.ts` and `task-entities.ts`, images in `image-table.ts`, the start of a solution in
// `solution-start.ts`.
//
// Whoever creates a process has the first handle of its entity; the handle says who may do what.
// The start of a process is judged as that of its starter: of the process that calls Run.

import { OCAP_TASK_CONTROL, OCAP_TASK_QUERY } from '@kos/handles'
import { ENTITY_FLAG_DUMPABLE, type EntityApi } from '@kos/libkos'
import { callsOf, maxNameLength, taskContract } from '@kos/libkos/abi'
import { entityLibrary } from '@kos/libkos/libraries'
import {
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcSecurityDisallow,
  rcUnimplemented,
} from '@kos/retcode'
import { lookAgain } from '../host-code.ts'
import type { KernelCore } from '../kernel-core.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import type { Solution } from '../solution.ts'
import type { Task, TaskThread } from '../task.ts'
import { checkEndpoint, checkEndpointCount } from './entity-endpoints.ts'
import { ImageTable } from './image-table.ts'
import type { IpcProvides } from './ipc.ts'
import { SolutionStarts } from './solution-start.ts'
import { TaskEntities } from './task-entities.ts'
import { TaskEntity, writeEnd } from './task-entity.ts'

/** What the task service provides. */
export interface TaskProvides {
  /** See `Kernel.start`. */
  start(solution: Solution): void
  /** Nothing is left of a process that has ended. Called before the host hears of its end. */
  taskOver(task: Task): void
}

const calls = /* @__PURE__ */ callsOf(taskContract)

/** Processes that processes make: entities, images, the initial program. */
export function tasks(): Service<'tasks', EntityApi, Needed<'handles', 'ipc'>, TaskProvides> {
  return defineService({
    name: 'tasks',
    needs: ['handles'],
    uses: ['ipc'],
    contract: taskContract,
    library: entityLibrary,
    start(kernel, needs) {
      const images = new ImageTable(kernel)
      const entities = new TaskEntities(kernel, images, needs.ipc)
      const solutions = new SolutionStarts(kernel, images, entities)
      const entityOf = (task: Task, handle: number, rights: number): TaskEntity | number =>
        taskEntityOf(kernel, task, handle, rights)
      // What only entities have whose process is stopped.
      const setUp =
        <Args extends readonly unknown[]>(change: (entity: TaskEntity, ...args: Args) => number) =>
        ({ task }: TaskThread, handle: number, ...args: Args): number => {
          const entity = entityOf(task, handle, OCAP_TASK_CONTROL)
          return typeof entity === 'number' ? entity : change(entity, ...args)
        }
      return {
        provides: {
          start: (solution) => solutions.start(solution, needs.ipc),
          taskOver: (task) => entities.taskOver(task),
        },
        handlers: {
          Create(thread, eiid, name, path, flags) {
            const declaration = {
              name: name === '' ? eiid : name,
              className: eiid,
              path: path === '' ? eiid : path,
              flags,
              files: {},
            }
            if ((flags & ~ENTITY_FLAG_DUMPABLE) !== 0) return rcInvalidArgument
            const reserved = solutions.find(declaration.name)
            return reserved === undefined
              ? entities.create(thread, declaration)
              : solutions.claim(thread, reserved, declaration)
          },
          Connect({ task }, client, server, name) {
            const from = entityOf(task, client, OCAP_TASK_CONTROL)
            if (typeof from === 'number') return from
            const to = entityOf(task, server, OCAP_TASK_CONTROL)
            return typeof to === 'number' ? to : connect(needs.ipc, from, to, name)
          },
          ClearArguments: setUp((entity) => entity.clearArguments()),
          AddArgument: setUp((entity, text: string) => entity.addArgument(text)),
          ClearVariables: setUp((entity) => entity.clearVariables()),
          SetVariable: setUp((entity, name: string, value: string) =>
            isVariable(name) ? entity.setVariable(name, value) : rcInvalidArgument,
          ),
          Run(thread, handle) {
            const entity = entityOf(thread.task, handle, OCAP_TASK_CONTROL)
            return typeof entity === 'number' ? entity : run(entities, thread, entity)
          },
          Wait(thread, handle, timeout) {
            const entity = entityOf(thread.task, handle, OCAP_TASK_QUERY)
            return typeof entity === 'number' ? entity : entity.wait(thread, timeout)
          },
          GetState({ task, registers }, handle) {
            const entity = entityOf(task, handle, OCAP_TASK_QUERY)
            if (typeof entity === 'number') return entity
            const { state, reason } = calls.GetState.results
            registers[state] = entity.state
            return writeEnd(registers, reason, entity.task.result)
          },
          CheckEndpointCount(thread, handle, count) {
            const entity = entityOf(thread.task, handle, OCAP_TASK_CONTROL)
            return typeof entity === 'number'
              ? entity
              : checkEndpointCount(kernel, thread, entity, count)
          },
          CheckEndpoint(thread, handle, riid, name, interfaceName) {
            const entity = entityOf(thread.task, handle, OCAP_TASK_CONTROL)
            return typeof entity === 'number'
              ? entity
              : checkEndpoint(kernel, thread, entity, riid, name, interfaceName)
          },
          LoadImage: (thread, path) => images.load(thread, path),
        },
        taskEnded(task) {
          entities.taskEnded(task)
          solutions.taskEnded(task)
        },
        counts: () => ({ entities: entities.size }),
      }
    },
  })
}

/** The entity that a handle of the process leads to, or why there is none. */
function taskEntityOf(
  kernel: KernelCore,
  task: Task,
  handle: number,
  rights: number,
): TaskEntity | number {
  const value = kernel.valueOf(task, handle, rights)
  if (value instanceof TaskEntity) return value
  return typeof value === 'number' ? value : rcInvalidArgument
}

// A process that the host ended before it was run is connected and run as if it were about to end:
// whoever starts it does not know yet.
function connect(
  ipc: IpcProvides | undefined,
  client: TaskEntity,
  server: TaskEntity,
  name: string,
): number {
  if (client.hasRun || server.hasRun) return rcInvalidOperation
  if (ipc === undefined) return rcUnimplemented
  const known = name === '' ? server.declaration.name : name
  if (known.length > maxNameLength) return rcInvalidArgument
  const rc = ipc.connect(client.task, server.task, known)
  if (rc !== rcOk) return rc
  const connection = { client, server, name: known }
  client.connections.add(connection)
  server.connections.add(connection)
  return rcOk
}

function run(entities: TaskEntities, thread: TaskThread, entity: TaskEntity): number {
  const { task, image } = entity
  if (entity.hasRun || image === null) return rcInvalidOperation
  entity.hasRun = true
  if (!task.isAlive) return rcOk
  const { className, sid } = thread.task
  entity.starter = { className, sid }
  const { state } = thread.thread
  const stands = (): number => lookAgain(thread, state, calls.Run)
  const isThere = (): boolean => task.isAlive && stands() === rcOk
  const isGranted = entities.start(entity, isThere)
  // A rule or a listener may have ended the thread that calls, or the process.
  const rc = stands()
  return rc !== rcOk || isGranted ? rc : rcSecurityDisallow
}

function isVariable(name: string): boolean {
  return name !== '' && !name.includes('=')
}
