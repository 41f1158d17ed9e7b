// Sockets of several processes over a network process.

import { AF_INET, ECONNREFUSED, SOCK_STREAM } from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { connectTo, inet, listenAt, NetWorld, pattern, receiveAll } from './net-world.ts'

describe('a stream between two processes', () => {
  for (const size of [1, 100, 5000, 300_000, 2_000_000])
    test(`brings ${size} bytes once and in order`, async () => {
      await using world = new NetWorld(['Client', 'Server'])
      const sent = pattern(size)
      let received = new Uint8Array()
      await world.together({
        async Server(posix) {
          const listener = await listenAt(posix, 80)
          const fd = await posix.accept(listener)
          received = new Uint8Array(await receiveAll(posix, fd, size))
          await posix.close(fd)
          await posix.close(listener)
        },
        async Client(posix, kos) {
          await kos.KnSleep(1)
          const fd = await connectTo(posix, 80)
          expect(await posix.send(fd, sent, size, 0)).toBe(size)
          await posix.close(fd)
        },
      })
      expect(Buffer.compare(received, sent)).toBe(0)
    })

  test('is refused where nobody listens', async () => {
    await using world = new NetWorld()
    await world.act('Client', async (posix) => {
      const fd = await posix.socket(AF_INET, SOCK_STREAM, 0)
      expect(await posix.connect(fd, inet(81))).toBe(-1)
      expect(posix.errno).toBe(ECONNREFUSED)
      await posix.close(fd)
    })
  })
})
