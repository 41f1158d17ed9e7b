// Beside the folder turnstile, which is in test/ of this package.
import { fileURLToPath } from 'node:url'
import { describeSolution } from '@kos/solution'
import { assertNoFailure, boot, explore } from '@kos/testing'
import { palTests } from '@kos/testing/pal'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('./turnstile', import.meta.url))

// Each test that stands in security.psl is a test here.
palTests(describeSolution(folder).policy)

test('a guest gets in, a crowd does not', async () => {
  await using sys = await boot(folder)
  expect(await sys.exitOf('park.Guest')).toEqual({ code: 0 })
  expect(sys.output['park.Guest']).toEqual([
    'inside: 2',
    'rcSecurityDisallow: the security policy denied the operation',
  ])
})

test('whatever runs first, is slow, or has no memory', async () => {
  const slow = [{ process: 'park.Gate', by: 500 }]
  const failAllocation = [{ process: 'park.Guest', probability: 0.1 }]
  assertNoFailure(await explore(folder, { runs: 50, slow, failAllocation, checkLeaks: true }))
})
