// Streams that several threads use: flockfile, ftrylockfile, funlockfile, operations that overlap,
// threads that are cancelled inside of one.

import { EBADF, EBUSY, EOF, type FILE, type Posix, posix as posixOf, pthread_t } from '@kos/posix'
import { seededExploration, WaitQueue } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import { inProcess, PosixWorld } from '../posix-world.ts'
import { together } from '../together.ts'
import { newPipe, newTerminal, plug, plugStandard, readFile, threadOf } from './device.ts'

/** A stream over a new file, for a test with several threads. */
async function tmp(posix: Posix): Promise<FILE> {
  const stream = await posix.fopen('/tmp/a', 'w')
  expect(stream).not.toBeNull()
  return stream as FILE
}

/** Lets other threads run. */
async function pause(posix: Posix, milliseconds: number): Promise<void> {
  await posix.kos.KosThreadSleep(milliseconds)
}

test('what a thread writes while it has the stream stays together, in all schedules', async () => {
  for (let seed = 0; seed < 12; seed++) {
    await using world = new PosixWorld({ choice: seededExploration(seed, 2) })
    world.client('P')
    let stream: FILE | null = null
    await world.act('P', async (posix) => void (stream = await tmp(posix)))
    const say = (letter: string) => async (posix: Posix) => {
      const file = stream as unknown as FILE
      await posix.flockfile(file)
      for (let i = 0; i < 3; i++) {
        await posix.putc_unlocked(letter.charCodeAt(0), file)
        await posix.fflush(file)
      }
      posix.funlockfile(file)
    }
    await together(world, 'P', [say('a'), say('b'), say('c')])
    await world.act('P', async (posix) => {
      await posix.fclose(stream as unknown as FILE)
      expect(await readFile(posix, '/tmp/a')).toMatch(/^(?:aaa|bbb|ccc){3}$/)
    })
  }
})

test('each single text stays together, also if the device takes it in pieces', async () => {
  for (let seed = 0; seed < 12; seed++) {
    const terminal = newTerminal()
    terminal.most = 2
    await using world = new PosixWorld({ choice: seededExploration(seed, 2) })
    world.client('P')
    await world.act('P', (posix) => plugStandard(posix, newPipe(), terminal))
    const say = (word: string) => async (posix: Posix) => {
      for (let i = 0; i < 3; i++) expect(await posix.printf('%s\n', word)).toBe(6)
    }
    await together(world, 'P', [say('hello'), say('world')])
    expect(terminal.writes.join('')).toMatch(/^(?:hello\n|world\n){6}$/)
    expect(terminal.writes.join('').split('hello')).toHaveLength(4)
  }
})

describe('flockfile', () => {
  test('counts, and another thread waits until it is free', async () => {
    await using world = new PosixWorld()
    world.client('P')
    const events: string[] = []
    await together(world, 'P', [
      async (posix) => {
        const { stdout } = posix
        await posix.flockfile(stdout)
        await posix.flockfile(stdout)
        expect(posix.ftrylockfile(stdout)).toBe(0)
        await pause(posix, 10)
        posix.funlockfile(stdout)
        posix.funlockfile(stdout)
        await pause(posix, 10)
        events.push('free')
        posix.funlockfile(stdout)
        // Once too often does nothing.
        posix.funlockfile(stdout)
      },
      async (posix) => {
        const { stdout } = posix
        await pause(posix, 1)
        expect(posix.ftrylockfile(stdout)).toBe(EBUSY)
        // It is not its owner.
        posix.funlockfile(stdout)
        expect(posix.ftrylockfile(stdout)).toBe(EBUSY)
        await posix.fputs('x', stdout)
        events.push('written')
        expect(posix.ftrylockfile(stdout)).toBe(0)
        posix.funlockfile(stdout)
      },
    ])
    expect(events).toEqual(['free', 'written'])
  })

  test('of what is no stream is EBADF', async () => {
    await inProcess(async (posix) => {
      await posix.flockfile(null as never)
      expect(posix.errno).toBe(EBADF)
      expect(posix.ftrylockfile({} as never)).toBe(-1)
      posix.funlockfile(7 as never)
    })
  })

  test('of a stream that is closed meanwhile ends', async () => {
    await using world = new PosixWorld()
    world.client('P')
    await together(world, 'P', [
      async (posix) => {
        await posix.flockfile(posix.stdout)
        await pause(posix, 5)
        expect(await posix.fclose(posix.stdout)).toBe(0)
        posix.funlockfile(posix.stdout)
      },
      async (posix) => {
        await pause(posix, 1)
        expect(await posix.fputs('x', posix.stdout)).toBe(EOF)
        expect(posix.errno).toBe(EBADF)
      },
    ])
  })
})

describe('operations that a thread did not await', () => {
  test('happen in their order', async () => {
    await inProcess(async (posix) => {
      const terminal = newTerminal()
      await plugStandard(posix, newPipe(), terminal)
      terminal.most = 1
      const answers = await Promise.all([
        posix.puts('one'),
        posix.fputs('tw', posix.stdout),
        posix.puts('o'),
        posix.fflush(posix.stdout),
        posix.putchar(0x33),
      ])
      expect(answers).toEqual([4, 2, 2, 0, 0x33])
      await posix.fflush(posix.stdout)
      expect(terminal.writes.join('')).toBe('one\ntwo\n3')
    })
  })

  test('read one byte each', async () => {
    await inProcess(async (posix) => {
      await plugStandard(posix, newPipe('a', 'b', 'c'))
      const answers = await Promise.all([posix.getchar(), posix.getchar(), posix.getchar()])
      expect(answers).toEqual([0x61, 0x62, 0x63])
    })
  })
})

describe('a thread that is cancelled while it writes', () => {
  test('leaves the stream to others, with what it had not written', async () => {
    await using world = new PosixWorld()
    world.client('P')
    const pipe = newPipe()
    pipe.gate = new WaitQueue()
    await world.act('P', async (posix) => {
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      const writer = new pthread_t()
      const write = async (own: Posix): Promise<void> => {
        await own.fputs('abc', stream)
        await own.fflush(stream)
      }
      expect(posix.pthread_create(writer, null, write, null)).toBe(0)
      await pause(posix, 5)
      expect(posix.ftrylockfile(stream)).toBe(EBUSY)
      expect(posix.pthread_cancel(writer)).toBe(0)
      expect(await posix.pthread_join(writer, null)).toBe(0)
      expect(posix.ftrylockfile(stream)).toBe(0)
      posix.funlockfile(stream)
      pipe.gate = null
      expect(await posix.fclose(stream)).toBe(0)
      expect(pipe.writes).toEqual(['abc'])
    })
  })

  test('gives it to a thread that waits for it', async () => {
    await using world = new PosixWorld()
    world.client('P')
    const pipe = newPipe()
    pipe.gate = new WaitQueue()
    let stream: FILE | null = null
    let first: pthread_t | null = null
    const stuck = world.kernel.as('P', async (kos) => {
      const own = posixOf(kos)
      const [fd = -1] = plug(own, pipe)
      stream = own.fdopen(fd, 'w') as FILE
      first = own.pthread_self()
      await own.fputs('abc', stream)
      // Nobody catches what this rejects with: the thread ends inside of it.
      await own.fflush(stream)
    })
    stuck.catch(() => {})
    await world.act('P', async (posix) => {
      await pause(posix, 5)
      const waits = posix.flockfile(stream as unknown as FILE)
      expect(posix.pthread_cancel(first as unknown as pthread_t)).toBe(0)
      await waits
      pipe.gate = null
      posix.funlockfile(stream as unknown as FILE)
      expect(await posix.fclose(stream as unknown as FILE)).toBe(0)
      expect(pipe.writes).toEqual(['abc'])
    })
  })

  test('and so does one that is terminated', async () => {
    await using world = new PosixWorld()
    world.client('P')
    const pipe = newPipe()
    pipe.gate = new WaitQueue()
    await world.act('P', async (posix, kos) => {
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      let tid = 0
      const write = async (own: Posix): Promise<void> => {
        tid = threadOf(own).sys.tid
        await own.fputs('abc', stream)
        await own.fflush(stream)
      }
      expect(posix.pthread_create(new pthread_t(), null, write, null)).toBe(0)
      await pause(posix, 5)
      const waiting = new pthread_t()
      const wait = async (own: Posix): Promise<void> => {
        await own.flockfile(stream)
        own.funlockfile(stream)
      }
      expect(posix.pthread_create(waiting, null, wait, null)).toBe(0)
      await pause(posix, 5)
      await kos.KosThreadTerminate(tid as never, 0)
      expect(await posix.pthread_join(waiting, null)).toBe(0)
      pipe.gate = null
      expect(await posix.fclose(stream)).toBe(0)
      expect(pipe.writes).toEqual(['abc'])
    })
  })
})
