// Every limit of this package, at its value and one past it. That of threads is with what it
// limits: `termination.test.ts`.

import {
  connect,
  type Entity,
  ENTITY_ARGS_MAX,
  ENTITY_ENV_MAX,
  type Handle,
  INVALID_HANDLE,
  type Kos,
  type Notice,
  program,
} from '@kos/libkos'
import { ipcContract, maxStringLength, maxTaskTextLength, processContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidArgument, rcOk, rcQuotaExceeded, rcResourceNotFound, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  core,
  createKernel,
  execute,
  handles,
  tasks,
  VirtualClock,
} from '../src/index.ts'
import {
  logPerLine,
  maxCreatedTasks,
  maxEndedTasks,
  maxEntriesPerObject,
  maxEntriesPerReceiver,
  maxLogPerSecond,
  maxMisuseLength,
  maxMisusesPerTask,
  maxPolicyFailures,
  maxReceiversPerTask,
  maxTasksPerCreator,
} from '../src/limits.ts'
import { Lights, LightServer } from './lights.ts'
import { userType } from './misbehaving.ts'
import { holdings, hosts, leftovers, openWorld, shareOf, type World } from './world.ts'

/** Handles per process here; enough for all receivers. */
const handleQuota = 4096

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.empty('P')
    return world
  }

  test('a string argument has a length', async () => {
    await using world = open()
    const codes = await world.act('P', (kos) => {
      const connect = sysOf(kos).call(ipcContract.calls.Connect)
      return [maxStringLength, maxStringLength + 1].map((length) => connect('x'.repeat(length)))
    })
    expect(codes).toEqual([rcResourceNotFound, rcInvalidArgument])
  })

  test('a process has so many mistakes reported, each once', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const mistake = async (own: Kos): Promise<void> => {
        const first = own.KosThreadYield()
        own.KnNoticeCreate()
        own.KnNoticeCreate()
        await first
      }
      for (let thread = 0; thread <= maxMisusesPerTask; thread++)
        kos.KosThreadCreate(15, 0, mistake, 0, 0)
      await kos.KnSleep(1)
    })
    expect(world.misuses).toHaveLength(maxMisusesPerTask)
  })

  const report = (kos: Kos, text: string): number =>
    sysOf(kos).call(processContract.calls.Misuse)(text)

  test('so many failures of the policy are remembered, and then they are reported again', async () => {
    const broken = (): never => {
      throw new Error('broken')
    }
    const isStart = ({ destination }: { readonly destination: string }): boolean =>
      destination === core || broken()
    await using world = openWorld({ host: host(), security: [execute(any, any, isStart)] })
    const start = (className: string): number => {
      world.kernel.spawn(null, { name: 'P', className })
      return world.failures.length
    }
    expect([start('first'), start('first')]).toEqual([1, 1])
    for (let i = 1; i < maxPolicyFailures; i++) start(`Class${i}`)
    expect([start('first'), start('one more'), start('first')]).toEqual([
      maxPolicyFailures,
      maxPolicyFailures + 1,
      maxPolicyFailures + 2,
    ])
  })

  test('a process that uses up its reports leaves others theirs, also those after it', async () => {
    await using world = open()
    world.empty('Other')
    for (let life = 0; life < 3; life++) {
      await world.act('P', (kos) => {
        for (let at = 0; at <= maxMisusesPerTask; at++) report(kos, `mistake ${at}`)
      })
      expect(world.misuses.splice(0)).toHaveLength(maxMisusesPerTask)
      await world.act('Other', (kos) => report(kos, `mistake in life ${life}`))
      expect(world.misuses.splice(0).map(({ process }) => process)).toEqual(['Other'])
      world.kernel.kill('P')
      world.empty('P')
    }
  })

  test('a report has a length', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      for (const length of [maxMisuseLength, maxMisuseLength + 1]) report(kos, 'x'.repeat(length))
      report(kos, 'y'.repeat(maxMisuseLength + 1))
    })
    expect(world.misuses.map(({ message }) => message.length)).toEqual([
      maxMisuseLength,
      maxMisuseLength,
    ])
  })

  test('a process writes so much in a second, and others write on', async () => {
    await using world = open()
    world.empty('Other')
    const line = 'x'.repeat(maxLogPerSecond / 64 - logPerLine)
    const write = (kos: Kos, text: string): number =>
      sysOf(kos).call(processContract.calls.Log)(text)
    await world.act('P', async (kos) => {
      const codes = Array.from({ length: 66 }, () => write(kos, line))
      expect(codes).toEqual([...Array(64).fill(rcOk), rcQuotaExceeded, rcQuotaExceeded])
      await kos.KnSleep(999)
      expect(write(kos, '')).toBe(rcQuotaExceeded)
    })
    expect(world.lines.splice(0).map(({ length }) => length)).toEqual([
      ...Array(64).fill(line.length + 'P: '.length),
      expect.any(Number),
    ])
    await world.act('Other', (kos) => kos.log('is heard'))
    await world.act('P', async (kos) => {
      await kos.KnSleep(1)
      expect(write(kos, 'again')).toBe(rcOk)
    })
    expect(world.lines).toEqual(['Other: is heard', 'P: again'])
  })

  test('empty lines count, too', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      for (let at = 0; at < maxLogPerSecond / logPerLine + 10; at++) kos.log()
    })
    expect(world.lines).toHaveLength(maxLogPerSecond / logPerLine + 1)
    expect(world.lines.at(-1)).toContain('writes too much')
  })

  /** Quotas of a process: how it uses one up, and gives one back. */
  interface Quota {
    readonly limit: number
    /** Uses one more; answers the code. */
    readonly take: (kos: Kos, stage: Stage, index: number) => number
    readonly giveBack: (kos: Kos, stage: Stage) => number
  }

  /** What a process has before it begins, and what it took. */
  interface Stage {
    readonly notice: Notice
    object: Handle
    readonly taken: { last: unknown }
  }

  const quotas: readonly (readonly [name: string, quota: Quota])[] = [
    [
      'handles',
      {
        // The receiver and the object are there before.
        limit: handleQuota - 2,
        take: (kos, { object, taken }) => {
          const { rc, handle } = kos.KnHandleCopy(object, -1, INVALID_HANDLE)
          if (rc === rcOk) taken.last = handle
          return Number(rc)
        },
        giveBack: (kos, { taken }) => Number(kos.KnHandleClose(taken.last as Handle)),
      },
    ],
    [
      'receivers',
      {
        limit: maxReceiversPerTask - 1,
        take: (kos, { taken }) => {
          const { rc, notice } = kos.KnNoticeCreate()
          if (rc === rcOk) taken.last = notice
          return Number(rc)
        },
        giveBack: (kos, { taken }) => Number(kos.KnNoticeRelease(taken.last as Notice)),
      },
    ],
    [
      'entries of one receiver',
      {
        limit: maxEntriesPerReceiver,
        take: (kos, stage, index) => {
          const { notice } = stage
          // Objects with room for more: only the receiver is full.
          const isNext = index % (maxEntriesPerObject / 2) === 0
          if (isNext && index < maxEntriesPerReceiver) stage.object = objectOf(kos)
          return Number(kos.KnNoticeSubscribeToObject(notice, stage.object, 1, index))
        },
        giveBack: (kos, { notice }) => Number(kos.KnNoticeUnsubscribeFromEvent(notice, 0)),
      },
    ],
    [
      'entries at one object, in all of its receivers together',
      {
        limit: maxEntriesPerObject,
        take: (kos, { notice, object, taken }, index) => {
          taken.last ??= unwrap(kos.KnNoticeCreate()).notice
          const receiver = index % 2 === 0 ? notice : (taken.last as Notice)
          return Number(kos.KnNoticeSubscribeToObject(receiver, object, 1, index))
        },
        giveBack: (kos, { notice }) => Number(kos.KnNoticeUnsubscribeFromEvent(notice, 0)),
      },
    ],
  ]

  function stageOf(kos: Kos): Stage {
    const { notice } = unwrap(kos.KnNoticeCreate())
    return { notice, object: objectOf(kos), taken: { last: null } }
  }

  function objectOf(kos: Kos): Handle {
    return unwrap(kos.KnHandleCreateUserObject(userType, -1, 'context')).handle
  }

  /** Adds all the entries that a receiver may have, under their numbers. */
  function fill(kos: Kos, notice: Notice): void {
    let object = INVALID_HANDLE
    for (let entry = 0; entry < maxEntriesPerReceiver; entry++) {
      if (entry % maxEntriesPerObject === 0) object = objectOf(kos)
      kos.KnNoticeSubscribeToObject(notice, object, 1, entry)
    }
  }

  test.each(quotas)(
    'a process has so many %s, and nobody else notices',
    async (_what, { limit, take, giveBack }) => {
      await using world = openWorld({ host: host(), handleQuota })
      world.kernel.spawn(LightServer, { name: 'Server' })
      for (const name of ['P', 'Other'])
        world.kernel.spawn(null, { name, connections: { lights: 'Server' } })
      const stage = await world.act('P', stageOf)
      await world.act('P', (kos) => {
        let taken = 0
        while (taken <= limit && take(kos, stage, taken) === rcOk) taken++
        expect(taken).toBe(limit)
        const held = holdings(world.kernel)
        for (let again = 0; again < 3; again++)
          expect(take(kos, stage, taken)).toBe(rcQuotaExceeded)
        expect(holdings(world.kernel)).toEqual(held)
      })
      await world.act('Other', async (kos) => {
        expect(take(kos, stageOf(kos), 0)).toBe(rcOk)
        expect(
          (await connect(kos, Lights, 'lights', 'lights').Set({ mode: 1, name: 'abc' })).rc,
        ).toBe(rcOk)
      })
      await world.act('P', (kos) => {
        expect(giveBack(kos, stage)).toBe(rcOk)
        expect([take(kos, stage, limit), take(kos, stage, limit + 1)]).toEqual([
          rcOk,
          rcQuotaExceeded,
        ])
      })
      world.kernel.kill('P')
      expect(shareOf(world.kernel, 'P')).toEqual({ handles: 0, tokens: 0 })
    },
  )

  test('a process may have any number of entries, in as many receivers as it needs', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const [first, second] = [stageOf(kos), stageOf(kos)]
      const tokens = shareOf(world.kernel, 'P').tokens + maxEntriesPerReceiver / maxEntriesPerObject
      fill(kos, first.notice)
      expect(kos.KnNoticeSubscribeToObject(first.notice, first.object, 1, 'more')).toBe(
        rcQuotaExceeded,
      )
      expect(kos.KnNoticeSubscribeToObject(second.notice, first.object, 1, 'more')).toBe(rcOk)
      expect(shareOf(world.kernel, 'P').tokens).toBe(tokens + maxEntriesPerReceiver + 1)
      expect(kos.KnNoticeRelease(first.notice)).toBe(rcOk)
      expect(shareOf(world.kernel, 'P').tokens).toBe(tokens + 1)
    })
  })

  test('a badge that a receiver has no room for is not made', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const { notice } = stageOf(kos)
      fill(kos, notice)
      const held = holdings(world.kernel)
      expect(kos.KnHandleCreateBadge(notice, 'event', 'context')).toEqual({ rc: rcQuotaExceeded })
      expect(kos.KnHandleCreateBadge(notice, 0, 'context')).toEqual({ rc: rcQuotaExceeded })
      expect(holdings(world.kernel)).toEqual(held)
      expect(kos.KnNoticeUnsubscribeFromEvent(notice, 0)).toBe(rcOk)
      expect(kos.KnHandleCreateBadge(notice, 'event', 'context').rc).toBe(rcOk)
    })
  })
})

describe('of the processes that processes create', () => {
  const open = (): World => {
    const world = openWorld({ images: { Idle: null, Ends: program(() => 0) } })
    world.empty('P')
    return world
  }
  const create = (kos: Kos, name: string): Entity =>
    unwrap(kos.createEntity({ eiid: 'Idle' }, name)).entity

  test('one creator has so many that are not over, or whose handles are kept', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const all = Array.from({ length: maxTasksPerCreator }, (_, index) => create(kos, `I${index}`))
      const more = (): unknown => kos.createEntity({ eiid: 'Ends' }, 'More').rc
      expect(more()).toBe(rcQuotaExceeded)
      world.kernel.kill('I0')
      expect(more()).toBe(rcQuotaExceeded)
      kos.EntityFree(all[0] as Entity)
      const { entity } = unwrap(kos.createEntity({ eiid: 'Ends' }))
      expect(more()).toBe(rcQuotaExceeded)
      kos.EntityRun(entity)
      kos.EntityFree(entity)
      await kos.KnSleep(1)
      expect(more()).toBe(rcOk)
    })
  })

  test('a kernel has so many', async () => {
    const kernel = createKernel({
      services: [handles(), tasks()],
      security: allowAll(),
      clock: new VirtualClock(),
      images: { Idle: null },
      onExit: () => {},
    })
    const creators = maxCreatedTasks / maxTasksPerCreator
    const codes = new Set<unknown>()
    for (let creator = 0; creator <= creators; creator++) {
      kernel.spawn(null, { name: `P${creator}` })
      await kernel.as(`P${creator}`, (kos) => {
        const count = creator < creators ? maxTasksPerCreator : 1
        for (let i = 0; i < count; i++)
          codes.add(kos.createEntity({ eiid: 'Idle' }, `I${creator}.${i}`).rc)
        if (creator < creators) expect([...codes]).toEqual([rcOk])
      })
    }
    expect([...codes]).toEqual([rcOk, rcQuotaExceeded])
    expect(kernel.inspect().objects['entities']).toBe(maxCreatedTasks)
    kernel.kill('P0')
    const rc = await kernel.as(`P${creators}`, (kos) => kos.createEntity({ eiid: 'Idle' }).rc)
    expect(rc).toBe(rcOk)
    await kernel[Symbol.asyncDispose]()
    expect(leftovers(kernel.inspect())).toEqual({})
  })

  test('a kernel remembers so many that are over', async () => {
    await using world = open()
    const names = (): string[] => world.kernel.tasks.map(({ name }) => name)
    await world.act('P', (kos) => {
      for (let i = 0; i < maxEndedTasks; i++) kos.EntityFree(create(kos, `I${i}`))
      expect(names()).toHaveLength(maxEndedTasks + 1)
      // One of the same name takes the place of the first.
      kos.EntityFree(create(kos, 'I0'))
      expect(names()).toContain('I0')
      expect(names()).toHaveLength(maxEndedTasks + 1)
      kos.EntityFree(create(kos, 'more'))
      expect([names().includes('I1'), names().includes('I2')]).toEqual([false, true])
    })
  })

  test('one has so many arguments and variables, of so many units together', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const entity = create(kos, 'I')
      const texts = (count: number): string[] =>
        Array.from({ length: count }, (_, index) => `N${index}=`)
      const executable = ['Idle']
      const codes = [
        kos.EntitySetArgs(entity, [...executable, ...texts(ENTITY_ARGS_MAX)]),
        kos.EntitySetEnv(entity, texts(ENTITY_ENV_MAX)),
        kos.EntitySetArgs(entity, [...executable, ...texts(ENTITY_ARGS_MAX + 1)]),
        kos.EntitySetEnv(entity, texts(ENTITY_ENV_MAX + 1)),
        kos.EntitySetArgs(entity, executable),
        kos.EntitySetEnv(entity, []),
      ]
      expect(codes).toEqual([rcOk, rcOk, rcQuotaExceeded, rcQuotaExceeded, rcOk, rcOk])
      const long = 'x'.repeat(maxStringLength)
      const full = Array.from({ length: maxTaskTextLength / maxStringLength - 1 }, () => long)
      expect(kos.EntitySetArgs(entity, [...executable, ...full])).toBe(rcOk)
      expect(kos.EntitySetEnv(entity, [`A=${long.slice(1)}`])).toBe(rcOk)
      expect(kos.EntitySetEnv(entity, [`A=${long}`])).toBe(rcQuotaExceeded)
      // In place of a shorter one.
      expect(kos.EntitySetEnv(entity, ['A=', `A=${long.slice(1)}`])).toBe(rcOk)
      expect(kos.EntitySetEnv(entity, ['A=', `A=${long}`])).toBe(rcQuotaExceeded)
    })
  })
})
