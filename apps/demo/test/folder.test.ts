// The folder of the demo is as it should be: no warning, modules as they are generated, files as they
// are formatted, a policy that says no more than its tests need.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { main } from '@kos/cli'
import { describeSolution } from '@kos/solution'
import { palTests } from '@kos/testing/pal'
import { runTests } from '@kos/security/pal'
import { generate } from '@kos/idl-compiler'
import { expect, test } from 'vitest'
import { folder } from './demo-runs.ts'

const { policy, project, generated } = describeSolution(folder, { cwd: folder })

palTests(policy)

/** What the command says in the folder. */
async function kos(...args: string[]): Promise<{ code: number; complaints: string }> {
  let complaints = ''
  const code = await main(args, { cwd: folder, out: () => {}, err: (text) => (complaints += text) })
  return { code, complaints }
}

test('`kos check` finds nothing', async () => {
  expect(await kos('check')).toEqual({ code: 0, complaints: '' })
})

test('the tests in security.psl reach each of its rules', () => {
  const files = policy === null ? [] : (runTests(policy).coverage?.files ?? [])
  const rules = files.flatMap((file) => file.rules)
  expect(rules.length).toBeGreaterThan(40)
  expect(rules.filter(({ hits }) => hits === 0)).toEqual([])
})

test('the generated modules are those of the interface files', () => {
  const { files } = generate(project, { extension: 'ts' })
  expect(files.length).toBeGreaterThan(6)
  const text = (path: string): string =>
    existsSync(path) ? readFileSync(path, 'utf8') : 'there is no such file'
  for (const { path, text: expected } of files)
    expect(text(join(generated, path)), path).toBe(expected)
})

test('the files are formatted', async () => {
  const files = ['init.yaml', 'security.psl', 'resources']
  expect(await kos('fmt', '--check', ...files)).toMatchObject({ code: 0 })
})
