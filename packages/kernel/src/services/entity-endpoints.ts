// What an EntityInfo says of endpoints, held against the program of the image: a process that does
// not have what its clients were promised is not made.
//
// Both come from one EDL file if they are right, so a difference is a mistake of a program, and is
// reported as such.

import { rcInvalidArgument, rcOk } from '@kos/retcode'
import type { KernelCore } from '../kernel-core.ts'
import { linesOfCaller } from '../misuse.ts'
import type { TaskThread } from '../task.ts'
import type { TaskEntity } from './task-entity.ts'

/** Compares the number of endpoints. rcInvalidArgument: the image has another, and it is reported. */
export function checkEndpointCount(
  kernel: KernelCore,
  thread: TaskThread,
  entity: TaskEntity,
  count: number,
): number {
  if (hasNoProgram(entity)) return rcOk
  const { length } = entity.task.endpoints
  if (count === length) return rcOk
  return refuse(kernel, thread, entity, `${count} endpoints`, `${length}`)
}

/** Compares one name of an endpoint, likewise. */
export function checkEndpoint(
  kernel: KernelCore,
  thread: TaskThread,
  entity: TaskEntity,
  riid: number,
  name: string,
  interfaceName: string,
): number {
  if (hasNoProgram(entity)) return rcOk
  const said = `endpoint ${riid} as ${name} of ${interfaceName}`
  const endpoint = entity.task.endpoints[riid]
  if (endpoint === undefined) return refuse(kernel, thread, entity, said, 'no such endpoint')
  const names = [endpoint.name, ...(endpoint.typeNames ?? [])]
  const { $name } = endpoint.interface
  if (interfaceName === $name && names.includes(name)) return rcOk
  return refuse(kernel, thread, entity, said, `${names.join(', ')} of ${$name}`)
}

// Only the host acts as such a process, and one that has ended has no endpoints any more.
function hasNoProgram({ image, task }: TaskEntity): boolean {
  return image?.program == null || !task.isAlive
}

function refuse(
  kernel: KernelCore,
  thread: TaskThread,
  { declaration }: TaskEntity,
  said: string,
  known: string,
): number {
  const { className, path } = declaration
  const text =
    `${thread.task.name}: EntityInit: the EntityInfo of ${className} has ${said}, but the image ` +
    `${path} has ${known}; take entityInfo, endpoints and endpointInfo of one module`
  kernel.misuse.report(thread, text, linesOfCaller)
  return rcInvalidArgument
}
