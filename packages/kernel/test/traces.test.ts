// Traces in the Trace Event Format: of solutions that go well, and of all ways in which they do not.

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
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { hashesOf, traceTimeout } from '../../../tooling/trace.ts'
// @boundaries-ignore tooling of tests belongs to no package
import { type TraceEvent, traceFaults, TraceText } from '../../../tooling/trace-format.ts'
import {
  allowAll,
  any,
  boot,
  core,
  execute,
  type Kernel,
  type KernelOptions,
  type Policy,
  type Programs,
  request,
  response,
  VirtualClock,
} from '../src/index.ts'
import { EventTemplate, jsonOf } from '../src/trace/event-template.ts'
import { EventWriter } from '../src/trace/event-writer.ts'
import { createTrace, type TraceOptions } from '../src/trace.ts'
import { smallSolution } from './attack/small-solution.ts'
import { Target } from './attack/target.ts'
import { hosts } from './world.ts'

const Scale = defineInterface('demo.Scale', {
  Weigh: { in: { parcel: uint32 }, out: { grams: uint32 } },
})

/** Sleeps for as long as a parcel is heavy. */
const Post = program({ endpoints: { scale: Scale } }, async (kos) => {
  await serve(kos, 'post', {
    scale: {
      async Weigh({ parcel }) {
        await kos.KnSleep(parcel)
        return { grams: parcel * 250 }
      },
    },
  })
})

const Customer = program(async (kos) => {
  const scale = connect(kos, Scale, 'post', 'scale')
  for (const parcel of [2, 0, 6]) kos.log('grams:', (await scale.Weigh({ parcel })).grams ?? 'none')
})

const policy: Policy = [
  execute(),
  request(any, core),
  request(Customer, Post, Scale.Weigh, ({ message }) => message.parcel < 5),
  response(Post, Customer),
]

type Drive = (kernel: Kernel) => Promise<unknown>

/** The trace of a solution that was run, which has no faults. */
async function traceOf(
  programs: Programs,
  drive: Drive,
  security: Policy = allowAll(),
  options: KernelOptions & Partial<TraceOptions> = {},
): Promise<TraceText> {
  const { systemCalls, chunkSize, ...more } = options
  const trace = new TraceText()
  const { probe, end } = createTrace({
    write: trace.write,
    ...(systemCalls === undefined ? {} : { systemCalls }),
    ...(chunkSize === undefined ? {} : { chunkSize }),
  })
  const connections = 'Post' in programs ? { Customer: { post: 'Post' } } : {}
  const silent = { output: () => {}, onExit: () => {}, onDenied: () => {}, onDeadlock: () => {} }
  const kernel = boot(
    { programs, connections, policy: security },
    { clock: new VirtualClock({ seed: 3 }), ...silent, onMisuse: () => {}, ...more, probe },
  )
  await drive(kernel)
  await kernel[Symbol.asyncDispose]()
  end()
  expect(traceFaults(trace.events)).toEqual([])
  return trace
}

const untilEnd =
  (name: string): Drive =>
  (kernel) =>
    kernel.run({ until: kernel.task(name) })

/** The process ids of a trace by their names. */
function pidsOf(events: readonly TraceEvent[]): Readonly<Record<string, number>> {
  const names = events.filter(({ name }) => name === 'process_name')
  return Object.fromEntries(names.map(({ pid, args }) => [args?.['name'], pid]))
}

/** The slices of a process in order: what each is called, and its milliseconds. */
function slicesOf(events: readonly TraceEvent[], process: string): string[] {
  const pid = pidsOf(events)[process]
  const slices = events.filter((event) => event.ph === 'X' && event.pid === pid)
  return slices
    .filter(({ cat }) => cat !== 'policy')
    .toSorted((a, b) => a.ts - b.ts)
    .map(({ name, ts, dur }) => `${Math.floor(ts / 1_000)} ${name} ${Math.round(dur / 1_000)}`)
}

function instantsOf(events: readonly TraceEvent[], category: string): TraceEvent[] {
  return events.filter(({ ph, cat }) => ph === 'i' && cat === category)
}

describe.each(hosts)('a trace on %s', (_name, host) => {
  test('shows who runs and who waits for what', async () => {
    const { events } = await traceOf({ Post, Customer }, untilEnd('Customer'), policy, {
      host: host(),
    })
    expect(slicesOf(events, 'Customer')).toEqual([
      '0 running 0',
      '0 waits: call post 2',
      '2 running 0',
      '2 waits: call post 0',
      '2 running 0',
    ])
    expect(slicesOf(events, 'Post')).toEqual([
      '0 running 0',
      '0 waits: receive post 0',
      '0 demo.Scale.Weigh 0',
      '0 waits: sleep 2',
      '2 demo.Scale.Weigh 0',
      '2 waits: receive post 0',
      '2 demo.Scale.Weigh 0',
      '2 waits: receive post 0',
    ])
  })

  test('has an arrow from a client to its server and back', async () => {
    const { events } = await traceOf({ Post, Customer }, untilEnd('Customer'), policy, {
      host: host(),
    })
    const { Post: server, Customer: client } = pidsOf(events)
    const flows = events.filter(({ cat }) => cat === 'ipc')
    const [first = 0] = flows.map(({ id }) => id)
    expect(flows.map(({ id, ph, pid }) => [id - first, ph, pid])).toEqual([
      [0, 's', client],
      [0, 't', server],
      // The server has slept meanwhile: it answers from another slice.
      [0, 't', server],
      [0, 'f', client],
      [1, 's', client],
      [1, 't', server],
      [1, 'f', client],
    ])
    expect(new Set(flows.map(({ name }) => name))).toEqual(new Set(['demo.Scale.Weigh']))
  })

  test('shows what the policy was asked, and what it denied', async () => {
    const { events } = await traceOf({ Post, Customer }, untilEnd('Customer'), policy, {
      host: host(),
    })
    const asked = events.filter(({ cat, args }) => cat === 'policy' && args?.['method'] === 'Weigh')
    expect(asked.map(({ ph, args }) => [ph, args?.['granted'] ?? args?.['reason']])).toEqual([
      ['X', true],
      ['X', true],
      ['X', false],
      ['i', 'denied-by-rule'],
    ])
    expect(asked.at(-1)).toMatchObject({
      name: 'denied',
      pid: pidsOf(events)['Customer'],
      args: { type: 'request', source: 'Customer', destination: 'Post', endpoint: 'scale' },
    })
  })

  test('shows system calls with their arguments, and the lives of processes', async () => {
    const { events } = await traceOf({ Post, Customer }, untilEnd('Customer'), policy, {
      host: host(),
    })
    const calls = instantsOf(events, 'syscall').map(({ name, args }) => [name, args])
    expect(calls).toContainEqual(['IPC.Connect', { channelName: 'post' }])
    expect(calls).toContainEqual(['Thread.Sleep', { mdelay: 2 }])
    expect(calls).toContainEqual(['Log', { text: 'grams: 500' }])
    const lives = events.filter(({ ph, cat }) => 'be'.includes(ph) && cat === 'process')
    expect(
      lives.filter(({ name }) => name === 'Customer').map(({ ph, args }) => [ph, args]),
    ).toEqual([
      ['b', { class: 'Customer', parent: 'Einit' }],
      ['e', { code: 0 }],
    ])
    const starts = events.filter(({ ph, name }) => ph !== 'X' && name === 'start Customer')
    const { Einit, Customer: customer } = pidsOf(events)
    expect(starts.map(({ ph, pid }) => [ph, pid])).toEqual([
      ['s', Einit],
      ['f', customer],
    ])
  })

  test('shows a crash', async () => {
    const Crashing = program(async (kos) => {
      await kos.KnSleep(1)
      throw new Error('“broken”\n')
    })
    const { events } = await traceOf({ Crashing }, untilEnd('Crashing'), allowAll(), {
      host: host(),
    })
    expect(instantsOf(events, 'process')).toContainEqual(
      expect.objectContaining({ name: 'crashes', s: 'p', args: { crash: '“broken”\n' } }),
    )
  })

  test('shows a deadlock, and who holds what is waited for', async () => {
    const Philosophers = program(async (kos: Kos) => {
      const [left, right] = [KosInitializedMutex(), KosInitializedMutex()]
      const dine = async (own: Kos, first: typeof left, second: typeof left): Promise<void> => {
        await own.KosMutexLock(first)
        await own.KnSleep(1)
        await own.KosMutexLock(second)
      }
      const { tid } = unwrap(
        kos.KosThreadCreate(ThreadPriorityNormal, 0, (own: Kos) => dine(own, left, right), 0, 0),
      )
      await dine(kos, right, left)
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
    })
    const { events } = await traceOf({ Philosophers }, (kernel) => kernel.advance(10), allowAll(), {
      host: host(),
    })
    expect(instantsOf(events, 'deadlock')).toMatchObject([
      { name: 'deadlock', s: 'g', args: { waits: expect.stringContaining('ring: ') } },
    ])
    const waits = events.filter(({ name }) => name.startsWith('waits: mutex'))
    expect(waits.map(({ args }) => args)).toEqual([
      { owners: 'Philosophers/thread 3' },
      { owners: 'Philosophers/main' },
    ])
  })

  test('shows a thread that gives way as ready', async () => {
    const yielding = program(async (kos) => {
      for (let i = 0; i < 2; i++) await kos.KosThreadYield()
    })
    const { events } = await traceOf({ A: yielding, B: yielding }, untilEnd('B'), allowAll(), {
      host: host(),
    })
    expect(slicesOf(events, 'A')).toEqual([
      '0 running 0',
      '0 ready 0',
      '0 running 0',
      '0 ready 0',
      '0 running 0',
    ])
  })

  test('shows a mistake, and a process that is killed', async () => {
    const Careless = program(async (kos) => {
      void kos.KnSleep(5)
      await kos.KnSleep(5)
    })
    const Sleeper = program((kos) => kos.KnSleep(INFINITE_TIMEOUT).then(() => {}))
    const { events } = await traceOf(
      { Careless, Sleeper },
      async (kernel) => {
        await kernel.advance(10)
        kernel.kill('Sleeper', 'it slept')
      },
      allowAll(),
      { host: host() },
    )
    const pids = pidsOf(events)
    const [mistake] = instantsOf(events, 'misuse')
    expect(mistake?.pid).toBe(pids['Careless'])
    expect(mistake?.args?.['message']).toContain('already waits')
    expect(instantsOf(events, 'process')).toContainEqual(
      expect.objectContaining({
        name: 'is killed',
        pid: pids['Sleeper'],
        args: { killed: 'it slept' },
      }),
    )
  })
})

describe('a trace', () => {
  const bytesOf = async (options: KernelOptions & Partial<TraceOptions>): Promise<string> =>
    (await traceOf({ Post, Customer }, untilEnd('Customer'), policy, options)).text

  test('is the same in chunks of any size', async () => {
    const whole = await bytesOf({})
    for (const chunkSize of [1, 4_096, 5_001]) expect(await bytesOf({ chunkSize })).toBe(whole)
  })

  test('has no system calls if they are not wanted', async () => {
    const { events } = await traceOf({ Post, Customer }, untilEnd('Customer'), policy, {
      systemCalls: false,
    })
    expect(instantsOf(events, 'syscall')).toEqual([])
    expect(events.filter(({ cat }) => cat === 'ipc')).toHaveLength(7)
  })

  test(
    'is the same, byte for byte, in equal runs on a busy host',
    async () => {
      const hashes = await hashesOf(async (trace) => trace.say(await bytesOf({})))
      expect(hashes).toHaveLength(1)
    },
    traceTimeout,
  )

  test('may be ended while processes live, and says nothing after that', async () => {
    const trace = new TraceText()
    const { probe, end } = createTrace({ write: trace.write })
    const Sleeper = program((kos) => kos.KnSleep(INFINITE_TIMEOUT).then(() => {}))
    const kernel = boot(
      { programs: { Sleeper }, policy: allowAll() },
      { clock: new VirtualClock(), probe, onExit: () => {} },
    )
    await kernel.run({ until: 'idle' })
    end()
    const { text } = trace
    await kernel[Symbol.asyncDispose]()
    expect(trace.text).toBe(text)
    expect(traceFaults(trace.events)).toEqual([])
  })

  test('is of one kernel', () => {
    const { probe } = createTrace({ write: () => {} })
    const make = (): Kernel => boot({ programs: {}, policy: allowAll() }, { probe })
    make()
    expect(make).toThrow('createTrace: a trace is of one kernel; make another')
  })

  test('without a kernel has no events', () => {
    const trace = new TraceText()
    createTrace({ write: trace.write }).end()
    expect(trace.events).toEqual([])
  })
})

describe('in real time', () => {
  test('a thread that awaits the host waits for it', async () => {
    const Reader = program(async () => {
      await new Promise((resolve) => setImmediate(resolve))
    })
    const trace = new TraceText()
    const { probe, end } = createTrace({ write: trace.write })
    const kernel = boot({ programs: { Reader }, policy: allowAll() }, { probe })
    await kernel.run({ until: kernel.task('Reader') })
    await kernel[Symbol.asyncDispose]()
    end()
    expect(traceFaults(trace.events)).toEqual([])
    expect(
      slicesOf(trace.events, 'Reader').map((line) => line.split(' ').slice(1, -1)),
    ).toContainEqual(['waits:', 'host'])
  })
})

// Whatever is killed whenever: the trace stays in its format.
test.each(hosts)(
  'a trace on %s is in its format, whatever is killed in it',
  async (_name, host) => {
    const names = smallSolution.map(([name]) => name)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom(...names),
        fc.integer({ min: 1, max: 60 }),
        async (seed, victim, step) => {
          const trace = new TraceText()
          const { probe, end } = createTrace({ write: trace.write })
          let switches = 0
          let started: Target | null = null
          const switched: typeof probe.switched = (thread, now) => {
            probe.switched?.(thread, now)
            if (++switches === step && started?.kernel.tasks.some(({ name }) => name === victim))
              started.kernel.kill(victim)
          }
          const target = new Target({ seed, host: host(), probe: { ...probe, switched } })
          started = target
          {
            await using _ = target
            for (const [name, each] of smallSolution) target.spawn(each, name, {})
            await target.kernel.advance(40)
          }
          end()
          expect(traceFaults(trace.events)).toEqual([])
        },
      ),
      { numRuns: 15 },
    )
  },
)

describe('the check of the format finds', () => {
  const faultOf = async (change: (event: TraceEvent) => object[]): Promise<string> => {
    const { events } = await traceOf({ Post, Customer }, untilEnd('Customer'), policy)
    const faults = traceFaults(events.flatMap(change) as unknown as readonly TraceEvent[])
    return faults.join('\n')
  }
  const isFlow = ({ ph, cat }: TraceEvent, phase: string): boolean => ph === phase && cat === 'ipc'

  test.each<[what: string, change: (event: TraceEvent) => object[], fault: string]>([
    ['a phase that is none', (each) => [{ ...each, ph: 'Q' }], 'there is no phase Q'],
    ['no time', (each) => [each.ph === 'X' ? { ...each, ts: null } : each], 'ts is wrong'],
    ['a negative time', (each) => [each.ph === 'X' ? { ...each, dur: -1 } : each], 'dur is wrong'],
    ['no scope', (each) => [each.ph === 'i' ? { ...each, s: 'x' } : each], 's is wrong'],
    ['no name', (each) => (each.name === 'thread_name' ? [] : [each]), 'no thread_name 2 1'],
    ['metadata again', (each) => (each.ph === 'M' ? [each, each] : [each]), 'twice: process_name'],
    [
      'slices that overlap',
      (each) => [each.ph === 'X' ? { ...each, dur: each.dur + 1 } : each],
      'overlaps',
    ],
    ['two starts', (each) => (isFlow(each, 's') ? [each, each] : [each]), 'its phases are ss'],
    ['no start', (each) => (isFlow(each, 's') ? [] : [each]), 'its phases are t'],
    [
      'a step outside of slices',
      (each) => [isFlow(each, 't') ? { ...each, ts: 1e9 } : each],
      'no slice encloses t',
    ],
    ['no binding', (each) => [isFlow(each, 'f') ? { ...each, bp: 's' } : each], 'bp is wrong'],
    ['a life without an end', (each) => (each.ph === 'e' ? [] : [each]), 'does not end'],
    [
      'two threads at once',
      (each) => [each.cat === 'waiting' ? { ...each, cat: 'running' } : each],
      'runs beside',
    ],
  ])('%s', async (_what, change, fault) => {
    expect(await faultOf(change)).toContain(fault)
  })
})

describe('the writer of events', () => {
  const write = (time: number, second: number, hasDuration: boolean): object => {
    const trace = new TraceText()
    const writer = new EventWriter(trace.write, 1_000)
    writer.text('[')
    writer.event(new EventTemplate('{"ts":', ',"second":', '}', hasDuration), time, second)
    writer.text(']')
    writer.end()
    return trace.events[0] ?? {}
  }

  test('writes all numbers, with room for them or without', () => {
    const times = fc.oneof(
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.constantFrom(0, 2 ** 31 - 1, 2 ** 31, 2 ** 31 * 1_000, 10 ** 14 - 1, 10 ** 14),
    )
    fc.assert(
      fc.property(times, times, (time, second) => {
        expect(write(time, second, true)).toEqual({ ts: time / 1_000, second: second / 1_000 })
        expect(write(time, second, false)).toEqual({ ts: time / 1_000, second })
      }),
      { numRuns: 500 },
    )
  })

  test('writes any text in ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = jsonOf(text)
        expect(JSON.parse(json)).toBe(text)
        expect(json).toMatch(/^[\x20-\x7e]*$/)
      }),
    )
  })
})
