// The solution as it runs, in virtual time. On a busy machine it takes a while to compile the programs.
import { fileURLToPath } from 'node:url'
import { boot } from '@kos/testing'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

test('the client fetches the page of the server, and nothing from another port', async () => {
  await using solution = await boot(folder)
  expect(await solution.exitOf('web.Client')).toEqual({ code: 0 })
  expect(solution.output['web.Client']).toEqual([
    '<title>/www/index.html</title>',
    '<h1>Hello, world!</h1>',
    'port 22: the permissions do not allow it',
  ])
}, 30_000)
