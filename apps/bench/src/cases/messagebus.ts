// The message bus: in async code against emitters, and as a process against two calls.
//
// Subscribers run a callback. A push that is awaited is over when all three have been called; pushes
// that are not awaited are delivered 32 at a time, since queues are bounded.
import Emittery from 'emittery'
import { EventEmitter } from 'eventemitter3'
import { any, boot, core, defineSolution, execute, request, response } from '@kos/kernel'
import { MessageBus, topic } from '@kos/messagebus'
import { InitConnection, messageBusProcess } from '@kos/messagebus/process'
import {
  bytes,
  connect,
  defineInterface,
  type Kos,
  program,
  serve,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { rcOk, type Retcode, unwrap } from '@kos/retcode'
import { defineCase, own, peer } from '../case.ts'
import type { Batch, RatioCase, Start } from '../case.ts'
import { consume } from '../sink.ts'
import { ipcTypedCall } from './ipc.ts'
import { Rounds } from './rounds.ts'

const burst = 32

function mustBeOk(rc: number): void {
  if (rc !== 0) throw new Error(`an operation was refused: ${rc}`)
}

/** A bus of `count` topics with `subscribers` each; the batch pushes to the first one. */
function pushes(count: number, subscribers: number, isAwaited: boolean): Start {
  return () => {
    const names = Array.from({ length: count }, (_, index) => `topic ${index}`)
    const topics = Object.fromEntries(names.map((name) => [name, topic<number>()]))
    const bus = new MessageBus({ topics })
    let sum = 0
    const add = ({ id }: { readonly id: number }): void => void (sum += id)
    for (const name of names)
      for (let index = 0; index < subscribers; index++)
        void bus.subscribe(`${name} ${index}`, [name]).run(add)
    const publisher = bus.publisher('topic 0')
    const turn = Promise.resolve()
    const batch: Batch = async (iterations) => {
      for (let i = 0; i < iterations; i++) {
        mustBeOk(publisher.push(i) as number)
        // Microtasks are in order: the callbacks have run when this goes on.
        if (isAwaited || i % burst === burst - 1) await turn
      }
      await turn
      consume(sum)
    }
    return batch
  }
}

/** A push to three subscribers, awaited. */
export const busLocal: RatioCase = defineCase({
  name: 'bus/local',
  awaits: true,
  start: pushes(1, 3, true),
  against: [
    peer('emittery', {
      awaits: true,
      start: () => {
        const emitter = new Emittery<{ readonly a: number }>()
        let sum = 0
        for (let index = 0; index < 3; index++) emitter.on('a', (event) => void (sum += event.data))
        return async (iterations) => {
          for (let i = 0; i < iterations; i++) await emitter.emit('a', i)
          consume(sum)
        }
      },
    }),
  ],
})

/** The same, not awaited. */
export const busLocalBurst: RatioCase = defineCase({
  name: 'bus/local-burst',
  awaits: false,
  start: pushes(1, 3, false),
  against: [
    peer('eventemitter3', {
      awaits: false,
      start: () => {
        const emitter = new EventEmitter<{ a: (id: number) => void }>()
        let sum = 0
        for (let index = 0; index < 3; index++) emitter.on('a', (id) => void (sum += id))
        return (iterations) => {
          for (let i = 0; i < iterations; i++) emitter.emit('a', i)
          consume(sum)
        }
      },
    }),
  ],
})

/** Ten subscribers of a topic, beside 999 topics with ten subscribers each. */
export const busCrowd: RatioCase = defineCase({
  name: 'bus/crowd',
  awaits: false,
  start: pushes(1000, 10, false),
  against: [own('1 topic', { awaits: false, start: pushes(1, 10, false) })],
})

const busName = 'kl.MessageBus'

const throughProcess: Start = () => {
  const kernel = boot(
    defineSolution({
      programs: { [busName]: messageBusProcess(), Pusher: null, Taker: null },
      connections: { Pusher: { [busName]: busName }, Taker: { [busName]: busName } },
      policy: [execute(), request(any, core), request(any, busName), response(busName, any)],
    }),
  )
  const rounds = new Rounds()
  let left = 0
  const take = async (kos: Kos): Promise<void> => {
    const { busFactory } = unwrap(await InitConnection(kos, busName))
    const { control } = unwrap(busFactory.CreateBusControl())
    const { id } = unwrap(await control.RegisterSubscriber('taker', new Set(['a'])))
    void kernel.as('Pusher', push)
    await unwrap(busFactory.CreateSubscriberRunner()).runner.Run(id, {
      OnMessage() {
        if (--left === 0) rounds.finish()
        return rcOk
      },
    })
  }
  const push = async (kos: Kos): Promise<void> => {
    const { busFactory } = unwrap(await InitConnection(kos, busName))
    const { control } = unwrap(busFactory.CreateBusControl())
    const { id } = unwrap(await control.RegisterPublisher('a'))
    const { bus } = unwrap(busFactory.CreateBus())
    for (;;) {
      const count = await rounds.next()
      left = count
      // If the queue is full the subscriber has a turn.
      for (let i = 0; i < count;) {
        const rc = await bus.Push(id, 1n)
        if (rc === rcOk) i++
        else await kos.KosThreadYield()
      }
    }
  }
  void kernel.as('Taker', take)
  return rounds.batch
}

const twoCalls: Start = async (iterations) => {
  const batch = await ipcTypedCall.start(iterations)
  return (count) => batch(count * 2)
}

/** A push through the bus process to one subscriber, delivered. */
export const busProcess: RatioCase = defineCase({
  name: 'bus/process',
  awaits: true,
  start: throughProcess,
  against: [own('two ipc/typed-call', { awaits: true, start: twoCalls })],
})

const frameBytes = 65_536

// The publisher writes into its memory, puts it, pushes its id and lets go; the subscriber opens it
// and copies it out.
const bundled: Start = () => {
  const kernel = boot(
    defineSolution({
      programs: { [busName]: messageBusProcess(), Pusher: null, Taker: null },
      connections: { Pusher: { [busName]: busName }, Taker: { [busName]: busName } },
      policy: [execute(), request(any, core), request(any, busName), response(busName, any)],
    }),
  )
  const rounds = new Rounds()
  let left = 0
  const take = async (kos: Kos): Promise<void> => {
    const { busFactory } = unwrap(await InitConnection(kos, busName))
    const { control } = unwrap(busFactory.CreateBusControl())
    const { bundles } = unwrap(busFactory.CreateBundles())
    const { id } = unwrap(await control.RegisterSubscriber('taker', new Set(['a'])))
    void kernel.as('Pusher', push)
    const target = new Uint8Array(frameBytes)
    await unwrap(busFactory.CreateSubscriberRunner()).runner.Run(id, {
      async OnMessage(subject, message): Promise<Retcode> {
        const { bundle } = unwrap(await bundles.Open(subject, message))
        mustBeOk(bundle.read(0, target) as number)
        bundle[Symbol.dispose]()
        if (--left === 0) {
          consume(target[left])
          rounds.finish()
        }
        return rcOk
      },
    })
  }
  const push = async (kos: Kos): Promise<void> => {
    const { busFactory } = unwrap(await InitConnection(kos, busName))
    const { control } = unwrap(busFactory.CreateBusControl())
    const { id } = unwrap(await control.RegisterPublisher('a'))
    const { bus } = unwrap(busFactory.CreateBus())
    const { bundles } = unwrap(busFactory.CreateBundles())
    const access = VMM_FLAG_READ | VMM_FLAG_WRITE
    const { handle } = unwrap(kos.KnPmmMdlCreate(frameBytes, access))
    const { addr } = unwrap(kos.KnPmmMdlMap(handle, 0, frameBytes, 0, access))
    const frame = new Uint8Array(frameBytes).fill(7)
    for (;;) {
      const count = await rounds.next()
      left = count
      for (let i = 0; i < count; i++) {
        kos.memory.write(addr, frame)
        const { bundle } = unwrap(await bundles.Put('a', { handle, length: frameBytes }))
        while ((await bus.Push(id, bundle.id)) !== rcOk) await kos.KosThreadYield()
        bundle[Symbol.dispose]()
      }
    }
  }
  void kernel.as('Taker', take)
  return rounds.batch
}

const Frames = defineInterface('bench.Frames', { Send: { in: { data: bytes(frameBytes) } } })

const FrameServer = program({ endpoints: { frames: Frames } }, async (kos) => {
  const target = new Uint8Array(frameBytes)
  await serve(kos, 'frames', { frames: { Send: ({ data }) => target.set(data) } })
})

const inMessages: Start = () => {
  const kernel = boot(
    defineSolution({
      programs: { Server: FrameServer, Client: null },
      connections: { Client: { frames: 'Server' } },
      policy: [execute(), request(any, core), request(any, 'Server'), response('Server', any)],
    }),
  )
  const rounds = new Rounds()
  void kernel.as('Client', async (kos) => {
    const frames = connect(kos, Frames, 'frames', 'frames')
    const data = new Uint8Array(frameBytes).fill(7)
    for (;;) {
      const count = await rounds.next()
      for (let i = 0; i < count; i++) mustBeOk((await frames.Send({ data })).rc as number)
      rounds.finish()
    }
  })
  return rounds.batch
}

/** 64 KiB put beside the bus, pushed, opened and read by one subscriber. */
export const busBundle: RatioCase = defineCase({
  name: 'bus/bundle',
  awaits: true,
  start: bundled,
  against: [own('64 KiB in a message', { awaits: true, start: inMessages })],
})
