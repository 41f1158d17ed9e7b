// What the kernel costs as a whole: what traces add, and how much there can be of everything.
import {
  allowAll,
  createFullKernel,
  createKernel,
  defineService,
  handles,
  ipc,
  tasks,
  threads,
  VirtualClock,
} from '@kos/kernel'
import type { FullApi, Kernel, Service } from '@kos/kernel'
import { createTrace } from '@kos/kernel/trace'
import { PackInMsg, PackOutMsg, program, SMsgHdr } from '@kos/libkos'
import type { Context, IpcApi, LocatorApi, ThreadApi } from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import { INFINITE_TIMEOUT, WaitKind, WaitQueue } from '@kos/thread'
import type { Scheduler, Waiter } from '@kos/thread'
import { defineCase, defineMemoryCase, limit, own } from '../case.ts'
import type { Batch, MemoryCase, RatioCase, Start } from '../case.ts'
import { consume } from '../sink.ts'
import { startRoundTripLibkos } from './ipc.ts'

/** A round trip while a trace of the kernel is written, down to its bytes. */
export const kernelTrace: RatioCase = defineCase({
  name: 'kernel/trace',
  awaits: true,
  start: (iterations) => {
    const { probe } = createTrace({ write: (chunk) => consume(chunk.length) })
    return startRoundTripLibkos({ probe })(iterations)
  },
  against: [own('ipc/round-trip-libkos', { awaits: true, start: startRoundTripLibkos() })],
})

/** So many idle processes of one class: each sleeps for ever. */
async function idleProcesses(count: number): Promise<Kernel<FullApi>> {
  const kernel = createFullKernel({ security: allowAll(), clock: new VirtualClock() })
  for (let i = 0; i < count; i++) kernel.spawn(Idle, { name: `Idle ${i}`, className: 'Idle' })
  await kernel.advance(0)
  return kernel
}

const Idle = program(async (kos) => {
  await kos.KnSleep(INFINITE_TIMEOUT)
})

/** A process that waits, in a crowd of them: all of it, in the kernel and inside. */
export const kernelIdleProcess: MemoryCase = defineMemoryCase({
  name: 'kernel/idle-process',
  count: 10_000,
  things: { 'idle process': idleProcesses },
})

const gateContract = defineContract('gates', '', 1024, { Wait: { params: [], blocks: true } })

interface GateApi {
  readonly gateWait: () => Promise<number>
}

/** Threads wait at it, and so many of them, one after the other, may do one round trip. */
class Gate {
  readonly #queue: WaitQueue = new WaitQueue()
  #scheduler: Scheduler | null = null
  #left = 0
  #running = 0
  #done: () => void = () => {}

  readonly service = (): Service<'gates', GateApi> =>
    defineService({
      name: 'gates',
      contract: gateContract,
      library: {
        gateWait: (sys) => {
          const wait = sys.call(gateContract.calls.Wait)
          return () => sys.wait(wait()) as Promise<number>
        },
      },
      start: ({ scheduler }) => {
        this.#scheduler = scheduler
        return { handlers: { Wait: ({ thread }) => this.#wait(thread) } }
      },
    })

  /** The batch of a case: resolves when so many round trips are done. */
  readonly batch: Batch = (rounds) =>
    new Promise<void>((resolve) => {
      this.#done = resolve
      this.#left = rounds
      this.#scheduler?.enter()
      while (this.#left > 0 && this.#queue.wakeOne(0)) this.#begin()
      this.#scheduler?.leave()
    })

  /** A thread has done its round trip. */
  finish(): void {
    if (--this.#running === 0 && this.#left === 0) this.#done()
  }

  #begin(): void {
    this.#left--
    this.#running++
  }

  #wait(thread: Waiter): number {
    if (this.#left === 0) return this.#queue.park(thread, INFINITE_TIMEOUT, WaitKind.other, null)
    this.#begin()
    return 0
  }
}

type TalkApi = Context & ThreadApi & LocatorApi & IpcApi & GateApi

function mustBeOk(rc: number): void {
  if (rc !== 0) throw new Error(`an operation was refused: ${rc}`)
}

/** Half of the processes call the other half, each of their threads one of the other's. */
function startTalking(pairs: number, threadsEach: number): Start {
  return async () => {
    const gate = new Gate()
    const kernel = createKernel({
      services: [threads(), handles(), ipc(), tasks(), gate.service()],
      security: allowAll(),
      onExit: ({ process, exit }) => {
        if (process !== 'Einit') throw new Error(`${process} ended: ${JSON.stringify(exit)}`)
      },
    })
    const crowd = (routine: (kos: TalkApi) => Promise<void>) => async (kos: TalkApi) => {
      for (let i = 1; i < threadsEach; i++) kos.KosThreadCreate(15, 0, routine, 0, 0)
      await routine(kos)
    }
    const Server = program(
      crowd(async (kos) => {
        const listener = kos.ServiceLocatorRegister('talk')
        const received = PackInMsg(new SMsgHdr(), new Uint8Array(16))
        const answer = PackOutMsg(new SMsgHdr(), new Uint8Array(16))
        for (;;) {
          mustBeOk((await kos.Recv(listener, received)) as number)
          answer.threadId = received.threadId
          mustBeOk((await kos.Reply(listener, answer)) as number)
        }
      }),
    )
    const Client = program(
      crowd(async (kos) => {
        const handle = kos.ServiceLocatorConnect('talk')
        const question = PackOutMsg(new SMsgHdr(), new Uint8Array(16))
        const received = PackInMsg(new SMsgHdr(), new Uint8Array(16))
        for (;;) {
          await kos.gateWait()
          mustBeOk((await kos.Call(handle, question, received)) as number)
          gate.finish()
        }
      }),
    )
    const numbers = Array.from({ length: pairs }, (_, index) => index)
    kernel.start({
      programs: { Server, Client },
      processes: Object.fromEntries(
        numbers.flatMap((i) => [
          [`Server ${i}`, 'Server'],
          [`Client ${i}`, 'Client'],
        ]),
      ),
      connections: Object.fromEntries(numbers.map((i) => [`Client ${i}`, { talk: `Server ${i}` }])),
    })
    await kernel.run({ until: 'idle' })
    return gate.batch
  }
}

interface Pair {
  wakeServer: () => void
  wakeClient: () => void
}

/** The same of async functions alone: half of them call the other half. */
function startCallingBack(count: number): Start {
  return () => {
    const pairs = Array.from({ length: count }, (): Pair => ({ wakeServer() {}, wakeClient() {} }))
    let next = 0
    let left = 0
    let running = 0
    let done = (): void => {}
    const serve = async (pair: Pair): Promise<void> => {
      for (;;) {
        await new Promise<void>((resolve) => (pair.wakeServer = resolve))
        pair.wakeClient()
      }
    }
    const call = async (pair: Pair): Promise<void> => {
      for (;;) {
        if (left > 0) left--
        else await new Promise<void>((resolve) => (pair.wakeClient = resolve))
        const answered = new Promise<void>((resolve) => (pair.wakeClient = resolve))
        pair.wakeServer()
        await answered
        if (--running === 0) done()
      }
    }
    for (const pair of pairs) {
      void serve(pair)
      void call(pair)
    }
    return (rounds) =>
      new Promise<void>((resolve) => {
        done = resolve
        running = rounds
        const woken = Math.min(rounds, count)
        left = rounds - woken
        for (let i = 0; i < woken; i++) {
          const pair = pairs[next] as Pair
          next = (next + 1) % count
          pair.wakeClient()
        }
      })
  }
}

/** A round trip among 100,000 threads in 1,000 processes, each of which does one in its turn. */
export const kernelManyThreads: RatioCase = defineCase({
  name: 'kernel/100k-threads',
  awaits: true,
  start: startTalking(500, 100),
  against: [
    own('10 threads', { awaits: true, start: startTalking(1, 5) }),
    limit('100,000 async functions', { awaits: true, start: startCallingBack(50_000) }),
  ],
})
