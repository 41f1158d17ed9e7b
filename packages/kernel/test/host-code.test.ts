// Code of the host that acts in the middle of an operation of the kernel: a rule, a probe, a
// listener, the output. Each of them kills each process, or throws, at each of its calls: the kernel
// and a bystander go on, and nothing is left.

import {
  connect,
  KosInitializedMutex,
  INFINITE_TIMEOUT,
  type Kos,
  program,
  serve,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { rcInvalidThreadState, rcNotConnected, rcOk } from '@kos/retcode'
import { defineContract } from '@kos/libkos/abi'
import type { Scheduler, Thread } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  audited,
  core,
  createKernel,
  defineService,
  type Exit,
  execute,
  type FullKernelOptions,
  type Policy,
  type Probe,
  request,
  response,
  type Service,
  type Task,
  type TaskThread,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { client, Lights, LightServer } from './lights.ts'
import { hosts, leftovers, openWorld, type World } from './world.ts'

/** Locks two mutexes in opposite orders with another thread. */
const Ring = program(async (kos) => {
  const [first, second] = [KosInitializedMutex(), KosInitializedMutex()]
  const lockBoth = async (own: Kos, [a, b]: readonly (typeof first)[]): Promise<void> => {
    await own.KosMutexLock(a as typeof first)
    await own.KosThreadYield()
    await own.KosMutexLock(b as typeof first)
  }
  for (const order of [
    [first, second],
    [second, first],
  ])
    kos.KosThreadCreate(ThreadPriorityNormal, 0, lockBoth, order, 0)
  await kos.KnSleep(1)
  return 1
})

/** Calls, is denied something, writes lines, makes a mistake, starts and ends threads. */
const Client = program(async (kos) => {
  const lights = connect(kos, Lights, 'lights', 'lights')
  await lights.Set({ mode: 1, name: 'abc' })
  kos.log('first\nsecond\nthird')
  await lights.Set({ mode: 66, name: 'denied' })
  await lights.Set({ mode: 13, name: 'error' })
  const { tid } = unwrap(
    kos.KosThreadCreate(ThreadPriorityNormal, 0, (own: Kos) => own.KnSleep(1), 0, 0),
  )
  const sleeping = kos.KnSleep(1)
  // Without an await before: a mistake.
  kos.KnNoticeCreate()
  await sleeping
  await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
  await kos.KnSleep(3)
  return 2
})

const Bystander = program(async (kos) => {
  for (let i = 0; i < 8; i++) {
    await kos.KosThreadYield()
    await kos.KnSleep(1)
  }
  return 7
})

const programs = { Server: LightServer, Client, Ring, Bystander }
const victims = ['Client', 'Server', 'Ring']
const actions = [...victims, 'throw'] as const

/** What is done, at which call of which callback. */
interface Plan {
  readonly at: string
  readonly nth: number
  readonly action: (typeof actions)[number]
}

/** A kernel whose callbacks all act by one plan. */
class Stage {
  readonly world: World
  readonly calls: Map<string, number> = new Map()
  /** What must not be: dispatch in a callback; threads of processes that ended run, call or write. */
  readonly ghosts: string[] = []
  readonly failures: string[] = []
  readonly #plan: Plan | null
  #thread: Thread | null = null

  constructor(host: () => ReturnType<(typeof hosts)[number][1]>, plan: Plan | null) {
    this.#plan = plan
    this.world = openWorld({
      host: host(),
      programs,
      security: this.#policy(),
      probe: this.#probe(),
      output: ({ process }) => {
        if (!this.#lives(process)) this.ghosts.push(`${process} writes`)
        this.#act('output')
      },
      onMisuse: () => this.#act('onMisuse'),
      onDeadlock: () => this.#act('onDeadlock'),
      onAudit: ({ source, destination }) => this.#act('onAudit', source, destination),
      onHostFailure: (error, what) => this.failures.push(`${what}: ${String(error)}`),
    })
  }

  get depth(): number {
    return this.#thread?.scheduler.depth ?? -1
  }

  /** Runs all, and answers how the bystander ended. */
  async run(): Promise<Exit | null> {
    const { kernel } = this.world
    kernel.after(1, () => this.#act('after'))
    kernel.start({ programs, connections: { Client: { lights: 'Server' } } })
    await kernel.run({ until: kernel.task('Bystander') })
    return kernel.task('Bystander').result
  }

  #lives(name: string): boolean {
    return this.world.kernel.tasks.some((task) => task.name === name && task.isAlive)
  }

  // The bystander is left alone.
  #act(at: string, ...about: readonly string[]): void {
    if (about.includes('Bystander')) return
    const nth = (this.calls.get(at) ?? 0) + 1
    this.calls.set(at, nth)
    const plan = this.#plan
    if (plan === null || plan.at !== at || plan.nth !== nth) return
    if (plan.action === 'throw') {
      // A rule that throws denies, and Einit starts nothing more when it is denied something.
      if (about[0] === 'Einit') return
      throw new Error('of the host')
    }
    const switches = this.#thread?.scheduler.switches
    if (this.#lives(plan.action)) this.world.kernel.kill(plan.action)
    if (this.#thread?.scheduler.switches !== switches) this.ghosts.push(`dispatch in ${at}`)
  }

  #policy(): Policy {
    const asks =
      (at: string, grants: (message: unknown) => boolean = () => true) =>
      ({
        message,
        source,
        destination,
      }: {
        readonly message: unknown
        readonly source: string
        readonly destination: string
      }): boolean => {
        this.#act(at, source, destination)
        return grants(message)
      }
    const isBright = (message: unknown): boolean => (message as { mode: number }).mode !== 66
    return [
      ...allowAll(),
      execute(any, Object.keys(programs), asks('execute')),
      request(any, core, asks('system call')),
      ...audited(
        { 0: { base: { kss: ['granted', 'denied'] } } },
        request(Client, LightServer, Lights.Set, asks('request', isBright)),
        response(LightServer, Client, asks('response')),
        request(Client, core, { method: 'Create' }),
      ),
    ] as Policy
  }

  #probe(): Probe {
    const taskOf = ({ owner }: Thread): Task => (owner as TaskThread).task
    const of = (at: string, thread: Thread, isEnd = false): void => {
      this.#thread = thread
      const { name, isAlive } = taskOf(thread)
      if (!isAlive && !isEnd) this.ghosts.push(`${thread.name} ${at}`)
      this.#act(at, name)
    }
    return {
      switched: (thread) => of('switched', thread),
      parked: (thread) => of('parked', thread),
      ended: (thread) => of('ended', thread, true),
      called: (thread) => of('called', thread),
      requested: () => this.#act('requested'),
      answered: () => this.#act('answered'),
      denied: () => this.#act('denied'),
      misused: () => this.#act('misused'),
      deadlocked: () => this.#act('deadlocked'),
      taskStarted: ({ name }) => this.#act('taskStarted', name),
      taskEnding: ({ name }) => this.#act('taskEnding', name),
      taskEnded: ({ name }) => this.#act('taskEnded', name),
    }
  }
}

const callbacks = [
  'after',
  'answered',
  'called',
  'deadlocked',
  'denied',
  'ended',
  'execute',
  'misused',
  'onAudit',
  'onDeadlock',
  'onMisuse',
  'output',
  'parked',
  'request',
  'requested',
  'response',
  'switched',
  'system call',
  'taskEnded',
  'taskEnding',
  'taskStarted',
]

describe.each(hosts)('on %s', (_name, host) => {
  test('every callback is called, and nothing is wrong if none acts', async () => {
    const stage = new Stage(host, null)
    await using _ = stage.world
    expect(await stage.run()).toEqual({ code: 7 })
    expect([...stage.calls.keys()].toSorted()).toEqual(callbacks)
    expect([stage.ghosts, stage.failures]).toEqual([[], []])
  })

  test.each(callbacks)('%s may kill any process and throw, at every call', async (at) => {
    const counting = new Stage(host, null)
    await counting.run()
    const count = counting.calls.get(at) ?? 0
    await counting.world[Symbol.asyncDispose]()
    expect(count).toBeGreaterThan(0)
    for (const action of actions) {
      for (let nth = 1; nth <= count; nth++) {
        const stage = new Stage(host, { at, nth, action })
        await using _ = stage.world
        const label = `${action} at call ${nth}`
        expect(await stage.run(), label).toEqual({ code: 7 })
        expect([stage.depth, stage.ghosts], label).toEqual([0, []])
      }
    }
  })
})

/** A world whose probe and one listener the test gives; `failures` are those of the host's code. */
function worldOf(options: FullKernelOptions): {
  readonly world: World
  readonly failures: string[]
} {
  const failures: string[] = []
  const onHostFailure = (error: unknown, what: string): void =>
    void failures.push(`${what}: ${String(error)}`)
  return { world: openWorld({ ...options, onHostFailure }), failures }
}

const fails = (): never => {
  throw new Error('of the host')
}

test('no thread is dispatched before the operation is over whose caller a rule has ended', async () => {
  let scheduler: Scheduler | undefined
  let kills = false
  const { world } = worldOf({
    probe: { switched: (thread) => void (scheduler = thread.scheduler) },
    security: [
      execute(),
      request(any, core, () => {
        if (kills) world.kernel.kill('P')
        return true
      }),
    ],
  })
  await using _ = world
  world.empty('P', 'Other')
  const seen: unknown[] = []
  // Ready while P runs.
  const other = world.kernel.as('Other', async (kos) => {
    await kos.KosThreadYield()
    return kos.KosThreadYield()
  })
  const doomed = world.kernel.as('P', (kos) => {
    kills = true
    const before = scheduler?.switches
    const { rc } = kos.KosThreadCreate(ThreadPriorityNormal, 0, () => {}, 0, 0)
    seen.push(rc, scheduler?.switches === before, scheduler?.current, scheduler?.depth)
    kills = false
  })
  doomed.catch(() => {})
  await world.idle()
  expect(seen).toEqual([rcInvalidThreadState, true, null, 0])
  expect(await other).toBe(rcOk)
})

test('a process that the rule about its start ends is not started', async () => {
  const started: string[] = []
  const { world } = worldOf({
    probe: { taskStarted: ({ name }) => void started.push(name) },
    security: [
      execute(core, core),
      execute(any, 'P', () => {
        world.kernel.kill('P', 'judged')
        return true
      }),
    ],
  })
  await using _ = world
  const task = world.kernel.spawn(
    program(() => void started.push('its program')),
    { name: 'P' },
  )
  await world.idle()
  expect([task.result, started]).toEqual([{ killed: 'judged' }, []])
})

test.each(['switched', 'ended', 'parked'] as const)(
  'the promise of a thread of the host is settled, if probe.%s ends its process',
  async (event) => {
    const { world } = worldOf({ probe: { [event]: () => world.kernel.kill('P') } })
    await using _ = world
    world.empty('P')
    const done = world.kernel.as('P', (kos) => kos.KnSleep(1))
    const settled = done.then(
      () => 'resolved',
      (error: unknown) => String(error),
    )
    await world.idle()
    // Its routine is over when its thread ends by itself.
    expect(await settled).toBe(
      event === 'ended' ? 'resolved' : 'Error: P: the thread ended before its routine did',
    )
  },
)

test('a service that fails at the end of a process is reported, and the process ends whole', async () => {
  const failing = (name: string, from: number): Service<string, unknown> =>
    defineService({
      name,
      contract: defineContract(name, `test.${name}`, from, {}),
      library: {},
      start: () => ({ handlers: {}, taskEnded: fails }),
    })
  const failures: string[] = []
  await using kernel = createKernel({
    services: [failing('first', 1024), threads(), failing('second', 1088)],
    security: allowAll(),
    clock: new VirtualClock(),
    onHostFailure: (error, what) => failures.push(`${what}: ${String(error)}`),
  })
  kernel.spawn(null, { name: 'P' })
  kernel.kill('P')
  expect(kernel.task('P').result).toEqual({ killed: 'killed by the host' })
  expect(failures).toEqual(Array(2).fill('taskEnded of a service: Error: of the host'))
  expect(leftovers(kernel.inspect())).toEqual({})
})

test('what is thrown is reported with the name of what threw, and the call goes on', async () => {
  const { world, failures } = worldOf({
    output: fails,
    onMisuse: fails,
    probe: { called: fails, taskStarted: fails, misused: fails },
  })
  await using _ = world
  world.empty('P')
  world.kernel.after(1, fails)
  const rc = await world.act('P', async (kos) => {
    kos.log('line')
    kos.KosMutexUnlock(KosInitializedMutex())
    return kos.KnSleep(2)
  })
  expect(rc).toBe(rcOk)
  expect([...new Set(failures)].toSorted()).toEqual(
    [
      'onMisuse',
      'output',
      'probe.called',
      'probe.misused',
      'probe.taskStarted',
      'the action of kernel.after',
    ].map((what) => `${what}: Error: of the host`),
  )
})

test('who hears of failures may fail as well', async () => {
  await using world = openWorld({ output: fails, onHostFailure: fails })
  world.empty('P')
  expect(await world.act('P', (kos) => (kos.log('line'), 5))).toBe(5)
})

test('a thread that a rule about its answer has ended gives no answer', async () => {
  let server: Kos | undefined
  let replies = 0
  const serving = program({ endpoints: { lights: Lights } }, async (kos) => {
    const routine = async (own: typeof kos): Promise<void> => {
      server = own
      await serve(own, 'lights', {
        lights: { Set: () => ({ result: 1 }), Lend: ({ lamp }) => ({ back: lamp.handle }) },
      })
    }
    kos.KosThreadCreate(ThreadPriorityNormal, 0, routine, 0, 0)
    await kos.KnSleep(5)
  })
  const { world } = worldOf({
    security: [
      ...allowAll(),
      request(any, core, ({ event }) => {
        // Not the first, whose response the policy is asked about as well.
        if (event.method === 'Reply' && ++replies === 2) void server?.KosThreadExit(0)
        return true
      }),
    ],
  })
  await using _ = world
  world.kernel.spawn(serving, { name: 'Server' })
  for (const name of ['Client0', 'Client1'])
    world.kernel.spawn(client(1), {
      name,
      className: 'Client',
      connections: { lights: 'Server' },
    })
  expect(await world.exitOf('Client0')).toEqual({ code: rcOk })
  expect(await world.exitOf('Client1')).toEqual({ code: rcNotConnected })
})
