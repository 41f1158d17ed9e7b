// A low client can't hold a high one through a server: a server works at the priority of the
// highest client that waits for it.

import { connect, type Kos, program, serve } from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { Lights } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

/**
 * Serves at low priority, in many small steps: the client of priority 21 at once, others after 10
 * ms.
 */
const LowServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  const work = async (own: Kos): Promise<void> => {
    await serve(own as Kos & { endpoints: { lights: typeof Lights } }, 'lights', {
      lights: {
        async Set({ mode }) {
          if (mode !== 21) await own.KnSleep(10)
          for (let step = 0; step < 20; step++) await own.KosThreadYield()
          return { result: mode }
        },
        Lend: ({ lamp }) => ({ back: lamp.handle }),
      },
    })
  }
  const { tid } = kos.KosThreadCreate(1, 0, work, 0, 0)
  if (tid !== undefined) await kos.KosThreadWait(tid, 0xffff_ffff)
})

const client = (priority: number, delay: number) =>
  program(async (kos) => {
    const main = async (own: Kos): Promise<void> => {
      await own.KnSleep(delay)
      await connect(own, Lights, 'lights', 'lights').Set({ mode: priority, name: '' })
      own.log('is served')
    }
    const { tid } = kos.KosThreadCreate(priority, 0, main, 0, 0)
    if (tid !== undefined) await kos.KosThreadWait(tid, 0xffff_ffff)
  })

/** Ready all the while at a middle priority from 10 ms on. */
const Hog = program(async (kos) => {
  const main = async (own: Kos): Promise<void> => {
    await own.KnSleep(10)
    for (let step = 0; step < 500; step++) await own.KosThreadYield()
    own.log('is done')
  }
  const { tid } = kos.KosThreadCreate(10, 0, main, 0, 0)
  if (tid !== undefined) await kos.KosThreadWait(tid, 0xffff_ffff)
})

describe.each(hosts)('on %s', (_name, host) => {
  test('a low server that has taken the request of a high client is not kept from running by a thread between them', async () => {
    await using world = openWorld({ host: host() })
    world.kernel.spawn(LowServer, { name: 'Server' })
    world.kernel.spawn(client(20, 0), { name: 'High', connections: { lights: 'Server' } })
    world.kernel.spawn(Hog, { name: 'Hog' })
    await world.idle()
    expect([world.lines, prioritiesOf(world)]).toEqual([
      ['High: is served', 'Hog: is done'],
      [15, 1],
    ])
  })

  test('nor is one that is busy with a low client when a high one comes', async () => {
    await using world = openWorld({ host: host() })
    const connections = { lights: 'Server' }
    world.kernel.spawn(LowServer, { name: 'Server' })
    world.kernel.spawn(client(2, 0), { name: 'Low', connections })
    world.kernel.spawn(client(21, 5), { name: 'High', connections })
    world.kernel.spawn(Hog, { name: 'Hog' })
    await world.idle()
    expect([world.lines, prioritiesOf(world)]).toEqual([
      ['High: is served', 'Hog: is done', 'Low: is served'],
      [15, 1],
    ])
  })
})

function prioritiesOf(world: World): readonly number[] | undefined {
  return world.kernel
    .inspect()
    .tasks.find(({ name }) => name === 'Server')
    ?.threads.map(({ priority }) => priority)
}
