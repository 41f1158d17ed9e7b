// A stream between two processes over a network process: 64 KiB from the buffer of the one to that of
// the other. The sender copies them into a ring, the receiver out of it; what that costs beside the two
// copies alone is the two ends of the call, and who waits.
import { allowAll, createFullKernel } from '@kos/kernel'
import type { Kos } from '@kos/libkos'
import {
  AF_INET,
  htonl,
  htons,
  INADDR_LOOPBACK,
  MSG_WAITALL,
  networkProcess,
  posix,
  SOCK_STREAM,
  sockaddr_in,
} from '@kos/posix'
import type { RatioCase } from '../case.ts'
import { defineCase, limit } from '../case.ts'
import { consume } from '../sink.ts'
import { Rounds } from './rounds.ts'

const size = 65_536
const address = new sockaddr_in(htons(80), htonl(INADDR_LOOPBACK))

function mustBe(answer: number, expected: number): void {
  if (answer !== expected) throw new Error(`${answer} in place of ${expected}`)
}

/** 64 KiB one way; against two copies of them. */
export const posixSocket: RatioCase = defineCase({
  name: 'posix/socket-64KiB',
  awaits: true,
  start: () => {
    const kernel = createFullKernel({ security: allowAll() })
    kernel.spawn(networkProcess(), { name: 'Net', className: 'kl.VfsNet' })
    const connections = { 'kl.VfsNet': 'Net' }
    const env = { _VFS_NETWORK_BACKEND: 'client:kl.VfsNet' }
    for (const name of ['Receiver', 'Sender']) kernel.spawn(null, { name, connections, env })
    const asked = new Rounds()
    const rounds = new Rounds()
    let listens: () => void = () => {}
    const isListening = new Promise<void>((resolve) => (listens = resolve))
    void kernel.as('Receiver', async (kos: Kos) => {
      const functions = posix(kos)
      const listener = await functions.socket(AF_INET, SOCK_STREAM, 0)
      mustBe(await functions.bind(listener, address), 0)
      mustBe(await functions.listen(listener, 1), 0)
      listens()
      const fd = await functions.accept(listener)
      const buffer = new Uint8Array(size)
      for (;;) {
        const count = await rounds.next()
        for (let i = 0; i < count; i++)
          mustBe(await functions.recv(fd, buffer, size, MSG_WAITALL), size)
        rounds.finish()
      }
    })
    void kernel.as('Sender', async (kos: Kos) => {
      await isListening
      const functions = posix(kos)
      const fd = await functions.socket(AF_INET, SOCK_STREAM, 0)
      mustBe(await functions.connect(fd, address), 0)
      const buffer = new Uint8Array(size).fill(7)
      for (;;) {
        const count = await asked.next()
        for (let i = 0; i < count; i++) mustBe(await functions.send(fd, buffer, size, 0), size)
        asked.finish()
      }
    })
    return async (iterations) => {
      await Promise.all([asked.batch(iterations), rounds.batch(iterations)])
    }
  },
  against: [
    limit('Uint8Array.set twice', {
      awaits: false,
      start: () => {
        const source = new Uint8Array(size).fill(7)
        const between = new Uint8Array(size)
        const target = new Uint8Array(size)
        return (iterations) => {
          for (let i = 0; i < iterations; i++) {
            between.set(source)
            target.set(between)
            consume(target[i & 0xffff])
          }
        }
      },
    }),
  ],
})
