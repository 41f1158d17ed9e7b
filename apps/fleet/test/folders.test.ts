// The folders of the machines are as they should be: no warning, files as they are formatted, policies
// whose tests pass and reach the rules by topic.

import { fileURLToPath } from 'node:url'
import { main } from '@kos/cli'
import { describe, expect, test } from 'vitest'

describe.each(['sensor', 'controller', 'dashboard'])('the folder %s', (machine) => {
  const folder = fileURLToPath(new URL(`../${machine}`, import.meta.url))

  /** What the command says in the folder. */
  async function kos(...args: string[]): Promise<{ code: number; said: string; errors: string }> {
    let said = ''
    let errors = ''
    const out = (text: string): void => void (said += text)
    const err = (text: string): void => void (errors += text)
    const code = await main(args, { cwd: folder, out, err })
    return { code, said, errors }
  }

  test('has nothing that `kos check` finds', async () => {
    expect(await kos('check')).toMatchObject({ code: 0, errors: '' })
  })

  test('has a policy whose tests pass, of what it may and of what it may not', async () => {
    const { code, said } = await kos('test', 'security.psl')
    expect([code, said]).toEqual([0, expect.stringContaining('2 tests passed')])
  })

  test('is formatted', async () => {
    const files = ['init.yaml', 'security.psl', 'resources']
    expect(await kos('fmt', '--check', ...files)).toMatchObject({ code: 0 })
  })
})
