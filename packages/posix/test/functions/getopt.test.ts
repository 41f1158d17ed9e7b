// `getopt`: the options of a command line, one after the other.

import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'

async function read(argv: readonly string[], optstring: string): Promise<string> {
  return inProcess((posix) => {
    posix.opterr = 0
    const seen: string[] = []
    for (;;) {
      const option = posix.getopt(argv.length, argv, optstring)
      if (option === -1) return `${seen.join(' ')} | ${argv.slice(posix.optind).join(' ')}`
      const wrong = option === '?' || option === ':' ? `<${posix.optopt}>` : ''
      seen.push(`${option}${wrong}${posix.optarg === null ? '' : `=${posix.optarg}`}`)
    }
  })
}

describe('getopt', () => {
  test('options stand alone or together, and end at the first operand', async () => {
    expect(await read(['p', '-a', '-bc', 'x', '-a'], 'abc')).toBe('a b c | x -a')
    expect(await read(['p'], 'a')).toBe(' | ')
    expect(await read(['p', '-'], 'a')).toBe(' | -')
  })

  test('two dashes end the options', async () => {
    expect(await read(['p', '-a', '--', '-b'], 'ab')).toBe('a | -b')
  })

  test('an argument is the rest, or the next one', async () => {
    expect(await read(['p', '-ofile', '-o', 'next', 'x'], 'o:')).toBe('o=file o=next | x')
    expect(await read(['p', '-ao', '--', 'x'], 'ao:')).toBe('a o=-- | x')
  })

  test('what is no option is a question mark, and optopt has it', async () => {
    expect(await read(['p', '-x', '-a:'], 'a')).toBe('?<x> a ?<:> | ')
  })

  test('a missing argument is a question mark, or a colon if optstring begins with one', async () => {
    expect(await read(['p', '-o'], 'o:')).toBe('?<o> | ')
    expect(await read(['p', '-o'], ':o:')).toBe(':<o> | ')
  })

  test('optind 1 begins anew, and threads of one process share the variables', async () => {
    await inProcess((posix) => {
      const argv = ['p', '-a', '-b']
      expect(posix.optind).toBe(1)
      expect(posix.getopt(3, argv, 'ab')).toBe('a')
      posix.optind = 1
      expect(posix.getopt(3, argv, 'ab')).toBe('a')
      expect(posix.getopt(3, argv, 'ab')).toBe('b')
      expect(posix.getopt(3, argv, 'ab')).toBe(-1)
      expect(posix.getopt(3, undefined as never, 'ab')).toBe(-1)
    })
  })
})
