// How threads start and end, and what they can still do when they are over.

import {
  INFINITE_TIMEOUT,
  type Kos,
  program,
  type Retcode,
  ThreadPriorityHighest,
  ThreadPriorityLowest,
  ThreadPriorityNormal,
  type Tid,
} from '@kos/libkos'
import {
  rcInvalidArgument,
  rcInvalidThreadState,
  rcOk,
  rcQuotaExceeded,
  rcResourceNotFound,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { maxThreadsPerTask } from '../src/limits.ts'
import { settle } from './fake-host.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

type Routine = (kos: Kos) => Promise<number | void> | number | void

/** A thread of the caller's process and priority. */
function start(kos: Kos, routine: Routine, suspended = 0): Tid {
  return unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, undefined, suspended)).tid
}

/** What a promise rejects with. */
function reasonOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing',
    (reason: Error) => reason.name,
  )
}

describe.each(hosts)('threads on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.empty('P')
    return world
  }

  test('a thread gets its context and a kos of its own, and its end can be waited for', async () => {
    await using world = open()
    const context = { answer: 42 }
    const seen = await world.act('P', async (kos) => {
      const said: unknown[] = []
      const routine = (own: Kos, given: typeof context): void => {
        said.push(given === context, own !== kos, own.KosThreadCurrentId())
      }
      const { tid } = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, context, 0))
      const rc = await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      return [...said, rc, tid === said[2]]
    })
    expect(seen).toEqual([true, true, expect.any(Number), rcOk, true])
    expect(shareOf(world.kernel, 'P')).toEqual({ handles: 0, tokens: 0 })
  })

  test('a suspended thread starts when it is resumed, once', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const said: string[] = []
      const tid = start(kos, () => void said.push('runs'), 1)
      await kos.KnSleep(5)
      said.push('resume')
      const codes = [kos.KosThreadResume(tid), kos.KosThreadResume(tid)]
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      return [said, [...codes, kos.KosThreadResume(tid)]]
    })
    expect(seen).toEqual([
      ['resume', 'runs'],
      [rcOk, rcInvalidThreadState, rcInvalidArgument],
    ])
  })

  test('a wait of no time is a yield', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const said: string[] = []
      const tid = start(kos, async (own) => {
        said.push('first')
        await own.KnSleep(1)
      })
      said.push('before')
      const rc = await kos.KosThreadWait(tid, 0)
      return [...said, 'after', rc]
    })
    expect(seen).toEqual(['before', 'first', 'after', rcOk])
  })

  test('a wait ends when its time is over', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const tid = start(kos, (own) => own.KnSleep(100).then(() => {}))
      const codes = [await kos.KosThreadWait(tid, 30), kos.KnGetMSecSinceStart()]
      codes.push(await kos.KosThreadWait(tid, INFINITE_TIMEOUT), kos.KnGetMSecSinceStart())
      return codes
    })
    expect(seen).toEqual([rcTimeout, 30, rcOk, 100])
  })

  test('a thread waits for threads of its process only, and never for itself', async () => {
    await using world = open()
    world.empty('Other')
    let foreign = 0 as Tid
    await world.act('Other', (kos) => {
      foreign = start(kos, () => {}, 1)
    })
    const seen = await world.act('P', async (kos) => {
      const over = start(kos, () => {})
      await kos.KosThreadYield()
      const tids = [kos.KosThreadCurrentId(), foreign, 9_999 as Tid, 0 as Tid, over]
      const waits = await Promise.all(tids.map((tid) => kos.KosThreadWait(tid, INFINITE_TIMEOUT)))
      return [...waits, await kos.KosThreadTerminate(foreign, 0), kos.KosThreadResume(foreign)]
    })
    const none = rcInvalidArgument
    expect(seen).toEqual([none, none, none, none, rcOk, none, none])
  })

  test('exiting runs what finally says, and nothing after', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const said: string[] = []
      const tid = start(kos, async (own) => {
        try {
          await own.KosThreadExit(3)
          said.push('after')
        } finally {
          said.push('finally')
        }
      })
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      await kos.KosThreadYield()
      return said
    })
    expect(seen).toEqual(['finally'])
  })

  test('exiting takes any code, as C does', async () => {
    await using world = open()
    for (const [code, exit] of [
      [7, 7],
      [2 ** 32 + 5, 5],
      [1.5, 1],
      [Number.NaN, 0],
      ['8' as never, 0],
    ] as const) {
      world.kernel.spawn(
        program((kos) => kos.KosThreadExit(code)),
        { name: `Exits ${code}` },
      )
      expect(await world.exitOf(`Exits ${code}`)).toEqual({ code: exit })
    }
  })

  test("the exit code of a process is its main thread's, also if another thread ends last", async () => {
    await using world = open()
    const main = program(async (kos) => {
      start(kos, (own) => own.KnSleep(50).then(() => 9))
      await kos.KosThreadExit(4)
    })
    world.kernel.spawn(main, { name: 'Main' })
    expect(await world.exitOf('Main')).toEqual({ code: 4 })
    expect(world.kernel.clock.now()).toBe(50)
  })

  test('when main returns, the process ends with all its threads', async () => {
    await using world = open()
    const main = program((kos) => {
      start(kos, (own) => own.KnSleep(50).then(() => kos.log('late')))
      return 4
    })
    world.kernel.spawn(main, { name: 'Main' })
    expect(await world.exitOf('Main')).toEqual({ code: 4 })
    expect([world.lines, world.kernel.clock.now()]).toEqual([[], 0])
  })

  test('terminating a thread rejects its wait once and wakes who joined it', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const said: unknown[] = []
      const tid = start(kos, async (own) => void said.push(await reasonOf(own.KnSleep(1_000))))
      start(
        kos,
        async (own) => void said.push('joined', await own.KosThreadWait(tid, INFINITE_TIMEOUT)),
      )
      await kos.KnSleep(1)
      said.push(await kos.KosThreadTerminate(tid, 5), await kos.KosThreadTerminate(tid, 5))
      await kos.KnSleep(1)
      return said
    })
    expect(seen).toEqual([rcOk, rcInvalidArgument, 'joined', rcOk, 'ThreadTerminated'])
  })

  test('the exit code of a termination counts only for the calling thread', async () => {
    await using world = open()
    const self = program((kos) => kos.KosThreadTerminate(kos.KosThreadCurrentId(), 6).then(() => 1))
    const other = program(async (kos) => {
      const main = kos.KosThreadCurrentId()
      start(kos, async (own) => void (await own.KosThreadTerminate(main, 6)))
      await kos.KnSleep(1_000)
    })
    world.kernel.spawn(self, { name: 'Self' })
    world.kernel.spawn(other, { name: 'Other' })
    expect([await world.exitOf('Self'), await world.exitOf('Other')]).toEqual([
      { code: 6 },
      { code: 0 },
    ])
  })

  test('a thread that catches its termination and tries again keeps nobody busy', async () => {
    await using world = open()
    const tries: (readonly [string, (kos: Kos) => Promise<unknown>])[] = [
      ['a wait it used before', (kos) => kos.KnSleep(1)],
      ['a wait it never used before', (kos) => kos.KosThreadYield()],
      ['a wait with wrong arguments', (kos) => kos.KnNoticeGetEvent(0 as never, 0, 0)],
      ['a message that is none', (kos) => kos.Recv(0 as never, null as never)],
    ]
    for (const [what, wait] of tries) {
      let rounds = 0
      await world.act('P', async (kos) => {
        const tid = start(kos, async (own) => {
          await reasonOf(own.KnSleep(1_000))
          while (rounds++ < 100) await reasonOf(wait(own))
        })
        await kos.KosThreadYield()
        await kos.KosThreadTerminate(tid, 0)
      })
      await world.idle()
      expect([what, rounds]).toEqual([what, 1])
    }
  })

  test('a thread that is over still gives back what it has, and wakes who waits for that', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const said: (Retcode | string)[] = []
      start(kos, async (own) => {
        const { rc } = await own.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
        said.push('woken', rc)
      })
      const tid = start(kos, async (own) => {
        try {
          await own.KnSleep(1_000)
        } finally {
          // The first use of this function: also what a thread never used before works.
          said.push(own.KnNoticeRelease(notice))
        }
      })
      await kos.KosThreadYield()
      await kos.KosThreadTerminate(tid, 0)
      return said
    })
    expect(seen).toEqual([rcOk, 'woken', rcResourceNotFound])
  })

  test('what it wakes runs also if nobody else does', async () => {
    await using world = open()
    const waiting = world.kernel.as('P', async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const tid = start(kos, async (own) => {
        await own.KnSleep(1_000).finally(() => own.KnNoticeRelease(notice))
      })
      await kos.KosThreadYield()
      void kos.KosThreadTerminate(tid, 0)
      return (await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).rc
    })
    await settle()
    expect(await waiting).toBe(rcResourceNotFound)
  })

  test('what else a thread calls that is over answers a code and changes nothing', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const said: unknown[] = []
      const tid = start(kos, async (own) => {
        const { KnNoticeCreate } = own
        await reasonOf(own.KnSleep(1_000))
        said.push(
          KnNoticeCreate().rc,
          own.KnHandleCreateUserObject(0x10000, 0, {}).rc,
          own.KnGetMSecSinceStart(),
        )
        said.push(own.ServiceLocatorConnect('none'), own.KosThreadCreate(15, 0, () => {}, 0, 0).rc)
      })
      await kos.KnSleep(1)
      await kos.KosThreadTerminate(tid, 0)
      await kos.KosThreadYield()
      return said
    })
    expect(seen).toEqual([rcInvalidThreadState, rcInvalidThreadState, 0, 0, rcInvalidThreadState])
    expect(shareOf(world.kernel, 'P')).toEqual({ handles: 0, tokens: 0 })
  })

  test('a thread that never started leaves nothing when it is terminated', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const tid = start(kos, () => {}, 1)
      expect(shareOf(world.kernel, 'P').tokens).toBeGreaterThan(0)
      expect(await kos.KosThreadTerminate(tid, 0)).toBe(rcOk)
    })
    expect(shareOf(world.kernel, 'P').tokens).toBe(0)
  })

  test('threads are limited per process, and no other process notices', async () => {
    await using world = open()
    world.empty('Other')
    const seen = await world.act('P', async (kos) => {
      // The calling thread counts.
      for (let count = 1; count < maxThreadsPerTask; count++) start(kos, () => {}, 1)
      const { tokens } = shareOf(world.kernel, 'P')
      const { rc } = kos.KosThreadCreate(ThreadPriorityNormal, 0, () => {}, undefined, 1)
      return { rc, more: shareOf(world.kernel, 'P').tokens - tokens }
    })
    expect(seen).toEqual({ rc: rcQuotaExceeded, more: 0 })
    expect(
      await world.act(
        'Other',
        (kos) => kos.KosThreadCreate(ThreadPriorityNormal, 0, () => {}, undefined, 0).rc,
      ),
    ).toBe(rcOk)
  })

  test('a higher priority goes first, and takes over where it is made ready', async () => {
    await using world = open()
    const seen = await world.act('P', async (kos) => {
      const said: string[] = []
      const say = (text: string) => (): void => void said.push(text)
      kos.KosThreadCreate(ThreadPriorityLowest, 0, say('lowest'), undefined, 0)
      kos.KosThreadCreate(ThreadPriorityHighest, 0, say('highest'), undefined, 0)
      said.push('creator goes on')
      await kos.KosThreadYield()
      await kos.KnSleep(1)
      return said
    })
    expect(seen).toEqual(['creator goes on', 'highest', 'lowest'])
  })
})
