// Two kernels whose bus processes are joined, in real time.

import { allowAll, createFullKernel, type FullApi, type Kernel, VirtualClock } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import { formatRetcode, rcAlreadyExists, rcBusy, rcFail, rcOk, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { type LinkOptions, memoryBroker } from '../src/link.ts'
import { type ISubscriber, linkStats, messageBusProcess } from '../src/process.ts'
import { MaxEntries } from '../src/generated/kl/MessageBusStats.idl.ts'
import { settle } from './link-machines.ts'
import { ScriptedBroker } from './scripted-broker.ts'
import { busName, BusWorld, type Interfaces, interfacesOf } from './bus-world.ts'

/** A kernel in real time, whose bus has a link. */
class LinkedKernel implements AsyncDisposable {
  readonly lines: string[] = []
  readonly kernel: Kernel<FullApi>
  readonly #program: ReturnType<typeof messageBusProcess>
  readonly #faults: string[] = []

  constructor(link: LinkOptions) {
    this.kernel = createFullKernel({
      security: allowAll(),
      output: ({ text }) => void this.lines.push(text),
      onMisuse: ({ message }) => void this.#faults.push(message),
      onExit: ({ process, exit }) => {
        if ('crash' in exit) this.#faults.push(`${process}: ${exit.crash}`)
      },
    })
    this.#program = messageBusProcess({ link })
    this.startBus()
    this.kernel.spawn(null, { name: 'Client', connections: { [busName]: busName } })
  }

  startBus(): void {
    this.kernel.spawn(this.#program, { name: busName, className: busName })
  }

  /** The bus dies, and is started again. */
  restartBus(): void {
    this.kernel.kill(busName, 'by the test')
    this.startBus()
    this.kernel.connect('Client', busName, busName)
  }

  /** Acts as the client. */
  async act<T>(routine: (all: Interfaces, kos: Kos) => Promise<T>): Promise<T> {
    const done = this.kernel.as('Client', async (kos) => routine(await interfacesOf(kos), kos))
    done.catch(() => {})
    await this.kernel.run({ until: done })
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    const { objects } = this.kernel.inspect()
    expect(Object.entries(objects).filter(([, count]) => count !== 0)).toEqual([])
    expect(this.#faults).toEqual([])
  }
}

/** Pushes ids, each as often as it is declined. */
async function pushAll({ control, bus }: Interfaces, kos: Kos, ids: number): Promise<void> {
  const { id } = unwrap(await control.RegisterPublisher('alarm'))
  for (let message = 0; message < ids;) {
    const rc = await bus.Push(id, BigInt(message))
    if (rc === rcOk) message++
    else if (rc === rcBusy) await kos.KnSleep(1)
    else throw new Error(`push: ${formatRetcode(rc)}`)
  }
  unwrap({ rc: await control.UnregisterPublisher(id) })
}

/** Takes messages until the last of `count` came. */
async function takeAll(
  { control, runner }: Interfaces,
  count: number,
  subscribed: () => void = () => {},
): Promise<bigint[]> {
  const { id } = unwrap(await control.RegisterSubscriber('s', new Set(['alarm'])))
  subscribed()
  const seen: bigint[] = []
  const enough = rcFail
  await runner.Run(id, {
    OnMessage(_topic, message) {
      seen.push(message)
      return message < count - 1 ? rcOk : enough
    },
  })
  unwrap({ rc: await control.UnregisterSubscriber(id) })
  return seen
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}

const numbers = (from: number, count: number): bigint[] =>
  Array.from({ length: count }, (_, index) => BigInt(from + index))

describe('bus processes of two kernels', () => {
  test.each(['fleeting', 'durable'] as const)('deliver %s messages, in order', async (travel) => {
    const memory = memoryBroker()
    const links = { alarm: travel }
    await using to = new LinkedKernel({ name: 'to', broker: memory.client(), imports: links })
    await using from = new LinkedKernel({
      name: 'from',
      broker: memory.client(),
      exports: links,
      capacity: 8,
    })
    const subscribed = deferred()
    const taken = to.act((all) => takeAll(all, 40, subscribed.resolve))
    await subscribed.promise
    await from.act((all, kos) => pushAll(all, kos, 40))
    expect(await taken).toEqual(numbers(0, 40))
    expect(await to.act(({ control }) => control.RegisterPublisher('alarm'))).toEqual({
      rc: rcAlreadyExists,
    })
    const counts = { topic: 'alarm', travel, waiting: 0, malformed: 0 }
    const { stats } = unwrap(await from.act((_, kos) => linkStats(kos, busName)))
    expect(stats).toMatchObject({
      name: 'from',
      isConnected: true,
      exports: [{ ...counts, direction: 'export', sent: 40 }],
      imports: [],
    })
    const { stats: there } = unwrap(await to.act((_, kos) => linkStats(kos, busName)))
    expect(there).toMatchObject({
      name: 'to',
      isConnected: true,
      exports: [],
      imports: [{ ...counts, direction: 'import', received: 40, declined: 0, lost: 0 }],
    })
  })

  // The broker brings no more before its subscriber is done, which therefore may not wait for more.
  test('deliver what is behind a full window to a subscriber that has all of it', async () => {
    const memory = memoryBroker()
    const imports = { alarm: 'durable' } as const
    await using to = new LinkedKernel({ name: 'to', broker: memory.client(), imports, window: 1 })
    await using from = new LinkedKernel({
      name: 'from',
      broker: memory.client(),
      exports: imports,
      capacity: 1,
    })
    const subscribed = deferred()
    const taken = to.act((all) => takeAll(all, 20, subscribed.resolve))
    await subscribed.promise
    await from.act((all, kos) => pushAll(all, kos, 20))
    expect(await taken).toEqual(numbers(0, 20))
  })

  test('tell the counts of many topics, in several pages', async () => {
    const names = Array.from({ length: 2 * MaxEntries + 1 }, (_, index) => `t${index}`)
    const exports = Object.fromEntries(names.slice(0, 7).map((name) => [name, 'durable' as const]))
    const imports = Object.fromEntries(names.slice(7).map((name) => [name, 'fleeting' as const]))
    const broker = memoryBroker().client()
    await using kernel = new LinkedKernel({ name: 'many', broker, exports, imports })
    const { stats } = unwrap(await kernel.act((_, kos) => linkStats(kos, busName)))
    const all = [...(stats?.exports ?? []), ...(stats?.imports ?? [])]
    expect(all.map(({ topic }) => topic)).toEqual(names)
    expect(new Set(all.map(({ travel }) => travel)).size).toBe(2)
  })

  test('without a link have no counts of one', async () => {
    await using world = new BusWorld()
    world.client('A')
    const answer = await world.act('A', (_, kos) => linkStats(kos, busName))
    expect(answer).toEqual({ rc: rcOk, stats: null })
  })

  test('keep durable messages for a subscriber that comes later', async () => {
    const memory = memoryBroker()
    const links = { alarm: 'durable' } as const
    await using to = new LinkedKernel({ name: 'to', broker: memory.client(), imports: links })
    await using from = new LinkedKernel({ name: 'from', broker: memory.client(), exports: links })
    // The bus processes are there.
    await to.act(async () => {})
    await from.act((all, kos) => pushAll(all, kos, 40))
    expect(await to.act((all) => takeAll(all, 40))).toEqual(numbers(0, 40))
  })

  test('decline durable messages while the broker is away, and lose none', async () => {
    const memory = memoryBroker()
    const links = { alarm: 'durable' } as const
    const options = { name: 'from', broker: memory.client(), exports: links, capacity: 4 }
    await using to = new LinkedKernel({ name: 'to', broker: memory.client(), imports: links })
    await using from = new LinkedKernel(options)
    await to.act(async () => {})
    memory.stop()
    await from.act(async ({ control, bus }) => {
      const { id } = unwrap(await control.RegisterPublisher('alarm'))
      for (const message of numbers(0, 4)) expect(await bus.Push(id, message)).toBe(rcOk)
      expect(await bus.Push(id, 4n)).toBe(rcBusy)
      unwrap({ rc: await control.UnregisterPublisher(id) })
    })
    memory.start()
    expect(await to.act((all) => takeAll(all, 4))).toEqual(numbers(0, 4))
  })

  test('bring again what subscribers were not done with when a bus died', async () => {
    const memory = memoryBroker()
    const links = { alarm: 'durable' } as const
    await using to = new LinkedKernel({ name: 'to', broker: memory.client(), imports: links })
    await using from = new LinkedKernel({ name: 'from', broker: memory.client(), exports: links })
    await to.act(async () => {})
    await from.act((all, kos) => pushAll(all, kos, 10))
    // It takes three, is done with two at most, and then the bus dies.
    await to.act(async ({ control, waiter }) => {
      const { id } = unwrap(await control.RegisterSubscriber('s', new Set(['alarm'])))
      const seen: bigint[] = []
      const callback: ISubscriber = {
        OnMessage(_topic, message) {
          seen.push(message)
          return rcOk
        },
      }
      for (let count = 0; count < 3; count++) expect(await waiter.Wait(id, callback)).toBe(rcOk)
      to.restartBus()
      expect(seen).toEqual(numbers(0, 3))
    })
    const again = await to.act((all) => takeAll(all, 10))
    expect(again).toEqual(numbers(10 - again.length, again.length))
    expect(again.length).toBeGreaterThanOrEqual(8)
    while (memory.kept > 0) await to.act(async () => {})
  })

  test('leave nothing behind when they die again and again', async () => {
    const memory = memoryBroker()
    const links = { alarm: 'durable' } as const
    await using to = new LinkedKernel({ name: 'to', broker: memory.client(), imports: links })
    await using from = new LinkedKernel({ name: 'from', broker: memory.client(), exports: links })
    const round = async (): Promise<unknown> => {
      await to.act(async () => {})
      await from.act((all, kos) => pushAll(all, kos, 3))
      const seen = await to.act((all) => takeAll(all, 3))
      for (const each of [to, from]) {
        each.restartBus()
        await each.act(async () => {})
      }
      expect(seen.slice(-3)).toEqual(numbers(0, 3))
      return [to, from].map(({ kernel }) => ({ ...kernel.inspect().objects }))
    }
    const first = await round()
    for (let count = 0; count < 5; count++) expect(await round()).toEqual(first)
  })
})

describe('a bus process with a link', () => {
  async function endOf(kernel: Kernel<FullApi>, name: string): Promise<unknown> {
    const task = kernel.task(name)
    if (task === undefined) throw new Error(`no process ${name}`)
    await kernel.run({ until: task })
    return task.exit
  }

  test('does not start under virtual time, and says why', async () => {
    const memory = memoryBroker()
    const lines: string[] = []
    await using kernel = createFullKernel({
      clock: new VirtualClock(),
      security: allowAll(),
      output: ({ text }) => void lines.push(text),
    })
    const link = { name: 'a', broker: memory.client(), imports: { a: 'durable' } } as const
    kernel.spawn(messageBusProcess({ link }), { name: busName, className: busName })
    kernel.spawn(null, { name: 'Client', connections: { [busName]: busName } })
    expect(await endOf(kernel, busName)).toEqual({ code: 1 })
    expect(lines).toEqual([
      'kl.MessageBus has a link to other kernels: it starts in real time only, not in virtual',
    ])
  })

  test('ends if the broker is in use, and says so', async () => {
    const memory = memoryBroker()
    const broker = memory.client()
    const links = { alarm: 'durable' } as const
    await using first = new LinkedKernel({ name: 'first', broker, imports: links })
    await first.act(async () => {})
    await using second = new LinkedKernel({ name: 'second', broker, imports: links })
    expect(await endOf(second.kernel, busName)).toEqual({ code: 1 })
    expect(second.lines).toEqual([
      'kl.MessageBus has no link to other kernels: TypeError: the broker is open: each link has one of its own',
    ])
  })

  test('opens the broker when the link of its last life is closed, if it lives then', async () => {
    const broker = new ScriptedBroker()
    const closed = deferred()
    broker.closing = closed.promise
    await using world = new LinkedKernel({ name: 'a', broker, imports: { a: 'durable' } })
    await world.act(async () => {})
    world.restartBus()
    await world.kernel.run({ until: settle() })
    expect([broker.opens, broker.closes]).toEqual([1, 1])
    world.kernel.kill(busName, 'by the test')
    closed.resolve()
    await world.kernel.run({ until: settle() })
    expect([broker.opens, broker.closes]).toEqual([1, 1])
    world.restartBus()
    await world.act(async () => {})
    expect([broker.opens, broker.closes]).toEqual([2, 1])
  })

  test('logs what is wrong with its broker', async () => {
    const broker = new ScriptedBroker()
    await using world = new LinkedKernel({ name: 'a', broker, imports: { a: 'durable' } })
    await world.act(async () => {})
    broker.events?.trouble('no such user')
    while (world.lines.length === 0) await world.act(async () => {})
    expect(world.lines).toEqual(['no such user'])
  })

  test('throws for options that are none', () => {
    const broker = memoryBroker().client()
    const topics = { a: 'coalesce' } as const
    const named = (topic: string): unknown =>
      messageBusProcess({ link: { name: 'a', broker, imports: { [topic]: 'durable' } } })
    // Clients get names in messages: 255 bytes.
    named('é'.repeat(127))
    named('🚗'.repeat(63))
    for (const wrong of ['é'.repeat(128), '速'.repeat(86), '🚗'.repeat(64), 'a\0b', '\ud800'])
      expect(() => named(wrong)).toThrow(TypeError)
    expect(() =>
      messageBusProcess({ link: { name: '', broker, imports: { a: 'durable' } } }),
    ).toThrow(TypeError)
    expect(() =>
      messageBusProcess({ topics, link: { name: 'a', broker, imports: { a: 'durable' } } }),
    ).toThrow(TypeError)
  })
})
