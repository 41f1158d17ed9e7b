// What is left of a process in a tree of files that it shares: nothing, however it ends.

import type { Kos, Program } from '@kos/libkos'
import { O_CREAT, O_RDWR, type Posix, posix, posixMain, type PosixOptions } from '@kos/posix'
import { expect, test } from 'vitest'
import { failure } from './failure.ts'
import { PosixWorld } from './posix-world.ts'
import { SharedFiles } from './shared-files.ts'

/** Takes all that a process can have of shared files. */
async function take(functions: Posix): Promise<void> {
  await functions.mkdir('/home', 0o755)
  await functions.chdir('/home')
  await functions.dup(await functions.open('kept', O_CREAT | O_RDWR, 0o644))
  await functions.open('removed', O_CREAT | O_RDWR, 0o644)
  await functions.unlink('removed')
  await functions.opendir('/')
}

function expectLeft(shared: SharedFiles): void {
  shared.expectUnused()
  // The root, the directory, and the file that was kept.
  expect(shared.fileSystem.usedInodes).toBe(3)
}

async function ends(
  program: (options: PosixOptions) => Program<Kos>,
  act: (world: PosixWorld) => Promise<unknown>,
): Promise<SharedFiles> {
  const shared = new SharedFiles()
  const world = new PosixWorld({ onExit: () => {} })
  world.start(program(shared.for(1)), 'Program')
  await act(world)
  expectLeft(shared)
  await world[Symbol.asyncDispose]()
  expectLeft(shared)
  return shared
}

const exit = (world: PosixWorld): Promise<unknown> =>
  world.kernel.run({ until: world.kernel.task('Program') })

test('a main that returns gives back what it had open', async () => {
  await ends(
    (options) =>
      posixMain(async (_argc, _argv, functions) => {
        await take(functions)
        return 0
      }, options),
    exit,
  )
})

test('a main that throws does, too', async () => {
  await ends(
    (options) =>
      posixMain(async (_argc, _argv, functions) => {
        await take(functions)
        throw new Error('of the program')
      }, options),
    exit,
  )
})

test('a process that is killed while it waits does, too', async () => {
  await ends(
    (options) =>
      posixMain(async (_argc, _argv, functions) => {
        await take(functions)
        const fds: number[] = []
        await functions.pipe(fds)
        await functions.read(fds[0] as number, new Uint8Array(1))
        return 0
      }, options),
    async (world) => {
      world.client('Host')
      await world.act('Host', (_functions, kos) => kos.KnSleep(10))
      world.kernel.kill('Program')
    },
  )
})

test('a thread that ends does not end the process', async () => {
  await ends(
    (options) =>
      posixMain(async (_argc, _argv, functions) => {
        await take(functions)
        return 0
      }, options),
    exit,
  )
  const shared = new SharedFiles()
  await using world = new PosixWorld()
  world.client('Client')
  const options = shared.for(1)
  const fd = await world.act('Client', (each) => each.open('/a', O_CREAT | O_RDWR, 0o644), options)
  await world.act('Client', async (each) => {
    expect(await each.write(fd, Uint8Array.of(1))).toBe(1)
  })
})

test('code that runs on in a process that is over reaches no files', async () => {
  const shared = new SharedFiles()
  const said: string[] = []
  const world = new PosixWorld({ onExit: () => {} })
  world.start(
    posixMain(async (_argc, _argv, functions) => {
      await take(functions)
      try {
        await functions.poll([], 0, -1)
      } finally {
        said.push(await failure(functions, functions.open('/late', O_CREAT | O_RDWR, 0o644)))
        said.push(await failure(functions, functions.chdir('/')))
        said.push(await failure(functions, functions.mkdir('/late', 0o755)))
        said.push(await failure(functions, functions.getcwd()))
        said.push(await failure(functions, functions.pipe([])))
        said.push(await failure(functions, functions.write(0, Uint8Array.of(1))))
      }
      return 0
    }, shared.for(1)),
    'Program',
  )
  world.client('Host')
  await world.act('Host', (_functions, kos) => kos.KnSleep(10))
  world.kernel.kill('Program')
  await world.act('Host', (_functions, kos) => kos.KnSleep(10))
  expect(said).toEqual(['EBADF', 'EBADF', 'EBADF', 'EBADF', 'EMFILE', 'EBADF'])
  expectLeft(shared)
  await world[Symbol.asyncDispose]()
})

test('a program that is no main gives back what it had, too', async () => {
  await ends(
    (options) => ({
      main: async (kos: Kos) => {
        await take(posix(kos, options))
      },
      endpoints: {},
    }),
    exit,
  )
})
