// A process from inside: its kos, its tokens, how its threads start and end. Its kernel is played
// by the test.

import { rcInvalidArgument, rcOk, rcTimeout } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { threadContract } from '../src/abi/index.ts'
import {
  contextLibrary,
  handleLibrary,
  noticeLibrary,
  threadLibrary,
  timeLibrary,
} from '../src/libraries.ts'
import { type Sys, sysOf } from '../src/runtime/index.ts'
import { events, type Handle, own } from '../src/index.ts'
import { FakePort, kosOf, PARKED, processOf, settle } from './fake-port.ts'

describe('a kos', () => {
  test('makes its functions when they are first asked for, once', async () => {
    let made = 0
    const library = { count: (_sys: Sys) => () => ++made }
    const kos = await kosOf(new FakePort(), library)
    const { count } = kos
    expect([count === kos.count, count(), kos.count()]).toEqual([true, 1, 2])
  })

  test('has the members of all libraries, the first of each name', async () => {
    const kos = await kosOf<Record<string, unknown>>(
      new FakePort(),
      { a: () => 1, b: () => 2 },
      { b: () => 3, c: () => 4 },
    )
    expect([kos['a'], kos['b'], kos['c'], kos['d']]).toEqual([1, 2, 4, undefined])
  })

  test('is of each thread alone', async () => {
    const port = new FakePort()
    const [first, second] = [await kosOf(port, threadLibrary), await kosOf(port, threadLibrary)]
    expect(sysOf(first) === sysOf(second)).toBe(false)
    expect(first.KosThreadCurrentId()).toBe(1)
  })

  test('is the only thing that has a way to the kernel', () => {
    for (const value of [undefined, null, 5, 'kos', {}, () => {}, new Proxy({}, {})]) {
      expect(() => sysOf(value as object)).toThrowErrorMatchingInlineSnapshot(
        `[TypeError: this is not the kos that a program or a thread routine was given]`,
      )
    }
  })

  test('writes lines of whatever it is given', async () => {
    const port = new FakePort()
    const { log } = await kosOf(port, contextLibrary)
    log('a', 1, null, undefined, Symbol('s'), Object.create(null), [1, 2])
    log()
    expect(port.asked).toEqual([
      ['Log', 'a 1 null undefined Symbol(s) [Object: null prototype] {} [ 1, 2 ]'],
      ['Log', ''],
    ])
  })

  test('cuts lines that are too long, and only those', async () => {
    const port = new FakePort()
    const { log } = await kosOf(port, contextLibrary)
    log(`short\n${'x'.repeat(70_000)}\nend`)
    log('y'.repeat(65_536))
    expect(port.asked.map(([, text]) => String(text).length)).toEqual([5, 65_536, 3, 65_536])
  })
})

describe('blocking functions', () => {
  test('answer with a promise that is shared where nothing waits', async () => {
    const port = new FakePort()
    const { KnSleep } = await kosOf(port, threadLibrary)
    expect(KnSleep(1) === KnSleep(2)).toBe(true)
    expect(await KnSleep(1)).toBe(rcOk)
  })

  test('wait where the thread was parked, until it is resumed', async () => {
    const port = new FakePort()
    const said: unknown[] = []
    const body = processOf(
      async (kos) => {
        const { KnSleep } = kos as { KnSleep: (delay: number) => Promise<number> }
        said.push(await KnSleep(5))
        return 3
      },
      port,
      threadLibrary,
    ).start(4, 0, 0)
    port.answer = () => PARKED
    body.resume(rcOk)
    await settle()
    expect([said, port.asked]).toEqual([[], [['Sleep', 5]]])
    body.resume(rcTimeout)
    await settle()
    expect([said, port.ends]).toEqual([[rcTimeout], [[4, 3]]])
  })

  test('answer no thread that is over', async () => {
    const port = new FakePort()
    const said: unknown[] = []
    const body = processOf(
      async (kos) => {
        const { KnNoticeGetEvent } = kos as {
          KnNoticeGetEvent: (...args: unknown[]) => Promise<unknown>
        }
        for (let round = 0; round < 3; round++) {
          await KnNoticeGetEvent(1, 0, round === 0 ? 1 : 0).catch((error: Error) =>
            said.push(error.name),
          )
          said.push(round)
        }
      },
      port,
      noticeLibrary,
    ).start(4, 0, 0)
    port.answer = () => PARKED
    body.resume(rcOk)
    await settle()
    body.kill(null)
    await settle()
    expect([said, port.ends]).toEqual([['ThreadTerminated', 0], []])
  })
})

describe('tokens', () => {
  test('stand for values, and go when the call fails', async () => {
    const port = new FakePort()
    const kos = await kosOf(port, handleLibrary, noticeLibrary as never)
    const { tokens } = sysOf(kos)
    kos.KnHandleCreateUserObject(0x10000, 1, 'context')
    expect([tokens.size, tokens.get(Number(port.asked[0]?.[3]))]).toEqual([1, 'context'])
    port.answer = () => rcInvalidArgument
    expect(kos.KnHandleCreateUserObject(0x10000, 1, 'context')).toEqual({ rc: rcInvalidArgument })
    expect(kos.KnHandleCreateBadge(1 as never, 'event', 'context')).toEqual({
      rc: rcInvalidArgument,
    })
    expect(tokens.size).toBe(1)
  })

  test('are never 0 and never used again', async () => {
    const { tokens } = sysOf(await kosOf(new FakePort(), handleLibrary))
    const first = tokens.add('a')
    expect([first > 0, tokens.drop(first), tokens.get(first), tokens.drop(first)]).toEqual([
      true,
      'a',
      undefined,
      undefined,
    ])
    expect(tokens.add('b')).not.toBe(first)
    expect(tokens.get(0)).toBeUndefined()
  })

  test('go when the kernel releases them', async () => {
    const process = processOf(() => {}, new FakePort(), handleLibrary)
    const kept = [1, 2, 3].map((value) => process.tokens.add(value))
    process.release([kept[0] ?? 0, kept[2] ?? 0, 999])
    expect([process.tokens.size, process.tokens.get(kept[1] ?? 0)]).toEqual([1, 2])
  })

  test('of a thread are gone once it has started', async () => {
    const port = new FakePort()
    const process = processOf(() => {}, port, threadLibrary)
    const said: unknown[] = []
    const [entry, context] = [
      process.tokens.add((_kos: never, given: unknown) => void said.push(given)),
      process.tokens.add('given'),
    ]
    process.start(9, entry, context).resume(rcOk)
    await settle()
    expect([said, process.tokens.size, port.ends]).toEqual([['given'], 0, [[9, rcOk]]])
  })
})

describe('exit codes', () => {
  test.each([
    [5, 5],
    [undefined, 0],
    [-1, -1],
    [2 ** 32 + 1, 1],
    ['5', 0],
    [1.9, 1],
  ])('%s is %s', async (given, code) => {
    const port = new FakePort()
    processOf(() => given, port)
      .start(1, 0, 0)
      .resume(rcOk)
    await settle()
    expect(port.ends).toEqual([[1, code]])
  })
})

describe('values of functions that have no code', () => {
  test('are those of nothing where the kernel refuses', async () => {
    const port = new FakePort()
    port.answer = () => rcInvalidArgument
    const kos = await kosOf(port, timeLibrary)
    expect([kos.KnGetMSecSinceStart(), kos.KnGetUpTime()]).toEqual([0, { rc: rcInvalidArgument }])
  })
})

describe('own and events', () => {
  test('own closes its handle at the end of the block', () => {
    const closed: Handle[] = []
    const KnHandleClose = (handle: Handle): typeof rcOk => {
      closed.push(handle)
      return rcOk
    }
    const kos = { KnHandleClose }
    {
      using owned = own(kos, 7 as Handle)
      expect([owned.handle, closed]).toEqual([7, []])
    }
    expect(closed).toEqual([7])
  })

  test('events gives what was taken, one by one, until there is no more to come', async () => {
    const event = (eventId: unknown): { eventId: unknown; eventMask: number } => ({
      eventId,
      eventMask: 1,
    })
    const batches = [[event('a'), event('b')], [event('c')]]
    const KnNoticeGetEvent = async (): Promise<never> => {
      const taken = batches.shift()
      return (taken === undefined ? { rc: rcTimeout } : { rc: rcOk, events: taken }) as never
    }
    const seen: unknown[] = []
    for await (const { eventId } of events({ KnNoticeGetEvent }, 1 as never)) seen.push(eventId)
    expect(seen).toEqual(['a', 'b', 'c'])
  })
})

test('contracts number their calls in order', () => {
  const { Create, Resume } = threadContract.calls
  expect([Create.nr, Resume.nr, Create.blocks, Create.releases, Create.endpoint]).toEqual([
    64,
    70,
    false,
    false,
    'thread.Thread',
  ])
})
