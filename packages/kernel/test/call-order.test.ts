// Calls of one thread over proxies, made while another one of the thread is outstanding: one after
// the other, in order. And what a call says that was not made.

import {
  bytes,
  connect,
  defineInterface,
  handle,
  program,
  sequence,
  serve,
  sint64,
  string,
  struct,
  uint8,
  union,
} from '@kos/libkos'
import { rcInvalidArgument, rcOk, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { Lights } from './lights.ts'
import { hosts, shareOf, World } from './world.ts'

const echo = (channel: string) =>
  program({ endpoints: { lights: Lights } }, async (kos) => {
    const set = async (mode: number, name: string): Promise<{ result: number }> => {
      kos.log(`begins ${mode}`)
      if (mode > 0) await kos.KnSleep(10)
      kos.log(`ends ${mode}`)
      return { result: mode + name.length }
    }
    const lights = {
      Set: ({ mode, name }: { mode: number; name: string }) => set(mode, name),
      Lend: () => ({ back: 0 }),
    }
    await serve(kos, channel, { lights })
  })

describe.each(hosts)('calls of one thread on %s', (_name, host) => {
  const begin = (): World => {
    const world = new World({ host: host() })
    world.kernel.spawn(echo('lights'), { name: 'Echo' })
    world.kernel.spawn(echo('more'), { name: 'More' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Echo', more: 'More' } })
    return world
  }

  test('are made one after the other, in the order of the program, over one proxy or several', async () => {
    await using world = begin()
    const results = await world.act('Client', async (kos) => {
      using lights = connect(kos, Lights, 'lights', 'lights')
      using more = connect(kos, Lights, 'more', 'lights')
      const calls = [lights, more, lights, lights].map((proxy, index) =>
        proxy.Set({ mode: 3 - index, name: 'ab' }),
      )
      return (await Promise.all(calls)).map(({ rc, result }) => [rc, result])
    })
    expect(results).toEqual([5, 4, 3, 2].map((result) => [rcOk, result]))
    expect(world.lines).toEqual(
      [3, 2, 1, 0].flatMap((mode) => {
        const server = mode === 2 ? 'More' : 'Echo'
        return [`${server}: begins ${mode}`, `${server}: ends ${mode}`]
      }),
    )
    expect(world.misuses).toEqual([])
  })

  test('may be made from the reaction to another one', async () => {
    await using world = begin()
    const order = await world.act('Client', async (kos) => {
      using lights = connect(kos, Lights, 'lights', 'lights')
      const ended: number[] = []
      const set = async (mode: number): Promise<void> => {
        await lights.Set({ mode, name: '' })
        ended.push(mode)
      }
      const first = set(1).then(() => set(3))
      await Promise.all([first, set(2)])
      await set(4)
      return ended
    })
    expect(order).toEqual([1, 2, 3, 4])
    expect(world.misuses).toEqual([])
  })

  test('have their options from when they are made themselves', async () => {
    await using world = begin()
    const codes = await world.act('Client', async (kos) => {
      using lights = connect(kos, Lights, 'lights', 'lights')
      const calls = [1, 2, 3].map((mode) => lights.Set({ mode, name: '' }, { deadline: 15 }))
      return (await Promise.all(calls)).map(({ rc }) => rc)
    })
    expect(codes).toEqual([rcOk, rcOk, rcOk])
  })

  test('end with their thread, and leave nothing', async () => {
    await using world = begin()
    const handles = await world.act('Client', async (kos) => {
      const before = shareOf(world.kernel, 'Client').handles
      const { tid } = unwrap(
        kos.KosThreadCreate(
          15,
          0,
          async (own) => {
            using lights = connect(own, Lights, 'lights', 'lights')
            await Promise.all([1, 2, 3].map((mode) => lights.Set({ mode, name: '' })))
          },
          0,
          0,
        ),
      )
      await kos.KnSleep(5)
      await kos.KosThreadTerminate(tid, 0)
      for (let turn = 0; turn < 10; turn++) await kos.KnSleep(1)
      return shareOf(world.kernel, 'Client').handles - before
    })
    expect(handles).toBe(0)
    expect(world.lines).toEqual(['Echo: begins 1', 'Echo: ends 1'])
  })
})

const Everything = defineInterface('demo.Everything', {
  Take: {
    in: {
      level: uint8,
      big: sint64,
      name: string(4),
      data: bytes(2),
      key: handle,
      place: struct({ x: uint8 }),
      either: union({ on: uint8, off: string(1) }),
      list: sequence(uint8, 2),
    },
  },
})

const fits = {
  level: 1,
  big: 1n,
  name: 'a',
  data: new Uint8Array(1),
  key: 1,
  place: { x: 1 },
  either: { tag: 'on', value: 1 },
  list: [1, 2],
}

describe('a call that was not made', () => {
  test('is a report that names the parameter, what it takes, and what it was given', async () => {
    const Sink = program({ endpoints: { all: Everything } }, async (kos) => {
      await serve(kos, 'all', { all: { Take: () => {} } })
    })
    await using world = new World({})
    world.kernel.spawn(Sink, { name: 'Sink' })
    world.kernel.spawn(null, { name: 'Client', connections: { all: 'Sink' } })
    const wrong: readonly object[] = [
      { level: 256 },
      { level: '1' },
      { big: 1 },
      { name: 'aäöü' },
      { name: 'a\0' },
      { name: '\ud800' },
      { name: 5 },
      { data: [1] },
      { data: new Uint8Array(3) },
      { key: 'key' },
      { key: { handle: 1, rights: 'all' } },
      { place: null },
      { place: { x: -1 } },
      { either: { tag: 'of', value: 1 } },
      { either: { tag: 'off', value: 'ab' } },
      { list: [1, 2, 3] },
      { list: [1, 300] },
      { list: 'ab' },
    ]
    const codes = await world.act('Client', async (kos) => {
      using all = connect(kos, Everything, 'all', 'all')
      const answers: number[] = []
      for (const each of wrong)
        answers.push(Number((await all.Take({ ...fits, ...each } as never)).rc))
      answers.push(
        Number((await all.Take(5 as never)).rc),
        Number((await all.Take(fits as never)).rc),
      )
      return answers
    })
    expect(codes.slice(0, -2)).toEqual(wrong.map(() => rcInvalidArgument))
    const start = 'Client: demo.Everything.Take was not called (rcInvalidArgument): '
    expect(
      world.misuses.map(({ message }) =>
        message.startsWith(start) ? message.slice(start.length) : `!${message}`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "level is 256; a uint8 is a whole number from 0 to 255",
        "level is "1"; a uint8 is a whole number from 0 to 255",
        "big is 1; a sint64 is a bigint from -9223372036854775808 to 9223372036854775807",
        "name has 7 bytes; it takes at most 4",
        "name has a zero character, which ends text in a message",
        "name has half a surrogate pair, which UTF-8 can't express",
        "name is 5; it takes a string",
        "data is an array; it takes a Uint8Array",
        "data has 3 bytes; it takes at most 2",
        "key is "key"; it takes a handle",
        "key.rights is "all"; it takes a mask of 32 bits",
        "place is null; it takes an object with x",
        "place.x is -1; a uint8 is a whole number from 0 to 255",
        "either has the tag "of"; it takes { tag, value } with the tag on, off",
        "either.off has 2 bytes; it takes at most 1",
        "list has 3 elements; it takes at most 2",
        "list[1] is 300; a uint8 is a whole number from 0 to 255",
        "list is "ab"; it takes an array",
        "the argument is 5; it takes an object with level, big, name, data, key, place, either, list",
      ]
    `)
  })

  test('because the endpoint has another interface fails at connect, and says so', async () => {
    await using world = new World({})
    world.kernel.spawn(echo('lights'), { name: 'Echo' })
    world.kernel.spawn(null, { name: 'Client', connections: { lights: 'Echo' } })
    const error = await world.act('Client', (kos) => {
      try {
        connect(kos, Everything, 'lights', 'lights')
        return 'connected'
      } catch (thrown) {
        return String(thrown)
      }
    })
    expect(error).toMatchInlineSnapshot(
      `"RetcodeError: connect("lights", "lights"): the endpoint has the interface demo.Lights, not demo.Everything"`,
    )
  })
})
