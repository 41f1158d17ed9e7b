// How processes end, and that nobody else suffers. Names and connections are in
// `process-names.test.ts`, peers in `peers.test.ts`.

import {
  connect,
  defineInterface,
  handleOf,
  INFINITE_TIMEOUT,
  type Kos,
  program,
  serve,
  uint32,
} from '@kos/libkos'
import { rcInvalidThreadState, rcOk, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { HostClock, type Misuse } from '../src/index.ts'
import { FakeHost, settle } from './fake-host.ts'
import { client, IdleServer, Lights, LightServer, pair } from './lights.ts'
import { hosts, openWorld, type World } from './world.ts'

/** Without the lines of the program, which are of this machine. */
function firstLine(misuse: Misuse): Misuse {
  return { ...misuse, message: misuse.message.split('\n', 1)[0] as string }
}

describe.each(hosts)('a process on %s', (_name, host) => {
  const open = (): World => openWorld({ host: host() })

  describe('that throws', () => {
    const later = async (kos: Kos, thrown: unknown): Promise<void> => {
      await kos.KnSleep(1)
      throw thrown
    }
    const ways: readonly (readonly [string, (kos: Kos) => unknown])[] = [
      [
        'at once',
        () => {
          throw new TypeError('broken')
        },
      ],
      ['after a wait', (kos) => later(kos, new TypeError('broken'))],
      [
        'in a second thread',
        (kos) => {
          kos.KosThreadCreate(15, 0, (own: Kos) => later(own, new TypeError('broken')), 0, 0)
          return kos.KnSleep(INFINITE_TIMEOUT)
        },
      ],
      [
        'while a thread of it waits',
        (kos) => {
          kos.KosThreadCreate(15, 0, (own: Kos) => own.KnSleep(1_000).then(() => {}), 0, 0)
          return later(kos, new TypeError('broken'))
        },
      ],
    ]

    test.each(ways)('%s ends with a report, and no other does', async (_way, main) => {
      await using world = open()
      world.kernel.spawn(
        program((kos) => main(kos) as Promise<void>),
        { name: 'Broken' },
      )
      world.kernel.spawn(
        program((kos) => kos.KnSleep(10).then(() => 3)),
        { name: 'Other' },
      )
      expect(await world.exitOf('Broken')).toEqual({
        crash: 'broken',
        stack: expect.stringContaining('TypeError: broken'),
      })
      expect(await world.exitOf('Other')).toEqual({ code: 3 })
    })

    const strange: readonly (readonly [string, unknown, string])[] = [
      ['a string', 'text', 'text'],
      ['nothing', undefined, 'undefined'],
      ['an error that says nothing', new RangeError(), 'RangeError'],
      ['a symbol', Symbol('s'), 'Symbol(s)'],
      [
        'an object without a prototype',
        Object.create(null),
        'something was thrown that cannot be shown',
      ],
      [
        'what throws when it is shown',
        {
          toString() {
            throw new Error('no')
          },
        },
        'something was thrown that cannot be shown',
      ],
      [
        'an error that throws when it is read',
        Object.defineProperty(new Error('x'), 'message', {
          get() {
            throw new Error('no')
          },
        }),
        'something was thrown that cannot be shown',
      ],
      [
        'an error whose message is none',
        Object.assign(new Error('x'), { message: 5, stack: {} }),
        '5',
      ],
    ]

    test.each(strange)('%s ends with a report', async (_what, thrown, crash) => {
      await using world = open()
      world.kernel.spawn(
        program((kos) => later(kos, thrown)),
        { name: 'Broken' },
      )
      expect(await world.exitOf('Broken')).toEqual({ crash, stack: expect.any(String) })
    })

    test('what a thread throws on its way out of a process that ended concerns nobody', async () => {
      await using world = open()
      const main = program(async (kos) => {
        await kos.KnSleep(1_000).catch(() => {
          throw new Error('late')
        })
      })
      world.kernel.spawn(main, { name: 'P' })
      await world.kernel.advance(1)
      world.kernel.kill('P', 'enough')
      expect(await world.exitOf('P')).toEqual({ killed: 'enough' })
    })
  })

  describe('that leaves things undone', () => {
    test('may return while a call is outstanding', async () => {
      await using world = open()
      const hasty = program((kos) => {
        void connect(kos, Lights, 'lights', 'lights').Set({ mode: 99, name: '' })
        return 5
      })
      pair(world, LightServer, hasty, client(1))
      expect(await world.exitOf('Client0')).toEqual({ code: 5 })
      expect(await world.exitOf('Client1')).toEqual({ code: rcOk })
    })

    test('may let a promise float that it never looks at', async () => {
      await using world = open()
      const main = program(async (kos) => {
        kos.KosThreadCreate(15, 0, (own: Kos) => void own.KnSleep(50), 0, 0)
        void kos.KnSleep(20)
        return 6
      })
      world.kernel.spawn(main, { name: 'P' })
      expect(await world.exitOf('P')).toEqual({ code: 6 })
    })

    test('is refused a second call while the first waits, and told so once', async () => {
      await using world = open()
      const main = program(async (kos) => {
        // Somebody else is ready: without, virtual time passes inside the call, and it is over
        // before the next begins.
        kos.KosThreadCreate(15, 0, () => {}, 0, 0)
        const first = kos.KnSleep(20)
        const others = [kos.KnSleep(1), kos.KnNoticeCreate().rc, kos.KnSleep(1)]
        const codes = [...(await Promise.all(others)), await first]
        kos.log(codes.map((rc) => rc === rcInvalidThreadState))
      })
      world.kernel.spawn(main, { name: 'P' })
      expect(await world.exitOf('P')).toEqual({ code: 0 })
      expect(world.lines).toEqual(['P: [ true, true, true, false ]'])
      expect(world.misuses[0]?.message).toMatch(/\n    at .*process-life\.test\.ts:\d+:\d+\)$/)
      expect(world.misuses.map(firstLine)).toMatchInlineSnapshot(`
        [
          {
            "message": "P/main already waits (sleep) and called Thread.Sleep; await the first call, or let another thread call (KosThreadCreate), with the kos that its own routine is given, and proxies made of that; methods of an object in a request run in a thread of their own, which has no kos",
            "process": "P",
            "thread": "P/main",
          },
          {
            "message": "P/main already waits (sleep) and called Notice.Create; await the first call, or let another thread call (KosThreadCreate), with the kos that its own routine is given, and proxies made of that; methods of an object in a request run in a thread of their own, which has no kos",
            "process": "P",
            "thread": "P/main",
          },
        ]
      `)
    })

    test('is told the line of the first call, if stacks are captured', async () => {
      await using world = openWorld({ host: host(), captureStacks: true })
      const main = program(async (kos) => {
        const sleeper = (): void => void kos.KnSleep(20)
        kos.KosThreadCreate(15, 0, () => {}, 0, 0)
        sleeper()
        kos.KnNoticeCreate()
      })
      world.kernel.spawn(main, { name: 'P' })
      await world.exitOf('P')
      expect(world.misuses[0]?.message).toMatch(
        /^P\/main already waits \(sleep at sleeper \(.*test\.ts:\d+:\d+\)\) and called Notice/,
      )
    })

    test('is refused the kos of a thread that waits, or is not its turn', async () => {
      await using world = open()
      const main = program(async (kos) => {
        const used: unknown[] = []
        const use = (): void => void used.push(kos.KnNoticeCreate().rc)
        const child = unwrap(
          kos.KosThreadCreate(
            15,
            0,
            async (own: Kos) => {
              use()
              await own.KosThreadYield()
              use()
            },
            0,
            0,
          ),
        )
        await kos.KosThreadYield()
        await kos.KosThreadWait(child.tid, INFINITE_TIMEOUT)
        kos.log(used.map((rc) => rc === rcInvalidThreadState))
      })
      world.kernel.spawn(main, { name: 'P' })
      await world.idle()
      expect(world.lines).toEqual(['P: [ true, true ]'])
      expect(world.misuses.map((misuse) => firstLine(misuse).message)).toMatchInlineSnapshot(`
        [
          "P/main waits for its turn and called Notice.Create; await the first call, or let another thread call (KosThreadCreate), with the kos that its own routine is given, and proxies made of that; methods of an object in a request run in a thread of their own, which has no kos",
          "P/main already waits (join) and called Notice.Create; await the first call, or let another thread call (KosThreadCreate), with the kos that its own routine is given, and proxies made of that; methods of an object in a request run in a thread of their own, which has no kos",
        ]
      `)
    })
  })

  describe('that awaits something foreign', () => {
    test('crashes under virtual time, with a message that says what to do', async () => {
      await using world = open()
      world.kernel.spawn(
        program(() => new Promise<number>(() => {})),
        { name: 'Away' },
      )
      world.kernel.spawn(
        program((kos) => kos.KnSleep(10).then(() => 3)),
        { name: 'Other' },
      )
      expect(await world.exitOf('Other')).toEqual({ code: 3 })
      expect(world.kernel.task('Away').result).toMatchInlineSnapshot(`
        {
          "crash": "Away/main awaited something that its scheduler knows nothing of (I/O, a timer of the host), and virtual time cannot wait for it. Wait through the scheduler, or use a HostClock.",
          "stack": "",
        }
      `)
    })

    test('lets others run in real time, and comes back to its next wait', async () => {
      const fake = new FakeHost()
      await using world = openWorld({ host: host(), clock: new HostClock(fake) })
      let arrive = (): void => {}
      const foreign = new Promise<void>((resolve) => (arrive = resolve))
      const away = program(async (kos) => {
        await foreign
        kos.log('has it')
        await kos.KnSleep(5)
        return 4
      })
      world.kernel.spawn(away, { name: 'Away' })
      world.kernel.spawn(LightServer, { name: 'Server' })
      world.kernel.spawn(client(1), { name: 'Client', connections: { lights: 'Server' } })
      await fake.elapse(0)
      expect(world.kernel.task('Client').result).toEqual({ code: rcOk })
      expect(world.kernel.inspect().objects).toMatchObject({ away: 1 })
      arrive()
      await fake.elapse(5)
      expect(world.kernel.task('Away').result).toEqual({ code: 4 })
    })

    test('serves on, if its client is gone when it comes back', async () => {
      const fake = new FakeHost()
      await using world = openWorld({ host: host(), clock: new HostClock(fake) })
      const arrivals: (() => void)[] = []
      const server = program({ endpoints: { lights: Lights } }, async (kos) => {
        await serve(kos, 'lights', {
          lights: {
            async Set({ mode }) {
              await new Promise<void>((resolve) => arrivals.push(resolve))
              return { result: mode }
            },
            Lend: ({ lamp }) => ({ back: lamp.handle }),
          },
        })
      })
      world.kernel.spawn(server, { name: 'Server' })
      world.kernel.spawn(client(1), { name: 'Client', connections: { lights: 'Server' } })
      world.kernel.spawn(client(2), { name: 'Second', connections: { lights: 'Server' } })
      await fake.elapse(0)
      expect([arrivals.length, world.kernel.inspect().objects]).toMatchObject([1, { away: 1 }])
      world.kernel.kill('Client')
      arrivals[0]?.()
      await fake.elapse(0)
      expect([arrivals.length, world.kernel.task('Server').isAlive]).toEqual([2, true])
      arrivals[1]?.()
      await fake.elapse(0)
      expect(world.kernel.task('Second').result).toEqual({ code: rcOk })
    })

    test('gives an object that it returns when it comes back', async () => {
      const fake = new FakeHost()
      await using world = openWorld({ host: host(), clock: new HostClock(fake) })
      let arrive = (): void => {}
      const Bulb = defineInterface('demo.Bulb', { Turn: { out: { level: uint32 } } })
      const Shop = defineInterface('demo.Shop', { Buy: { out: { bulb: handleOf(() => Bulb) } } })
      const server = program({ endpoints: { shop: Shop, bulb: Bulb } }, async (kos) => {
        const Buy = async (): Promise<{ bulb: { Turn: () => { level: number } } }> => {
          await new Promise<void>((resolve) => (arrive = resolve))
          return { bulb: { Turn: () => ({ level: 7 }) } }
        }
        await serve(kos, 'shop', { shop: { Buy }, bulb: null })
      })
      const buyer = program(async (kos) => {
        const answer = await connect(kos, Shop, 'shop', 'shop').Buy()
        if (answer.rc !== rcOk) return Number(answer.rc)
        using bulb = answer.bulb
        return (await bulb.Turn()).level ?? -1
      })
      world.kernel.spawn(server, { name: 'Server' })
      world.kernel.spawn(buyer, { name: 'Client', connections: { shop: 'Server' } })
      await fake.elapse(0)
      arrive()
      await fake.elapse(0)
      expect(world.kernel.task('Client').result).toEqual({ code: 7 })
    })

    test('can be killed while it is away', async () => {
      const fake = new FakeHost()
      await using world = openWorld({ host: host(), clock: new HostClock(fake) })
      let arrive = (): void => {}
      const foreign = new Promise<void>((resolve) => (arrive = resolve))
      const away = program(async (kos) => {
        await foreign
        kos.log('alive')
        await kos.KnSleep(1)
        kos.log('still alive')
      })
      world.kernel.spawn(away, { name: 'Away' })
      await settle()
      world.kernel.kill('Away')
      arrive()
      await fake.elapse(10)
      expect(world.lines).toEqual([])
    })
  })

  test('a process that only the host acts as lives until it is killed', async () => {
    await using world = open()
    world.empty('P')
    expect(await world.act('P', () => 1)).toBe(1)
    const exit = world.act('P', (kos) => kos.KosThreadExit(3))
    await expect(exit).rejects.toThrow('P: the thread ended before its routine did')
    expect(world.kernel.task('P').isAlive).toBe(true)
    await expect(
      world.act('P', () => {
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
    expect(world.kernel.task('P').result).toMatchObject({ crash: 'broken' })
    await expect(world.act('P', () => 1)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[Error: P does not run]`,
    )
  })

  test('running until a process ends fails if nothing can run any more, and says who waits for what', async () => {
    await using world = open()
    pair(world, IdleServer, client(1))
    world.empty('P')
    const endless = program((kos) => kos.KnSleep(INFINITE_TIMEOUT).then(() => 0))
    world.kernel.spawn(endless, { name: 'Endless' })
    world.kernel.kill('Server')
    await expect(world.kernel.run({ until: world.kernel.task('Endless') })).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [Deadlock: Endless has not ended, and nothing can run any more:
        Endless/main waits: sleep]
    `)
    await expect(world.kernel.advance(Number.NaN)).rejects.toThrow(RangeError)
    await expect(world.kernel.advance(Infinity)).rejects.toThrow(RangeError)
    const first = world.kernel.advance(5)
    await expect(world.idle()).rejects.toThrowErrorMatchingInlineSnapshot(
      `[Error: kernel.run: the kernel is being run already; await that first]`,
    )
    await first
  })
})
