// The whole way: a program, its functions, a descriptor, a file in memory, on the real kernel.

import { EFAULT, ENOENT, O_CREAT, O_RDONLY, O_RDWR } from '@kos/posix'
import { expect, test } from 'vitest'
import { posixMain } from '../src/index.ts'
import { inProcess, PosixWorld } from './posix-world.ts'

test('a file that is not there is ENOENT, and errno keeps it', async () => {
  await inProcess(async (posix) => {
    expect(await posix.open('/tmp/none', O_RDONLY)).toBe(-1)
    expect(posix.errno).toBe(ENOENT)
    const fd = await posix.open('/tmp/note', O_CREAT | O_RDWR, 0o644)
    expect(fd).toBeGreaterThanOrEqual(0)
    expect(await posix.write(fd, Uint8Array.of(1, 2, 3))).toBe(3)
    expect(await posix.close(fd)).toBe(0)
    expect(posix.errno).toBe(ENOENT)
  })
})

test('a main gets its name and arguments, and its result is the exit code', async () => {
  await using world = new PosixWorld()
  const Echo = posixMain((argc, argv) => (argv.join() === 'Echo,a,b' ? argc : -1))
  world.start(Echo, 'Echo', {}, { args: ['a', 'b'] })
  expect(await world.kernel.run({ until: world.kernel.task('Echo') })).toEqual({ code: 3 })
})

test('an argument whose own code throws is EFAULT, and the host is told which function had it', async () => {
  await using world = new PosixWorld()
  world.client('Program')
  await world.act('Program', async (posix) => {
    const path = {
      toString() {
        throw new Error('no text')
      },
    }
    expect(posix.getopt(1, ['p'], path as never)).toBe(-1)
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    expect(await posix.poll(proxy as never, 1, 0)).toBe(-1)
    expect(posix.errno).toBe(EFAULT)
  })
  expect(world.misuses.splice(0)).toEqual([
    expect.stringMatching(/^Program: poll was given an argument that it can't use \(.*revoked\)/),
  ])
})
