import {
  connect,
  defineInterface,
  type Entity,
  type EntityInfo,
  ENTITY_FLAGS_NONE,
  EVENT_TASK_COMPLETED,
  INFINITE_TIMEOUT,
  program,
  rcOk,
  serve,
  TaskEndCrashed,
  uint32,
  unwrap,
} from '@kos/libkos'

const Bake = defineInterface('bakery.Bake', { Bake: { in: { loaves: uint32 } } })
// What `kos gen` prints of Oven.edl and Baker.edl, as far as it matters.
const oven: EntityInfo = {
  eiid: 'bakery.Oven',
  max_endpoints: 1,
  endpoints: [{ name: 'oven', riid: 0, interface: 'bakery.Bake' }],
  args: ['oven', '500'],
  flags: ENTITY_FLAGS_NONE,
}
const baker: EntityInfo = { eiid: 'bakery.Baker', max_endpoints: 0, flags: ENTITY_FLAGS_NONE }

/** Takes so many loaves, and no more. */
export const Oven = program({ endpoints: { oven: Bake } }, async (kos) => {
  let room = Number(kos.args[0])
  const Bake = ({ loaves }: { readonly loaves: number }): void => {
    room -= loaves
    if (room < 0) throw new Error('it burns')
  }
  await serve(kos, 'oven', { oven: { Bake } })
})

/** Bakes as long as the oven does. */
export const Baker = program(async (kos) => {
  const oven = connect(kos, Bake, 'oven', 'oven')
  while ((await oven.Bake({ loaves: 100 })).rc === rcOk) await kos.KnSleep(1_000)
  return 2
})

/** Starts both again whenever one has crashed; three crashes within a minute are enough. */
export const Supervisor = program(async (kos) => {
  const { notice } = unwrap(kos.KnNoticeCreate())

  /** Makes, connects and runs the workers, and asks for notices of their ends. */
  const start = (): Map<string, Entity> => {
    const made = new Map<string, Entity>()
    for (const [name, info] of [
      ['Oven', oven],
      ['Baker', baker],
    ] as const) {
      const entity = kos.EntityInitEx(info, name, null)
      if (entity === null) throw new Error(`${name} can't be made`)
      unwrap({
        rc: kos.KnNoticeSubscribeToObject(notice, entity.handle, EVENT_TASK_COMPLETED, name),
      })
      made.set(name, entity)
    }
    const [server, client] = [...made.values()] as [Entity, Entity]
    // Both are stopped yet: the connection could not be made later.
    unwrap({ rc: kos.EntityConnectToService(client, server, 'oven') })
    for (const entity of made.values()) unwrap({ rc: kos.EntityRun(entity) })
    return made
  }

  /** Waits until all of them have ended, and says how often that was by a crash. */
  const crashesOf = async (workers: Map<string, Entity>): Promise<number> => {
    let crashes = 0
    while (workers.size > 0) {
      const { events } = unwrap(await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 8))
      for (const { eventId } of events) {
        const name = eventId as string
        const entity = workers.get(name) as Entity
        const { reason, exitCode } = unwrap(await kos.EntityWait(entity, 0))
        kos.log(name, reason === TaskEndCrashed ? 'crashed' : `ended with ${exitCode}`)
        if (reason === TaskEndCrashed) crashes++
        kos.EntityFree(entity)
        workers.delete(name)
      }
    }
    return crashes
  }

  const times: number[] = []
  while ((await crashesOf(start())) > 0) {
    const now = kos.KnGetMSecSinceStart()
    times.push(now)
    if (times.filter((time) => now - time < 60_000).length === 3) {
      kos.log('three crashes within a minute: it gives up')
      return 1
    }
    kos.log('it starts them again')
    // Workers that crash at once leave time to others.
    await kos.KnSleep(1_000)
  }
  return 0
})
