// What a process that ended by itself left behind, although it could have given it back.

import { allowAll, cloningRealm, defineSolution, realm } from '@kos/kernel'
import {
  connect,
  HANDLE_TYPE_USER_FIRST,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  type Kos,
  KosInitializedMutex,
  KosPutObject,
  OCAP_HANDLE_COPY,
  PAGE_SIZE,
  program,
  unwrap,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
} from '@kos/libkos'
import {
  boot,
  explore,
  formatFailure,
  formatViolation,
  type LeftBehind,
  replay,
  type SolutionMaker,
} from '@kos/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxShownLeft } from '../src/limits.ts'
import { alone, together } from './corpus/case.ts'
import { Lamps, Server } from './lamps.ts'

const checkLeaks = true
const reserved = VMM_FLAG_RESERVE | VMM_FLAG_READ

/** What the one process of a solution leaves. */
async function leftBy(
  main: (kos: Kos) => Promise<void> | void,
  host = realm(),
): Promise<LeftBehind | undefined> {
  await using sys = await boot(
    alone(async (kos) => main(kos)),
    { checkLeaks, host },
  )
  await sys.run()
  return sys.takeLeft()[0]
}

describe.each([
  ['realm', realm],
  ['cloningRealm', cloningRealm],
] as const)('on %s', (_name, host) => {
  test('handles are told by what they lead to', async () => {
    const left = await leftBy((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      unwrap(kos.KnNoticeCreate())
      const { handle } = unwrap(
        kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_COPY, 0),
      )
      unwrap(kos.KnHandleCreateBadge(notice, 0, 0))
      unwrap(kos.KnHandleCopy(handle, 0, INVALID_HANDLE))
      kos.KnHandleRevoke(handle)
      unwrap(kos.KnIpcCreateSyncObject())
      unwrap(kos.KnHandleConnect(unwrap(kos.createListener()).handle))
      unwrap(kos.KnPmmMdlCreate(PAGE_SIZE, VMM_FLAG_READ))
      unwrap(kos.openAudit())
    }, host())
    expect(left).toEqual({
      kind: 'left',
      process: 'Program',
      handles: {
        notice: 2,
        badge: 1,
        revoked: 1,
        'sync object': 1,
        listener: 1,
        channel: 1,
        buffer: 1,
        'audit log': 1,
      },
      memory: [],
    })
  })

  test('memory is told with the lines that allocated it', async () => {
    const left = await leftBy((kos) => {
      kos.KosMemFree(kos.KosMemAlloc(8))
      kos.KosMemZalloc(24)
      const queue = kos.KosQueueCreate(1, 8, 8, null)
      if (queue !== null) kos.KosQueueDestroy(queue)
      kos.KosQueueCreate(1, 8, 8, null)
      const area = kos.KnVmAllocate(0, 4 * PAGE_SIZE, reserved)
      kos.KnVmUnmap(area + PAGE_SIZE, PAGE_SIZE)
      const { handle } = unwrap(kos.KnPmmMdlCreate(PAGE_SIZE, VMM_FLAG_READ))
      unwrap(kos.KnPmmMdlMap(handle, 0, PAGE_SIZE, 0, VMM_FLAG_READ))
      kos.KnHandleClose(handle)
    }, host())
    expect(left?.handles).toEqual({})
    const places = left?.memory.map(({ place }) => /leaks\.test\.ts:\d+:\d+/.test(place))
    expect(places).toEqual(Array(5).fill(true))
    expect(left?.memory.map(({ what, bytes }) => [what, bytes])).toEqual([
      ['KosMemZalloc', 24],
      ['KosQueueCreate', 0],
      ['KnVmAllocate', PAGE_SIZE],
      ['KnVmAllocate', 2 * PAGE_SIZE],
      ['KnPmmMdlMap', PAGE_SIZE],
    ])
  })

  test('of pages those are left that were not freed, in whatever parts', async () => {
    interface Step {
      readonly isFreeing: boolean
      readonly first: number
      readonly pages: number
    }
    const numbers = { first: fc.nat(40), pages: fc.integer({ min: 1, max: 8 }) }
    const step = fc.record({ isFreeing: fc.boolean(), ...numbers })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps: readonly Step[]) => {
        const held = new Set<number>()
        const left = await leftBy((kos) => {
          const base = kos.KnVmAllocate(0, 48 * PAGE_SIZE, reserved)
          kos.KnVmUnmap(base, 48 * PAGE_SIZE)
          for (const { isFreeing, first, pages } of steps) {
            const all = Array.from({ length: pages }, (_, index) => first + index)
            const [address, size] = [base + first * PAGE_SIZE, pages * PAGE_SIZE]
            if (isFreeing && all.every((page) => held.has(page))) {
              kos.KnVmUnmap(address, size)
              for (const page of all) held.delete(page)
            }
            if (!isFreeing && kos.KnVmAllocate(address, size, reserved) !== 0)
              for (const page of all) held.add(page)
          }
        }, host())
        const bytes = (left?.memory ?? []).reduce((sum, each) => sum + each.bytes, 0)
        expect(bytes).toBe(held.size * PAGE_SIZE)
      }),
      { numRuns: 40 },
    )
  })
})

test('nothing is left by who gives all back, whoever it is connected to', async () => {
  const Client = program(async (kos: Kos) => {
    const { notice } = unwrap(kos.KnNoticeCreate())
    await connect(kos, Lamps, 'lamps', 'lamps').Set({ level: 3 })
    kos.KosMemFree(kos.KosMemAlloc(100))
    KosPutObject(notice)
  })
  const solution = () =>
    defineSolution({
      programs: { Server, Client },
      connections: { Client: { lamps: 'Server' } },
      policy: allowAll(),
    })
  await using sys = await boot(solution, { checkLeaks })
  expect(await sys.exitOf('Client')).toEqual({ code: 0 })
  expect(sys.takeLeft()).toEqual([])
})

test('who was killed, or has crashed, could give nothing back', async () => {
  const keeping = (end: (kos: Kos) => unknown): SolutionMaker =>
    alone(async (kos) => {
      kos.KosMemAlloc(8)
      await end(kos)
    })
  const fails = (): never => {
    throw new Error('broken')
  }
  await using crashing = await boot(keeping(fails), { checkLeaks })
  await crashing.run()
  expect([crashing.takeCrashes().length, crashing.takeLeft()]).toEqual([1, []])
  await using killed = await boot(
    keeping((kos) => kos.KnSleep(INFINITE_TIMEOUT)),
    { checkLeaks },
  )
  killed.kill('Program')
  expect(killed.takeLeft()).toEqual([])
})

test('is no violation unless it is asked for', async () => {
  await using sys = await boot(alone(async (kos) => void kos.KosMemAlloc(8)))
  await sys.run()
  expect(sys.takeLeft()).toEqual([])
})

test('a program of the same name that is started again begins with nothing', async () => {
  await using sys = await boot(
    alone(async () => {}),
    { checkLeaks },
  )
  for (const size of [8, 16]) {
    await sys.run()
    sys.kernel.spawn(
      program(async (kos: Kos) => void kos.KosMemAlloc(size)),
      { name: 'Program' },
    )
  }
  await sys.run()
  expect(sys.takeLeft().map(({ memory }) => memory.map(({ bytes }) => bytes))).toEqual([[8], [16]])
})

test('the text has the lines of the first allocations', () => {
  const memory = Array.from({ length: maxShownLeft + 1 }, (_, index) => ({
    what: 'KosMemAlloc',
    bytes: index,
    place: `main (notes.ts:${index}:1)`,
  }))
  const text = formatViolation({ kind: 'left', process: 'P', handles: { notice: 2 }, memory })
  const lines = text.split('\n')
  expect(lines[0]).toBe('P ended and left behind: 2 x notice, 210 bytes of KosMemAlloc')
  expect(lines[2]).toBe('  1 bytes of KosMemAlloc at main (notes.ts:1:1)')
  expect(lines).toHaveLength(1 + maxShownLeft)
})

describe('a search', () => {
  // The second thread that finds none makes one, too, and the first one is forgotten.
  const caching: SolutionMaker = alone(async (kos) => {
    const mutex = KosInitializedMutex('log')
    let cache = 0
    const use = async (own: Kos): Promise<void> => {
      if (cache !== 0) return
      await own.KosMutexLock(mutex)
      own.log('no cache')
      own.KosMutexUnlock(mutex)
      cache = own.KosMemAlloc(32)
    }
    await together(kos, use, use)
    kos.KosMemFree(cache)
  })

  test('finds what is left in some schedules only, and repeats it', async () => {
    const { failure } = await explore(caching, { checkLeaks })
    expect(failure?.run).toBeGreaterThan(1)
    expect(failure?.violation).toMatchObject({ kind: 'left', process: 'Program', handles: {} })
    const { schedule = { seed: 0, decisions: [] } } = failure ?? {}
    expect((await replay(caching, { schedule })).failure).toBe(null)
    const again = (await replay(caching, { schedule, checkLeaks })).failure
    expect(again?.violation).toEqual(failure?.violation)
    expect(again === null ? '' : formatFailure(again)).toMatch(
      /^run 1: Program ended and left behind: 32 bytes of KosMemAlloc\n {2}32 bytes .*leaks\.test\.ts/,
    )
  })
})
