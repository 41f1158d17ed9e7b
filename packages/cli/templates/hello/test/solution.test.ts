// The solution as it runs, in virtual time: a test of hours takes milliseconds.
import { fileURLToPath } from 'node:url'
import { boot } from '@kos/testing'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('the client is greeted, but not without a name', async () => {
  await using solution = await boot(folder)
  await solution.run()
  expect(solution.output['hello.Client']).toEqual([
    'Hello, world!',
    'rcSecurityDisallow: the security policy denied the operation',
  ])
})
