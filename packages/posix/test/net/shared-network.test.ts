// One network of a process, which several of its threads use at the same time.

import { AF_INET, type Posix, posixMain, pthread_t, SOCK_STREAM } from '@kos/posix'
import { expect, test } from 'vitest'
import { inet, listenAt, NetWorld } from './net-world.ts'

test('threads of a process that connect and read at the same time do not wait for each other', async () => {
  await using world = new NetWorld(['Server'])
  const seen: string[] = []
  const bytes = new Uint8Array(8)
  const ask = async (p: Posix, name: string): Promise<void> => {
    const fd = await p.socket(AF_INET, SOCK_STREAM, 0)
    const connected = await p.connect(fd, inet(80))
    seen.push(`${name}: ${connected}, ${await p.read(fd, bytes)}`)
    await p.close(fd)
  }
  const Client = posixMain(async (_argc, _argv, p) => {
    const threads = ['one', 'two', 'three'].map((name) => {
      const thread = new pthread_t()
      p.pthread_create(thread, null, ask, name)
      return thread
    })
    for (const thread of threads) await p.pthread_join(thread, null)
    return 0
  })
  await world.together({
    Server: async (p) => {
      const listener = await listenAt(p, 80)
      const env = { _VFS_NETWORK_BACKEND: 'client:net' }
      world.start(Client, 'Client', { net: 'Net' }, { env })
      for (let count = 0; count < 3; count++) {
        const fd = await p.accept(listener, null)
        await p.write(fd, bytes, 3)
        await p.close(fd)
      }
      await p.sleep(1)
    },
  })
  expect(seen.toSorted()).toEqual(['one: 0, 3', 'three: 0, 3', 'two: 0, 3'])
})
