// The limits of the bus process and of its clients, each at its value and one past it, and the code
// that tells.

import {
  connect,
  type Kos,
  proxyOf,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcQuotaExceeded,
  rcReceiveError,
  type Retcode,
  unwrap,
} from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import {
  busLookPause,
  defaultQueueCapacity,
  maxBusLooks,
  maxClientId,
  maxClients,
  maxNameLength,
  maxQueueCapacity,
  maxSessions,
  maxSessionsPerProcess,
  maxSessionTopics,
  maxStatsEntries,
  maxSubscribedTopics,
} from '../src/limits.ts'
import { Bus } from '../src/index.ts'
import { BusConnection } from '../src/messagebus/bus-connection.ts'
import { entriesOf } from '../src/messagebus/bus-stats.ts'
import {
  InitConnection,
  MessageBusFactory,
  messageBusProcess,
  MessageBusSession,
} from '../src/process.ts'
import { SessionCounts } from '../src/server/session-counts.ts'
import { busName, BusWorld } from './bus-world.ts'

const names = (count: number, prefix = 't'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

async function openSession(kos: Kos): Promise<number> {
  const answer = await connect(kos, MessageBusFactory, busName, 'bus').Connect()
  if (answer.rc !== rcOk) return answer.error?.rc ?? (answer.rc as number)
  kos.KnHandleClose(answer.lifeline.handle)
  return answer.session.handle
}

describe('a name', () => {
  test('has so many bytes, and one', async () => {
    await using world = new BusWorld()
    world.toleratesMisuse = true
    world.client('A')
    await world.act('A', async ({ control }) => {
      const longest = 'x'.repeat(maxNameLength)
      expect((await control.RegisterPublisher(longest)).rc).toBe(rcOk)
      expect((await control.RegisterSubscriber(longest, new Set([longest]))).rc).toBe(rcOk)
      // Of two bytes each.
      const wide = 'é'.repeat(127)
      expect((await control.RegisterPublisher(`${wide}x`)).rc).toBe(rcOk)
      for (const name of [`${longest}x`, `${wide}xx`, '', 5 as never, null as never]) {
        expect(await control.RegisterPublisher(name)).toEqual({ rc: rcInvalidArgument })
        expect(await control.RegisterSubscriber(name, new Set(['a']))).toEqual({
          rc: rcInvalidArgument,
        })
        expect(await control.RegisterSubscriber('s', new Set(['a', name]))).toEqual({
          rc: rcInvalidArgument,
        })
      }
    })
  })

  test('of a bus in async code, too', () => {
    const bus = new Bus<number>()
    expect(bus.registerPublisher('x'.repeat(maxNameLength)).rc).toBe(rcOk)
    expect(bus.registerPublisher('x'.repeat(maxNameLength + 1)).rc).toBe(rcInvalidArgument)
  })
})

test('a queue has a capacity from 1 to so many, and a default', async () => {
  for (const capacity of [1, maxQueueCapacity]) messageBusProcess({ capacity })
  for (const capacity of [0, maxQueueCapacity + 1, 1.5, -1, Number.NaN])
    expect(() => messageBusProcess({ capacity })).toThrow(TypeError)
  const bus = new Bus<number>()
  const { publisher } = unwrap(bus.registerPublisher('a'))
  unwrap(bus.registerSubscriber('s', ['a']))
  for (let count = 0; count < defaultQueueCapacity; count++) expect(publisher.push(1)).toBe(rcOk)
  expect(publisher.push(1)).not.toBe(rcOk)
})

test('a subscriber has so many topics and no more', async () => {
  await using world = new BusWorld()
  world.client('A')
  await world.act('A', async ({ control }, kos) => {
    const most = names(maxSubscribedTopics)
    const { id } = unwrap(await control.RegisterSubscriber('s', new Set(most)))
    expect(await control.RegisterSubscriber('s', new Set([...most, 'one more']))).toEqual({
      rc: rcInvalidArgument,
    })
    expect(await control.UnregisterSubscriber(id)).toBe(rcOk)
    // The bus counts by itself.
    using session = proxyOf(kos, MessageBusSession, (await openSession(kos)) as never)
    const client = 1
    const { wake } = unwrap(await session.RegisterSubscriber({ client, name: 's', topic: 't0' }))
    kos.KnHandleClose(wake.handle)
    for (const topic of most.slice(1)) unwrap(await session.AddTopic({ client, topic }))
    const { error } = await session.AddTopic({ client, topic: 'one more' })
    expect(error).toEqual({ rc: rcQuotaExceeded })
  })
})

test('a session has so many topics of subscribers, and gets them back', async () => {
  await using world = new BusWorld()
  world.client('A')
  await world.act('A', async ({ control }) => {
    let last = 0
    const most = new Set(names(maxSubscribedTopics))
    for (let topics = 0; topics < maxSessionTopics; topics += maxSubscribedTopics)
      last = unwrap(await control.RegisterSubscriber('s', most)).id
    const one = new Set(['a'])
    expect(await control.RegisterSubscriber('s', one)).toEqual({ rc: rcQuotaExceeded })
    expect(await control.UnregisterSubscriber(last)).toBe(rcOk)
    const all = new Set([...names(maxSubscribedTopics - 1), 'a'])
    const { id } = unwrap(await control.RegisterSubscriber('s', all))
    expect(await control.RegisterSubscriber('s', one)).toEqual({ rc: rcQuotaExceeded })
    expect(await control.UnregisterSubscriber(id)).toBe(rcOk)
    expect((await control.RegisterSubscriber('s', one)).rc).toBe(rcOk)
  })
})

test('a session has so many clients, and gets them back', async () => {
  await using world = new BusWorld()
  world.client('A')
  await world.act('A', async ({ control }) => {
    const one = new Set(['a'])
    const { id } = unwrap(await control.RegisterSubscriber('s', one))
    for (const name of names(maxClients - 1)) unwrap(await control.RegisterPublisher(name))
    expect(await control.RegisterPublisher('one more')).toEqual({ rc: rcQuotaExceeded })
    expect(await control.RegisterSubscriber('s', one)).toEqual({ rc: rcQuotaExceeded })
    expect(await control.UnregisterSubscriber(id)).toBe(rcOk)
    expect((await control.RegisterPublisher('one more')).rc).toBe(rcOk)
  })
})

test('a process has so many sessions, and gets them back; others have theirs', async () => {
  await using world = new BusWorld()
  for (const name of ['A', 'B']) world.client(name)
  const open = async (name: string): Promise<number> => {
    const done = world.begin(name, openSession)
    await world.kernel.run({ until: done })
    return done
  }
  const handles: number[] = []
  for (let count = 0; count < maxSessionsPerProcess; count++) handles.push(await open('A'))
  expect(Math.min(...handles)).toBeGreaterThan(0)
  for (let count = 0; count < 3; count++) expect(await open('A')).toBe(rcQuotaExceeded)
  expect(await open('B')).toBeGreaterThan(0)
  // The library has none for its process then, and is told.
  const first = async (kos: Kos) => {
    const refused = await InitConnection(kos, busName)
    kos.KnHandleClose(handles[0] as never)
    await kos.KnSleep(1)
    return [refused.rc, (await InitConnection(kos, busName)).rc]
  }
  const codes = world.begin('A', first)
  await world.kernel.run({ until: codes })
  expect(await codes).toEqual([rcQuotaExceeded, rcOk])
  expect(await open('A')).toBe(rcQuotaExceeded)
})

test('of all processes together, there are so many sessions', () => {
  const counts = new SessionCounts()
  for (let process = 1; process <= maxSessions / maxSessionsPerProcess; process++)
    for (let count = 0; count < maxSessionsPerProcess; count++) {
      expect(counts.admits(process)).toBe(rcOk)
      counts.add(process)
    }
  expect(counts.admits(9999)).toBe(rcQuotaExceeded)
  counts.remove(3)
  expect(counts.admits(9999)).toBe(rcOk)
  expect(counts.admits(3)).toBe(rcOk)
  expect(counts.admits(4)).toBe(rcQuotaExceeded)
})

test('a bus that is gone is looked for so often', async () => {
  await using world = new BusWorld()
  world.client('A')
  const codes: Retcode[] = []
  const pushing = world.begin('A', async (kos) => {
    const connection = BusConnection.of(kos, busName)
    await connection.open(kos)
    await kos.KnSleep(1)
    for (let times = 0; times < 2; times++) codes.push(await connection.open(kos))
  })
  await world.kernel.advance(0)
  const good = messageBusProcess()
  world.kernel.kill(busName, 'by the test')
  await world.kernel.advance(maxBusLooks * busLookPause)
  expect(codes).toEqual([])
  // In time for the last look of the first attempt: not for the one before.
  world.restartBus(good, 'A')
  await world.kernel.run({ until: pushing })
  expect(codes).toEqual([rcOk, rcOk])
})

test('a bus that does not come in time is told', async () => {
  await using world = new BusWorld()
  world.client('A')
  const pushing = world.begin('A', async (kos) => {
    const connection = BusConnection.of(kos, busName)
    await connection.open(kos)
    await kos.KnSleep(1)
    return connection.open(kos)
  })
  await world.kernel.advance(0)
  world.kernel.kill(busName, 'by the test')
  await world.kernel.advance(maxBusLooks * busLookPause + 1)
  expect([rcNotConnected, 0]).not.toContain(await pushing)
})

test('statistics of so many entries are read, and no more', async () => {
  let next = 0n
  let left = 0
  const page = async () => {
    const count = Math.min(left, 4096)
    left -= count
    return { rc: rcOk, page: Array.from({ length: count }, () => ({ number: ++next })) } as const
  }
  left = maxStatsEntries
  expect(unwrap(await entriesOf(page)).entries).toHaveLength(maxStatsEntries)
  left = maxStatsEntries + 1
  expect((await entriesOf(page)).rc).toBe(rcQuotaExceeded)
  const twice = async () => ({ rc: rcOk, page: [{ number: 1n }] }) as const
  expect((await entriesOf(twice)).rc).toBe(rcReceiveError)
})

test('the ids of one process end', async () => {
  await using world = new BusWorld()
  world.client('A')
  const done = world.begin('A', async (kos) => {
    const connection = BusConnection.of(kos, busName, maxClientId - 1)
    expect(await connection.register(kos, null, ['a'])).toEqual({ rc: rcOk, id: maxClientId })
    expect(await connection.register(kos, null, ['b'])).toEqual({ rc: rcQuotaExceeded })
  })
  await world.kernel.run({ until: done })
  await done
})
