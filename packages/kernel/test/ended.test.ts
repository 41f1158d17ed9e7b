// What an ended process and an ended thread leave behind in the kernel: a name, a class, an exit and
// counts. `KOS_MODEL_RUNS=1000000` is the long form of the last tests.

import {
  connect,
  defineInterface,
  INFINITE_TIMEOUT,
  type Kos,
  KosInitializedMutex,
  program,
  serve,
  ThreadPriorityNormal,
  uint32,
  unwrap,
} from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import { granted, type SecurityMonitor } from '@kos/security'
import { describe, expect, test } from 'vitest'
import { collect, growthOf } from './garbage.ts'
import { hosts, openWorld, type World } from './world.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 2000)
const timeout = 30_000 + runs * 5

/** What V8 itself takes meanwhile, spread over the runs; anything that is kept takes more. */
const maxBytesEach = 100

/** Things by name, as long as somebody else keeps them. */
class Traces {
  readonly #refs: Map<string, WeakRef<object>> = new Map()

  add<T extends object>(name: string, thing: T): T {
    this.#refs.set(name, new WeakRef(thing))
    return thing
  }

  /** The names of those that are still there. */
  async left(): Promise<string[]> {
    await collect()
    return [...this.#refs].flatMap(([name, ref]) => (ref.deref() === undefined ? [] : [name]))
  }

  get size(): number {
    return this.#refs.size
  }
}

/** Starts a process P of many parts, each of which leaves a trace. It ends with the message 0. */
function startRich(world: World, traces: Traces): void {
  const Ends = traces.add(
    'its interface',
    defineInterface('demo.Ends', { Go: { in: { n: uint32 } } }),
  )
  const rich = program({ endpoints: { ends: Ends } }, async (kos) => {
    traces.add('its kos', kos)
    traces.add('a file', kos.files['data'] as Uint8Array)
    const mutex = traces.add('a lock', KosInitializedMutex())
    await kos.KosMutexLock(mutex)
    const routine = async (own: Kos & typeof kos, context: object): Promise<void> => {
      traces.add('the kos of a thread', own)
      traces.add('a context', context)
      await own.KosMutexLock(mutex)
    }
    kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, { of: 'a thread' }, 0)
    const { notice } = unwrap(kos.KnNoticeCreate())
    const event = traces.add('the id of an entry', {})
    kos.KnNoticeSubscribeToObject(
      notice,
      unwrap(kos.KnHandleCreateUserObject(0x10000, 0xffff, event)).handle,
      1,
      event,
    )
    let done = (): void => {}
    const Go = ({ n }: { n: number }): void => {
      if (n === 1) throw new Error('broken')
      done()
    }
    const serving = serve(kos, 'ends', { ends: { Go } })
    const ended = new Promise<void>((resolve) => (done = resolve))
    await Promise.race([serving, ended])
  })
  traces.add('its program', rich)
  world.kernel.spawn(rich, {
    name: 'P',
    className: 'Rich',
    args: ['one'],
    files: { data: new Uint8Array(1000) },
  })
  world.kernel.spawn(
    program(async (kos) => {
      await kos.KnSleep(1)
      await connect(kos, Ends, 'ends', 'ends').Go({ n: 0 })
    }),
    { name: 'Client', connections: { ends: 'P' } },
  )
}

describe.each(hosts)('on %s', (_name, host) => {
  test('an ended process keeps its name, its class, its exit and its counts', async () => {
    await using world = openWorld({ host: host() })
    const traces = new Traces()
    startRich(world, traces)
    await world.kernel.advance(0.5)
    const done = world.kernel.as('P', (kos) => kos.KnSleep(INFINITE_TIMEOUT))
    done.catch(() => {})
    await world.kernel.advance(0.1)
    expect([traces.size, await traces.left()]).toEqual([8, expect.arrayContaining(['its kos'])])
    world.kernel.kill('P')
    world.kernel.kill('Client')
    const task = world.kernel.task('P')
    expect(await traces.left()).toEqual([])
    expect(task).toMatchObject({
      name: 'P',
      className: 'Rich',
      result: { killed: expect.any(String) },
    })
    expect(task.syscalls).toBeGreaterThan(0)
    const { info, port, endpoints, threads, memory, ended, onEnd } = task
    expect({ info, port, endpoints, memory, ended, onEnd, threads: threads.size }).toEqual({
      info: null,
      port: null,
      endpoints: [],
      memory: null,
      ended: null,
      onEnd: null,
      threads: 0,
    })
  })

  test('nothing of an ended thread is kept, though its process goes on', async () => {
    await using world = openWorld({ host: host() })
    const traces = new Traces()
    world.kernel.spawn(
      program(async (kos) => {
        for (const isKilled of [false, true]) {
          const routine = async (own: Kos): Promise<void> => {
            const name = isKilled ? 'killed' : 'ended'
            traces.add(`the kos of the one that was ${name}`, own)
            await own.KnSleep(1)
            if (isKilled) await own.KnSleep(INFINITE_TIMEOUT)
          }
          const { tid } = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, 0, 0))
          await kos.KnSleep(2)
          if (isKilled) await kos.KosThreadTerminate(tid, 0)
        }
        await kos.KnSleep(INFINITE_TIMEOUT)
      }),
      { name: 'P' },
    )
    await world.idle()
    expect([traces.size, await traces.left()]).toEqual([2, []])
    expect(world.kernel.task('P').isAlive).toBe(true)
  })

  test(
    'no number of processes, of any classes, makes the kernel larger',
    async () => {
      // That of a policy keeps verdicts of its own, up to a limit.
      const monitor: SecurityMonitor = { classify: () => 'granted', decide: () => granted }
      await using world = openWorld({ host: host(), security: monitor })
      let classes = 0
      const run = async (): Promise<void> => {
        for (let i = 0; i < runs; i++) {
          const main = program((kos) => kos.KosThreadYield().then(() => 0))
          const task = world.kernel.spawn(main, { name: 'P', className: `Class${classes++}` })
          await world.kernel.run({ until: task })
        }
      }
      expect(await growthOf(run, runs)).toBeLessThan(maxBytesEach)
    },
    timeout,
  )

  test(
    'no number of threads makes a process larger',
    async () => {
      await using world = openWorld({ host: host() })
      world.empty('P')
      const run = (): Promise<void> =>
        world.act('P', async (kos) => {
          for (let i = 0; i < runs; i++) {
            const routine = (own: Kos): Promise<unknown> => own.KnSleep(INFINITE_TIMEOUT)
            const { tid } = unwrap(
              kos.KosThreadCreate(ThreadPriorityNormal, 0, routine as never, 0, 0),
            )
            await kos.KosThreadYield()
            if ((await kos.KosThreadTerminate(tid, 0)) !== rcOk) throw new Error('is not there')
          }
        })
      expect(await growthOf(run, runs)).toBeLessThan(maxBytesEach)
    },
    timeout,
  )
})
