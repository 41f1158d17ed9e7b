// Processes: `getpid`, and the stubs.

import { ENOSYS } from '@kos/posix'
import { expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'

test('getpid is the id that statistics show, another one for each process', async () => {
  await using world = new PosixWorld()
  world.client('A')
  world.client('B')
  const ids = [
    await world.act('A', (posix) => [posix.getpid(), posix.getpid()]),
    await world.act('B', (posix) => [posix.getpid(), posix.getpid()]),
  ]
  const [a, b] = ['A', 'B'].map((name) => world.kernel.task(name).sid)
  expect(ids).toEqual([
    [a, a],
    [b, b],
  ])
})

test('fork, exec and all that waits for processes are stubs', async () => {
  const stubs = [
    'fork',
    'execl',
    'execle',
    'execlp',
    'execv',
    'execve',
    'execvp',
    'fexecve',
    'setpgid',
    'getpgid',
    'getsid',
    'wait',
    'waitpid',
    'times',
    'system',
  ] as const
  await inProcess((posix) => {
    for (const name of stubs) {
      posix.errno = 0
      expect([name, posix[name]('/bin/true', null), posix.errno]).toEqual([name, -1, ENOSYS])
    }
  })
})
