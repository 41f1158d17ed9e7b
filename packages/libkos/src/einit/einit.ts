// The initial program: creates, connects and starts the processes of a solution, as the Einit does
// that a KasperskyOS build makes of init.yaml. Its class is Einit, and the kernel starts it.
//
// It makes all processes, then all connections, then runs them, the last of the table first. The
// first failure ends it with exit code 1. A solution with a program of its own in place of it
// (`Solution.einit`) makes the same calls.

import { formatRetcode, rcNotReady, rcOk, type Retcode } from '@kos/retcode'
import type { EntityApi } from '../coresrv/entity/entity_api.ts'
import type { Entity } from '../coresrv/entity/entity_info.ts'
import { type Program, program } from '../program.ts'
import type { Context } from '../runtime/context.ts'
import { type InitEntity, type InitTable, initTableFile, readInitTable } from './init-table.ts'

/** A call that failed, for the one line that Einit says then. */
class InitFailure {
  readonly call: string
  readonly rc: Retcode

  constructor(call: string, rc: Retcode) {
    this.call = call
    this.rc = rc
  }
}

function check(rc: Retcode, call: string): void {
  if (rc !== rcOk) throw new InitFailure(call, rc)
}

type Init = Context & EntityApi

async function create(kos: Init, { name, task, path, flags }: InitEntity): Promise<Entity> {
  const info = flags === undefined ? { eiid: name } : { eiid: name, flags }
  let made = kos.createEntity(info, task, path)
  if (made.rc === rcNotReady) {
    check(await kos.loadImage(path ?? name), `loadImage(${path ?? name})`)
    made = kos.createEntity(info, task, path)
  }
  if (made.rc !== rcOk) throw new InitFailure(`EntityInitEx(${task})`, made.rc)
  return made.entity
}

function configure(kos: Init, entity: Entity, { name, task, args, env }: InitEntity): void {
  if (env !== undefined) {
    const envs = Object.entries(env).map(([variable, value]) => `${variable}=${value}`)
    check(kos.EntitySetEnv(entity, envs), `EntitySetEnv(${task})`)
  }
  if (args !== undefined)
    check(kos.EntitySetArgs(entity, [name, ...args]), `EntitySetArgs(${task})`)
}

async function start(kos: Init, { entities }: InitTable): Promise<void> {
  const made = new Map<string, Entity>()
  for (const each of entities) {
    const entity = await create(kos, each)
    configure(kos, entity, each)
    made.set(each.task, entity)
  }
  const entityOf = (task: string): Entity => made.get(task) as Entity
  for (const { task, connections = [] } of entities) {
    for (const { target, id } of connections) {
      const rc = kos.EntityConnectToService(entityOf(task), entityOf(target), id)
      check(rc, `EntityConnectToService(${task}, ${target}, ${id})`)
    }
  }
  for (const { task } of entities.toReversed())
    check(kos.EntityRun(entityOf(task)), `EntityRun(${task})`)
}

/** The initial program: starts the processes that its file `init.json` has. */
export const Einit: Program<Init> = /* @__PURE__ */ program(async (kos: Init) => {
  const file = kos.files[initTableFile]
  try {
    await start(kos, file === undefined ? { entities: [] } : readInitTable(file))
  } catch (error) {
    if (!(error instanceof InitFailure)) throw error
    kos.log(`${error.call}: ${formatRetcode(error.rc)}`)
    return 1
  }
  return 0
})
