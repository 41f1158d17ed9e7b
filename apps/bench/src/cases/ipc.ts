// Calls between processes: of the mechanism alone, through libkos and the system calls, and typed
// by an interface.
import { MessageTransfer, Listener, noBytes, IpcThread, Received } from '@kos/ipc'
import type { Channel, IpcProcess } from '@kos/ipc'
import { any, boot, core, defineSolution, execute, request, response } from '@kos/kernel'
import type { FullApi, FullKernelOptions, Kernel } from '@kos/kernel'
import {
  connect,
  defineInterface,
  PackInMsg,
  PackOutMsg,
  program,
  serve,
  SMsgHdr,
  string,
  uint32,
  uint64,
} from '@kos/libkos'
import { allowAll, createMonitor, type PreparingMonitor } from '@kos/security'
import { HostClock, INFINITE_TIMEOUT, Scheduler, spawn } from '@kos/thread'
import type { LocalThread } from '@kos/thread'
import { defineCase, own } from '../case.ts'
import type { RatioCase, Reference, Start } from '../case.ts'
import { comlinkCall, pingPong } from '../references.ts'
import { consume } from '../sink.ts'
import { byField, monitorOf, wordsPolicy } from './psl-policies.ts'
import { Rounds } from './rounds.ts'

const words = { a: uint64, b: uint64, c: uint64, d: uint64, e: uint64, f: uint64 }
const values = { a: 1n, b: 2n, c: 3n, d: 4n, e: 5n, f: 6n }

/** Messages of 64 bytes each way: a header of 16, and six numbers of 8. */
const Words = defineInterface('bench.Words', { Send: { in: words, out: words } })

function wordsMonitor(): PreparingMonitor {
  return createMonitor([
    request('Client', 'Server', Words.Send),
    response('Server', 'Client', Words.Send),
  ])
}

function peerOf(className: string, sid: number, isServer: boolean): IpcProcess {
  return {
    className,
    sid,
    space: null,
    endpoints: isServer ? [{ name: 'words', interface: Words }] : [],
  }
}

function message(direction: 'request' | 'response'): Uint8Array {
  const codec = Words.Send[direction]
  const bytes = new Uint8Array(codec.size)
  codec.encode(values, 0, new DataView(bytes.buffer), noBytes)
  return bytes
}

function mustBeOk(rc: number): void {
  if (rc !== 0) throw new Error(`an operation was refused: ${rc}`)
}

async function serveWords(self: LocalThread, listener: Listener): Promise<void> {
  const ipcThread = new IpcThread(self.thread, listener.server, self.thread.tid)
  const received = new Uint8Array(64)
  const answer = message('response')
  for (;;) {
    const rc = listener.receive(ipcThread, received, noBytes, INFINITE_TIMEOUT)
    mustBeOk(rc > 0 ? ((await self.wait(rc)) as number) : rc)
    mustBeOk(
      listener.reply(ipcThread, ipcThread.results[Received.senderTid] ?? 0, answer, noBytes, 0),
    )
  }
}

/**
 * Rounds of the mechanism alone, with so many other processes that wait for calls on channels of
 * their own.
 */
export function startRoundTrip(others: number, makeMonitor = wordsMonitor): Start {
  return () => {
    const scheduler = new Scheduler({ clock: new HostClock() })
    const transfer = new MessageTransfer({ monitor: makeMonitor() })
    const channels: Channel[] = []
    for (let i = 0; i <= others; i++) {
      const listener = new Listener(transfer, peerOf('Server', 2 * i + 1, true), `words ${i}`)
      channels.push(listener.connect())
      spawn(scheduler, (self) => serveWords(self, listener))
    }
    const channel = channels[others >> 1] as Channel
    const client = peerOf('Client', 2, false)
    const rounds = new Rounds()
    spawn(scheduler, async (self) => {
      const ipcThread = new IpcThread(self.thread, client, self.thread.tid)
      const question = message('request')
      const received = new Uint8Array(64)
      for (;;) {
        const count = await rounds.next()
        // The batch came from outside: this brings the thread back among those that run.
        await self.yield()
        for (let i = 0; i < count; i++) {
          mustBeOk(
            (await self.wait(
              channel.call(ipcThread, question, noBytes, 0, received, noBytes),
            )) as number,
          )
        }
        rounds.finish()
      }
    })
    return rounds.batch
  }
}

/** 64 bytes each way between two processes, policy on request and response. */
export const ipcRoundTrip: RatioCase = defineCase({
  name: 'ipc/round-trip',
  awaits: true,
  start: startRoundTrip(0),
  against: [pingPong],
})

/** The same beside 10,000 other processes and channels. */
export const ipcRoundTripCrowd: RatioCase = defineCase({
  name: 'ipc/round-trip-crowd',
  awaits: true,
  start: startRoundTrip(10_000),
  against: [own('ipc/round-trip', { awaits: true, start: startRoundTrip(0) })],
})

const underAllowAll: Reference = own('ipc/round-trip under allowAll', {
  awaits: true,
  start: startRoundTrip(0, () => createMonitor(allowAll())),
})

/** The same under a policy in PSL of 200 rules, which grants it whatever it says. */
export const ipcRoundTripPsl: RatioCase = defineCase({
  name: 'ipc/round-trip-psl',
  awaits: true,
  start: startRoundTrip(0, () => monitorOf(wordsPolicy('grant ()'))),
  against: [underAllowAll],
})

/** The same, and one of the rules looks at a field of each request, which has to be copied. */
export const ipcRoundTripPslField: RatioCase = defineCase({
  name: 'ipc/round-trip-psl-field',
  awaits: true,
  start: startRoundTrip(0, () => monitorOf(wordsPolicy(byField))),
  against: [underAllowAll],
})

const RawServer = program({ endpoints: { words: Words } }, async (kos) => {
  const listener = kos.ServiceLocatorRegister('words')
  const received = PackInMsg(new SMsgHdr(), new Uint8Array(64))
  const answer = PackOutMsg(new SMsgHdr(), message('response'))
  for (;;) {
    mustBeOk((await kos.Recv(listener, received)) as number)
    answer.threadId = received.threadId
    mustBeOk((await kos.Reply(listener, answer)) as number)
  }
})

/** Rounds of 64 bytes each way through libkos and the system calls, everything awaited. */
export function startRoundTripLibkos(options: FullKernelOptions = {}): Start {
  return () => {
    const kernel = boot(
      defineSolution({
        programs: { Server: RawServer, Client: null },
        connections: { Client: { words: 'Server' } },
        policy: [
          execute(),
          request(any, core),
          request('Client', RawServer, Words),
          response(RawServer, 'Client', Words),
        ],
      }),
      options,
    )
    const rounds = new Rounds()
    void kernel.as('Client', async (kos) => {
      const handle = kos.ServiceLocatorConnect('words')
      const question = PackOutMsg(new SMsgHdr(), message('request'))
      const received = PackInMsg(new SMsgHdr(), new Uint8Array(64))
      for (;;) {
        const count = await rounds.next()
        for (let i = 0; i < count; i++)
          mustBeOk((await kos.Call(handle, question, received)) as number)
        rounds.finish()
      }
    })
    return rounds.batch
  }
}

/** The same against the primitive. */
export const ipcRoundTripLibkos: RatioCase = defineCase({
  name: 'ipc/round-trip-libkos',
  awaits: true,
  start: startRoundTripLibkos(),
  against: [pingPong],
})

const Moves = defineInterface('bench.Moves', {
  Move: {
    in: { x: uint32, y: uint32, speed: uint32, direction: string(16) },
    out: { distance: uint32, cost: uint32 },
  },
})

const MoveServer = program({ endpoints: { moves: Moves } }, async (kos) => {
  await serve(kos, 'moves', {
    moves: {
      Move: ({ x, y, speed, direction }) => ({ distance: x + y, cost: speed * direction.length }),
    },
  })
})

/** Three numbers and a short string, answered by two numbers, through `connect` and `serve`. */
export const ipcTypedCall: RatioCase = defineCase({
  name: 'ipc/typed-call',
  awaits: true,
  start: () => {
    const kernel: Kernel<FullApi> = boot(
      defineSolution({
        programs: { Server: MoveServer, Client: null },
        connections: { Client: { moves: 'Server' } },
        policy: [
          execute(),
          request(any, core),
          request('Client', MoveServer, Moves),
          response(MoveServer, 'Client', Moves),
        ],
      }),
    )
    const rounds = new Rounds()
    void kernel.as('Client', async (kos) => {
      const moves = connect(kos, Moves, 'moves', 'moves')
      for (;;) {
        const count = await rounds.next()
        let sum = 0
        for (let i = 0; i < count; i++) {
          const { rc, distance, cost } = await moves.Move({
            x: i,
            y: 2,
            speed: 3,
            direction: 'north',
          })
          if (rc !== 0) throw new Error(`a call was refused: ${rc as number}`)
          sum += distance + cost
        }
        consume(sum)
        rounds.finish()
      }
    })
    return rounds.batch
  },
  against: [pingPong, comlinkCall],
})
