// The solution as it runs, in virtual time: a test of hours takes milliseconds.
import { fileURLToPath } from 'node:url'
import { boot } from '@kos/testing'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('one road goes after the other, and never both', async () => {
  await using solution = await boot(folder)
  await solution.run()
  expect(solution.output['traffic.Lights']).toEqual([
    'north green - east red',
    'north yellow - east red',
    'north red - east green',
    'north red - east yellow',
    'north red - east red',
  ])
  expect(solution.output['traffic.Control']).toEqual([
    'green for both: rcSecurityDisallow: the security policy denied the operation',
  ])
})
