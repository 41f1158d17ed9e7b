// Processes: documented header `coresrv/entity/entity_api.h`. The structures are in
// `entity_info.ts`, how a process ends as numbers in `abi/task-state.ts`.
//
// A function takes any object with a task handle for an entity, so that a handle which came in a
// message is one: `{ handle }`.

import { type Result, type Retcode, rcInvalidArgument, rcOk } from '@kos/retcode'
import { handleContract, taskContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { TaskEnd, TaskState } from '../../abi/task-state.ts'
import type { EndpointInfo } from '../../program.ts'
import { type Handle, INVALID_HANDLE } from '../../nk/types.ts'
import type { Library, Sys } from '../../runtime/sys.ts'
import { handleResult } from '../handle/handle_api.ts'
import { type Entity, ENTITY_FLAGS_NONE, type EntityInfo } from './entity_info.ts'

const calls = /* @__PURE__ */ callsOf(taskContract)

/** How a process ended. */
export interface EntityEnd {
  /** TaskEndExited, TaskEndCrashed or TaskEndKilled. */
  readonly reason: TaskEnd
  /** What it returned, if it was TaskEndExited; else 0. */
  readonly exitCode: number
}

/** Functions that the task service adds to `kos`. */
export interface EntityApi {
  /**
   * Creates a process of the class `info.eiid`, which is stopped (topic `entity_init`). Its name,
   * and that of its image, are the class name. Arguments and environment are those of `info`.
   *
   * The endpoints of `info` must be those of the image's program, if it has some: what differs is
   * reported, and nothing is made.
   *
   * Null if an error occurs: `createEntity` says which.
   */
  readonly EntityInit: (info: EntityInfo) => Entity | null
  /**
   * As EntityInit (topic `entity_init_ex`), with a name and an image of its own; null stands for
   * the class name.
   */
  readonly EntityInitEx: (
    info: EntityInfo,
    name: string | null,
    path: string | null,
  ) => Entity | null
  /**
   * As EntityInitEx, with the reason of a failure.
   *
   * rcAlreadyExists: a process of the name lives, or the solution has one; rcResourceNotFound: no
   * image of that path; rcNotReady: the image must be loaded first (`loadImage`);
   * rcInvalidArgument: wrong names, flags, arguments or variables, the class or the name of the
   * kernel or of Einit, the image is known under other classes only, or has other endpoints;
   * rcQuotaExceeded: too many processes, or no handle is left;
   * rcOutOfMemory.
   */
  readonly createEntity: (
    info: EntityInfo,
    name?: string | null,
    path?: string | null,
  ) => Result<{ readonly entity: Entity }>
  /**
   * Connects two processes that are stopped, under the name of the process `sr` (topic
   * `entity_connect`). The codes are those of EntityConnectToService.
   */
  readonly EntityConnect: (cl: Entity, sr: Entity) => Retcode
  /**
   * Connects two processes that are stopped: `cl` reaches `sr` under `name` (topic
   * `entity_connect_to_service`). Clients under one name share a listener of the server.
   *
   * rcOk; rcInvalidOperation: one of them was run; rcAlreadyExists: the client has a connection of
   * the name; rcInvalidArgument: not task handles, or no name; rcNoCapability: a handle lacks
   * OCAP_TASK_CONTROL; rcHandleRevoked; rcUnimplemented: the kernel has no IPC.
   */
  readonly EntityConnectToService: (cl: Entity, sr: Entity, name: string) => Retcode
  /**
   * Sets the arguments of a process that is stopped, in place of those before. The first is the
   * name of the executable, which the process is not told.
   *
   * rcOk; rcInvalidOperation: it was run; rcQuotaExceeded: more than 1024, or more than 1 Mi
   * UTF-16 units of arguments and environment; rcInvalidArgument; rcNoCapability: the handle lacks
   * OCAP_TASK_CONTROL; rcHandleRevoked.
   */
  readonly EntitySetArgs: (entity: Entity, args: readonly string[]) => Retcode
  /**
   * Sets the environment of a process that is stopped, in place of that before: texts
   * `NAME=VALUE`. The codes are those of EntitySetArgs.
   */
  readonly EntitySetEnv: (entity: Entity, envs: readonly string[]) => Retcode
  /**
   * Starts a process that is stopped (topic `entity_run`).
   *
   * rcOk; rcSecurityDisallow: the policy denied the start, and the process has ended;
   * rcInvalidOperation: it was run before; rcInvalidArgument, rcNoCapability, rcHandleRevoked.
   */
  readonly EntityRun: (entity: Entity) => Retcode
  /**
   * Waits for the end of a process, `msec` milliseconds at most, also of one that was not run yet.
   *
   * rcTimeout; rcInvalidArgument: no task handle; rcNoCapability: it lacks OCAP_TASK_QUERY;
   * rcHandleRevoked.
   */
  readonly EntityWait: (entity: Entity, msec: number) => Promise<Result<EntityEnd>>
  /**
   * What a process does, and how it ended. rcInvalidArgument: no task handle; rcNoCapability: it
   * lacks OCAP_TASK_QUERY; rcHandleRevoked.
   */
  readonly entityState: (entity: Entity) => Result<EntityEnd & { readonly state: TaskState }>
  /**
   * Closes the handle of a process. A process that was never run ends with the last handle: nobody
   * can start it any more. One that runs goes on.
   *
   * rcOk; rcInvalidArgument: not a handle of this process.
   */
  readonly EntityFree: (entity: Entity) => Retcode
  /**
   * Has the host load the image of a path, so that processes can be created of it, and waits until
   * it has. rcOk, also if it was loaded before; rcResourceNotFound: there is none; rcFail: it could
   * not be loaded, or exports no program, and the host is told why; rcInvalidArgument.
   */
  readonly loadImage: (path: string) => Promise<Retcode>
}

type MaybeEntity = Entity | null | undefined

const handleOf = (entity: MaybeEntity): Handle => entity?.handle ?? INVALID_HANDLE

/** The program half of the task service. */
export const entityLibrary: Library<EntityApi> = /* @__PURE__ */ Object.freeze({
  EntityInit: (sys) => {
    const create = entityMaker(sys)
    return (info) => create(info, '', '').entity ?? null
  },
  EntityInitEx: (sys) => {
    const create = entityMaker(sys)
    return (info, name, path) => create(info, name ?? '', path ?? '').entity ?? null
  },
  createEntity: (sys) => {
    const create = entityMaker(sys)
    return (info, name, path) => create(info, name ?? '', path ?? '')
  },
  EntityConnect: (sys) => {
    const connect = sys.call(calls.Connect)
    return (cl, sr) => connect(handleOf(cl), handleOf(sr), '') as Retcode
  },
  EntityConnectToService: (sys) => {
    const connect = sys.call(calls.Connect)
    return (cl, sr, name) =>
      name === '' ? rcInvalidArgument : (connect(handleOf(cl), handleOf(sr), name) as Retcode)
  },
  EntitySetArgs: (sys) => {
    const set = argumentSetter(sys)
    return (entity, args) => set(handleOf(entity), args)
  },
  EntitySetEnv: (sys) => {
    const set = variableSetter(sys)
    return (entity, envs) => set(handleOf(entity), envs)
  },
  EntityRun: (sys) => {
    const run = sys.call(calls.Run)
    return (entity) => run(handleOf(entity)) as Retcode
  },
  EntityWait: (sys) => {
    const wait = sys.call(calls.Wait)
    const { reason, exitCode } = calls.Wait.results
    const { registers } = sys
    const finish = (rc: number): Result<EntityEnd> =>
      rc === rcOk
        ? {
            rc: rcOk,
            reason: registers[reason] as TaskEnd,
            exitCode: registers[exitCode] as number,
          }
        : ({ rc } as Result<EntityEnd>)
    return (entity, msec) => sys.result(wait(handleOf(entity), msec), finish)
  },
  entityState: (sys) => {
    const getState = sys.call(calls.GetState)
    const { state, reason, exitCode } = calls.GetState.results
    const { registers } = sys
    return (entity) => {
      const rc = getState(handleOf(entity))
      if (rc !== rcOk) return { rc } as Result<EntityEnd & { readonly state: TaskState }>
      return {
        rc: rcOk,
        state: registers[state] as TaskState,
        reason: registers[reason] as TaskEnd,
        exitCode: registers[exitCode] as number,
      }
    }
  },
  EntityFree: (sys) => {
    const close = sys.call(callsOf(handleContract).Close)
    const { untaken } = sys.process
    return (entity) => {
      const handle = handleOf(entity)
      // As KnHandleClose: its number may be another handle's when the server loop would close it.
      if (untaken.size > 0) untaken.delete(handle)
      return close(handle) as Retcode
    }
  },
  loadImage: (sys) => {
    const load = sys.call(calls.LoadImage)
    return (path) => sys.wait(load(path))
  },
})

type SetTexts = (handle: Handle, texts: readonly string[]) => Retcode

function argumentSetter(sys: Sys): SetTexts {
  const clear = sys.call(calls.ClearArguments)
  const add = sys.call(calls.AddArgument)
  return (handle, texts) => {
    if (!areTexts(texts)) return rcInvalidArgument
    let rc = clear(handle)
    for (let i = 1; rc === rcOk && i < texts.length; i++) rc = add(handle, texts[i] as string)
    return rc as Retcode
  }
}

function variableSetter(sys: Sys): SetTexts {
  const clear = sys.call(calls.ClearVariables)
  const set = sys.call(calls.SetVariable)
  return (handle, texts) => {
    if (!areTexts(texts) || !texts.every(isVariable)) return rcInvalidArgument
    let rc = clear(handle)
    for (let i = 0; rc === rcOk && i < texts.length; i++) {
      const text = texts[i] as string
      const end = text.indexOf('=')
      rc = set(handle, text.slice(0, end), text.slice(end + 1))
    }
    return rc as Retcode
  }
}

function areTexts(texts: unknown): texts is readonly string[] {
  // Unlike `every`, it sees holes.
  return Array.isArray(texts) && !Array.from(texts).some((text) => typeof text !== 'string')
}

function isVariable(text: string): boolean {
  return text.indexOf('=') > 0
}

// The rows are the program's own; what is no row is refused by the kinds of the arguments.
function endpointChecker(sys: Sys): (handle: Handle, info: EntityInfo) => Retcode {
  const checkCount = sys.call(calls.CheckEndpointCount)
  const check = sys.call(calls.CheckEndpoint)
  return (handle, { max_endpoints, endpoints = [] }) => {
    if (!Array.isArray(endpoints)) return rcInvalidArgument
    let rc = max_endpoints === undefined ? rcOk : checkCount(handle, max_endpoints)
    for (let i = 0; rc === rcOk && i < endpoints.length; i++) {
      const { riid, name, interface: interfaceName } = (endpoints[i] ?? {}) as EndpointInfo
      rc = check(handle, riid, name, interfaceName)
    }
    return rc as Retcode
  }
}

type MakeEntity = (
  info: EntityInfo,
  name: string,
  path: string,
) => Result<{ readonly entity: Entity }>

// An entity whose arguments can't be set is none: nothing of it is left.
function entityMaker(sys: Sys): MakeEntity {
  const create = sys.call(calls.Create)
  const close = sys.call(callsOf(handleContract).Close)
  const checkEndpoints = endpointChecker(sys)
  const setArguments = argumentSetter(sys)
  const setVariables = variableSetter(sys)
  const { registers } = sys
  return (info, name, path) => {
    const { eiid, flags = ENTITY_FLAGS_NONE, args = [], envs = [] } = info ?? {}
    if (!areTexts(args) || !areTexts(envs) || !envs.every(isVariable))
      return { rc: rcInvalidArgument }
    const created = handleResult(create(eiid, name, path, flags), registers)
    if (created.rc !== rcOk) return created
    const { handle } = created
    let rc = checkEndpoints(handle, info)
    if (rc === rcOk && args.length > 0) rc = setArguments(handle, args)
    if (rc === rcOk && envs.length > 0) rc = setVariables(handle, envs)
    if (rc === rcOk) return { rc, entity: Object.freeze({ handle }) }
    close(handle)
    return { rc }
  }
}
