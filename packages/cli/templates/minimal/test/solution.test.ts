// The solution as it runs, in virtual time: a test of hours takes milliseconds.
import { fileURLToPath } from 'node:url'
import { boot } from '@kos/testing'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('it says hello', async () => {
  await using solution = await boot(folder)
  await solution.run()
  expect(solution.output['hello.Hello']).toEqual(['Hello, world!'])
})
