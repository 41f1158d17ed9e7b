// Several threads of a process at one socket of a network process: none loses its wake-up to
// another.

import { POLLIN, type Posix, pollfd, pthread_t } from '@kos/posix'
import { expect, test } from 'vitest'
import { connectTo, listenAt, NetWorld, receiveAll } from '../net/net-world.ts'

test('a sender that waits for much room is woken, though another thread polls meanwhile', async () => {
  await using world = new NetWorld(['Client', 'Server'])
  const size = 2_000_000
  await world.together({
    async Server(posix, kos) {
      const fd = await posix.accept(await listenAt(posix, 80))
      const sender = new pthread_t()
      const send = async (mine: Posix): Promise<null> => {
        expect(await mine.send(fd, new Uint8Array(size), size, 0)).toBe(size)
        return null
      }
      posix.pthread_create(sender, null, send, null)
      await kos.KnSleep(20)
      // The sender waits, and there is some room now, but not as much as it waits for.
      expect(await posix.poll([new pollfd(fd, POLLIN)], 1, 10)).toBe(0)
      expect(await posix.pthread_join(sender, null)).toBe(0)
    },
    async Client(posix, kos) {
      await kos.KnSleep(5)
      const fd = await connectTo(posix, 80)
      await kos.KnSleep(10)
      expect((await receiveAll(posix, fd, 5000)).length).toBe(5000)
      await kos.KnSleep(100)
      expect((await receiveAll(posix, fd, size - 5000)).length).toBe(size - 5000)
    },
  })
})
