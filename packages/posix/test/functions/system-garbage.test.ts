// Whatever a program passes to the functions of the system side: each answers, throws nothing,
// hangs nowhere, and leaves nothing.

import { EBADF, EFAULT, EINVAL, mq_attr, Out, sigevent, termios, timespec, tm } from '@kos/posix'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemFamilies } from '../../src/functions/system.ts'
import { inProcess } from '../posix-world.ts'

/** Those that end the process, as they should. */
const ending = new Set(['exit', '_exit', '_Exit', 'abort', 'raise', 'kill', 'alarm'])
const names = systemFamilies
  .flatMap((family) => Object.keys(family))
  .filter((name) => !ending.has(name))

const garbage = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    NaN,
    -1,
    0,
    1,
    2,
    99,
    0.5,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    Infinity,
    '',
    '\0',
    '/x',
    'C',
    true,
    {},
    [],
    () => 0,
    Symbol.iterator,
    10n,
  ),
  fc
    .constantFrom<() => unknown>(
      () => new Uint8Array(8),
      () => new timespec(),
      () => new timespec(NaN, -1),
      () => new Out(),
      () => new tm(),
      () => new termios(),
      () => new sigevent(),
      () => new mq_attr(),
    )
    .map((make) => make()),
)

test('whatever is passed, functions answer', async () => {
  await inProcess(async (posix) => {
    const functions = posix as never as Record<string, (...args: unknown[]) => unknown>
    const known = new Set([0, EBADF, EFAULT, EINVAL])
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(garbage, { maxLength: 6 }),
        async (name, args) => {
          posix.errno = 0
          await functions[name]?.(...args)
          known.add(posix.errno)
        },
      ),
      { seed: 11, numRuns: 4000 },
    )
    expect([...known].every((errno) => Number.isInteger(errno))).toBe(true)
  })
})
