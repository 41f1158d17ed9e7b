// The terminal of a process: descriptors 0, 1 and 2, lines of output, input of the file `stdin` or of
// any source.

import {
  ICANON,
  InputBytes,
  O_NONBLOCK,
  EAGAIN,
  F_SETFL,
  type Posix,
  S_IFCHR,
  S_IFMT,
  Stat,
  TCSANOW,
  type TerminalInput,
  termios,
} from '@kos/posix'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8Of } from '../src/text/utf8.ts'
import { terminalLineBytes } from '../src/limits.ts'
import { inProcess, PosixWorld } from './posix-world.ts'

/** What a process prints that acts. */
async function printed(act: (posix: Posix) => Promise<unknown>): Promise<string[]> {
  await using world = new PosixWorld()
  world.client('P')
  await world.act('P', act)
  await world.kernel[Symbol.asyncDispose]()
  return world.lines.map((line) => line.replace(/^P: /, ''))
}

async function say(posix: Posix, text: string, fd = 1): Promise<void> {
  const bytes = utf8Of(text)
  expect(await posix.write(fd, bytes)).toBe(bytes.length)
}

describe('output', () => {
  test('is printed line by line; what has no end is printed with the end of the process', async () => {
    const lines = await printed(async (posix) => {
      await say(posix, 'one\ntw')
      await say(posix, 'o', 2)
      await say(posix, '\n\nthr')
      await say(posix, 'ee')
    })
    expect(lines).toEqual(['one', 'two', '', 'three'])
  })

  test('is the same however it is cut into writes, also within a character', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '🙂', '\n'), maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(9), { maxLength: 20 }), async (all, cuts) => {
        const bytes = utf8Of(all)
        const lines = await printed(async (posix) => {
          let at = 0
          for (const cut of [...cuts, bytes.length]) {
            const part = bytes.slice(at, at + cut)
            await posix.write(1, part)
            at += part.length
          }
        })
        const expected = all.split('\n')
        if (expected.at(-1) === '') expected.pop()
        expect(lines).toEqual(expected)
      }),
      { seed: 3, numRuns: 40 },
    )
  })

  test('of a line that is too long comes in parts', async () => {
    const lines = await printed((posix) => say(posix, 'x'.repeat(terminalLineBytes + 5)))
    expect(lines.map((line) => line.length)).toEqual([terminalLineBytes, 5])
  })

  test('of a prompt comes before the answer is read', async () => {
    await using world = new PosixWorld()
    world.client('P')
    await world.act('P', async (posix) => {
      await say(posix, 'name? ')
      expect(world.lines).toEqual([])
      expect(await posix.read(0, new Uint8Array(10))).toBe(0)
      expect(world.lines).toEqual(['P: name? '])
    })
  })

  test('may be redirected, and closed', async () => {
    const lines = await printed(async (posix) => {
      const ends: [number, number] = [0, 0]
      await posix.pipe(ends)
      await posix.dup2(ends[1], 1)
      await say(posix, 'hidden\n')
      await say(posix, 'shown\n', 2)
      for (const fd of [0, 1, 2, ...ends]) await posix.close(fd)
    })
    expect(lines).toEqual(['shown'])
  })
})

describe('input', () => {
  const files = { stdin: utf8Of('first\nsecond\nrest') }

  async function reads(posix: Posix, size: number): Promise<string[]> {
    const texts: string[] = []
    const buffer = new Uint8Array(size)
    for (;;) {
      const count = await posix.read(0, buffer)
      if (count <= 0) return [...texts, `${count}`]
      texts.push(String.fromCharCode(...buffer.subarray(0, count)))
    }
  }

  test('is the declared file stdin, line by line, and then the end', async () => {
    await using world = new PosixWorld()
    world.kernel.spawn(null, { name: 'P', files })
    const texts = await world.act('P', (posix) => reads(posix, 100))
    expect(texts).toEqual(['first\n', 'second\n', 'rest', '0'])
  })

  test('comes in parts if the buffer is small, and all at once without ICANON', async () => {
    await using world = new PosixWorld()
    world.kernel.spawn(null, { name: 'P', files })
    world.kernel.spawn(null, { name: 'Q', files })
    expect(await world.act('P', (posix) => reads(posix, 4))).toEqual([
      'firs',
      't\n',
      'seco',
      'nd\n',
      'rest',
      '0',
    ])
    const raw = await world.act('Q', (posix) => {
      const settings = new termios()
      posix.tcgetattr(0, settings)
      settings.c_lflag &= ~ICANON
      posix.tcsetattr(0, TCSANOW, settings)
      return reads(posix, 8)
    })
    expect(raw).toEqual(['first\nse', 'cond\nres', 't', '0'])
  })

  test('is at its end at once if there is none', async () => {
    await inProcess(async (posix) => void expect(await reads(posix, 8)).toEqual(['0']))
  })

  test('comes from any source', async () => {
    await inProcess(
      async (posix) => void expect(await reads(posix, 8)).toEqual(['ab\n', 'c', '0']),
      {
        input: new InputBytes(utf8Of('ab\nc')),
      },
    )
  })

  test('that may wait is EAGAIN with O_NONBLOCK as long as there is none', async () => {
    let ready = 0
    const input: TerminalInput = {
      read: (_thread, into, at) => {
        into[at] = 65
        return Promise.resolve(1)
      },
      readiness: { events: () => ready, add() {}, remove() {} },
    }
    await inProcess(
      async (posix) => {
        const buffer = new Uint8Array(1)
        expect(await posix.read(0, buffer)).toBe(1)
        await posix.fcntl(0, F_SETFL, O_NONBLOCK)
        expect([await posix.read(0, buffer), posix.errno]).toEqual([-1, EAGAIN])
        ready = 1
        expect([await posix.read(0, buffer), buffer[0]]).toEqual([1, 65])
      },
      { input },
    )
  })
})

test('the descriptors are a terminal', async () => {
  await inProcess(async (posix) => {
    for (const fd of [0, 1, 2]) {
      const stat = new Stat()
      expect([await posix.fstat(fd, stat), stat.st_mode & S_IFMT]).toEqual([0, S_IFCHR])
      expect(posix.isatty(fd)).toBe(1)
    }
  })
})
