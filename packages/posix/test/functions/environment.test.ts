// The environment: `getenv`, `setenv`, `unsetenv`, `environ`.

import { EFAULT, EINVAL, ENOMEM, type Posix, posixMain } from '@kos/posix'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxEnvironment } from '../../src/limits.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'

function refusal(posix: Posix, answer: number): [number, number] {
  return [answer, posix.errno]
}

test('it begins with the variables of the process, and is its own', async () => {
  await using world = new PosixWorld()
  const main = posixMain((_argc, _argv, posix) => {
    expect([posix.getenv('A'), posix.getenv('B'), posix.environ]).toEqual([
      'x=y',
      null,
      ['A=x=y', 'EMPTY='],
    ])
    posix.setenv('A', 'other', 1)
    return posix.getenv('EMPTY') === '' ? 0 : 1
  })
  const env = { A: 'x=y', EMPTY: '' }
  for (const name of ['P', 'Q']) {
    world.start(main, name, {}, { env })
    expect(await world.kernel.run({ until: world.kernel.task(name) })).toEqual({ code: 0 })
  }
})

test('setenv overwrites only if it is told to, unsetenv removes', async () => {
  await inProcess((posix) => {
    expect([posix.setenv('A', '1', 0), posix.getenv('A')]).toEqual([0, '1'])
    expect([posix.setenv('A', '2', 0), posix.getenv('A')]).toEqual([0, '1'])
    expect([posix.setenv('A', '2', 1), posix.getenv('A')]).toEqual([0, '2'])
    expect([posix.setenv('AB', '', 1), posix.environ]).toEqual([0, ['A=2', 'AB=']])
    expect([posix.unsetenv('A'), posix.getenv('A'), posix.getenv('AB')]).toEqual([0, null, ''])
    expect(posix.unsetenv('none')).toBe(0)
  })
})

test('EINVAL, EFAULT, ENOMEM, and nothing changes', async () => {
  await inProcess((posix) => {
    for (const name of ['', 'a=b', '=', 'a\0']) {
      expect(refusal(posix, posix.setenv(name, 'x', 1))).toEqual([-1, EINVAL])
      expect(refusal(posix, posix.unsetenv(name))).toEqual([-1, EINVAL])
      expect(posix.getenv(name)).toBe(null)
    }
    expect(refusal(posix, posix.setenv('a', '\0', 1))).toEqual([-1, EINVAL])
    for (const wrong of [null, undefined, 5, {}]) {
      expect(refusal(posix, posix.setenv(wrong as never, 'x', 1))).toEqual([-1, EFAULT])
      expect(refusal(posix, posix.setenv('x', wrong as never, 1))).toEqual([-1, EFAULT])
      expect(refusal(posix, posix.unsetenv(wrong as never))).toEqual([-1, EFAULT])
      expect(posix.getenv(wrong as never)).toBe(null)
    }
    const most = 'x'.repeat(maxEnvironment - 2)
    expect(posix.setenv('A', most, 1)).toBe(0)
    expect(refusal(posix, posix.setenv('A', `${most}y`, 1))).toEqual([-1, ENOMEM])
    expect(refusal(posix, posix.setenv('B', '', 1))).toEqual([-1, ENOMEM])
    expect([posix.environ.length, posix.getenv('A')]).toEqual([1, most])
  })
})

test('environ may be changed and replaced, whatever is put into it', async () => {
  await inProcess((posix) => {
    posix.environ.push('A=1')
    expect(posix.getenv('A')).toBe('1')
    posix.environ = ['B=2', 5 as never, null as never]
    expect([posix.getenv('A'), posix.getenv('B')]).toEqual([null, '2'])
    expect([posix.setenv('C', '3', 1), posix.unsetenv('B')]).toEqual([0, 0])
    posix.environ = 7 as never
    expect(posix.getenv('C')).toBe('3')
  })
})

test('any order of changes is as in a naive model', async () => {
  const name = fc.constantFrom('A', 'AB', 'B')
  const step = fc.tuple(name, fc.option(fc.constantFrom('', '1', 'x=y')), fc.boolean())
  await inProcess((posix) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        posix.environ = []
        const model = new Map<string, string>()
        for (const [key, value, overwrite] of steps) {
          if (value === null) {
            model.delete(key)
            posix.unsetenv(key)
          } else {
            if (overwrite || !model.has(key)) model.set(key, value)
            posix.setenv(key, value, overwrite ? 1 : 0)
          }
          for (const each of ['A', 'AB', 'B'])
            expect(posix.getenv(each)).toBe(model.get(each) ?? null)
        }
        expect(posix.environ.length).toBe(model.size)
      }),
      { seed: 2, numRuns: 100 },
    )
  })
})
