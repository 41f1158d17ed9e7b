// How a driver serves: with all the threads that it needs, or not at all.

import {
  connect,
  formatRetcode,
  type Kos,
  program,
  rcOk,
  rcQuotaExceeded,
  ThreadPriorityNormal,
} from '@kos/libkos'
import { expect, test } from 'vitest'
import { Entropy } from '../src/index.ts'
import { serviceThreads } from '../src/limits.ts'
import { serveDevice } from '../src/serve-device.ts'
import { DriverWorld } from './driver-world.ts'

const names = ['driver', 'test.Driver']
/** The first thread of the process serves as well. */
const needed = names.length * serviceThreads - 1

/** Creates threads until there is no room for another one, and ends so many of them. */
async function leaveRoom(kos: Kos, count: number): Promise<void> {
  let left = count
  const entry = async (own: Kos): Promise<void> => {
    if (left-- <= 0) await own.KnSleep(1_000_000)
  }
  while (kos.KosThreadCreate(ThreadPriorityNormal, 0, entry, null, 0).rc === rcOk);
  await kos.KnSleep(1)
}

function openWorld(room: number): DriverWorld {
  const world = new DriverWorld([])
  const endpoints = { entropy: Entropy }
  const Driver = program({ endpoints }, async (kos) => {
    await leaveRoom(kos, room)
    const Read = ({ count }: { count: number }) => ({ data: new Uint8Array(count) })
    return serveDevice(kos, names, () => ({ entropy: { Read } }))
  })
  world.drive(Driver, 'test.Driver', 'driver')
  const connections = Object.fromEntries(names.map((name) => [name, 'driver']))
  world.kernel.spawn(null, { name: 'Client', connections })
  return world
}

test('a driver that gets all of its threads serves under all of its names', async () => {
  await using world = openWorld(needed)
  const seen = await world.act('Client', async (kos) => {
    const lengths = []
    for (const name of names) {
      const { data } = await connect(kos, Entropy, name, 'entropy').Read({ count: 7 })
      lengths.push(data?.length)
    }
    return lengths
  })
  expect(seen).toEqual([7, 7])
  expect(world.lines).toEqual([])
})

test.each([0, serviceThreads, needed - 1])(
  'a driver that gets %i of its threads says so and ends',
  async (room) => {
    await using world = openWorld(room)
    await world.kernel.run({ until: world.kernel.task('driver') })
    expect(world.kernel.task('driver').result).toEqual({ code: 1 })
    const code = formatRetcode(rcQuotaExceeded)
    expect(world.lines).toEqual([`driver: driver has no thread to serve with: ${code}`])
  },
)
