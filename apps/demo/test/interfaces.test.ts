// The interfaces of the demo are .idl files: the generated TypeScript is up to date, and the files
// are formatted.

import { fileURLToPath } from 'node:url'
import { main } from '@kos/cli'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs the command in the folder of the demo. Returns its error output and its exit code. */
async function kos(...args: string[]): Promise<{ code: number; complaints: string }> {
  let complaints = ''
  const code = await main(args, { cwd: root, out: () => {}, err: (text) => (complaints += text) })
  return { code, complaints }
}

test('the TypeScript is what `kos gen` makes of the files', async () => {
  const given = await kos(
    'gen',
    '--check',
    '-o',
    'src/generated',
    '--extension',
    'ts',
    '-I',
    'resources',
    'resources/demo',
  )
  expect(given).toEqual({ code: 0, complaints: '' })
})

test('the files are formatted', async () => {
  const given = await kos('fmt', '--check', 'resources')
  expect(given).toEqual({ code: 0, complaints: '' })
})
