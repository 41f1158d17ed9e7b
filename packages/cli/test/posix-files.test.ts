// The interfaces of @kos/posix are files: what was made of them is up to date, and all are
// formatted. Here, since posix can't need `kos`.
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { main } from '../src/index.ts'

const root = fileURLToPath(new URL('../../posix', import.meta.url))

/** Runs the command in the folder of the package: what it complains of, and its exit code. */
async function kos(...args: string[]): Promise<{ code: number; complaints: string }> {
  let complaints = ''
  const code = await main(args, { cwd: root, out: () => {}, err: (text) => (complaints += text) })
  return { code, complaints }
}

test('the TypeScript is what `kos gen` makes of the files', async () => {
  const how = ['--check', '--out', 'src/generated', '--extension', 'ts']
  expect(await kos('gen', ...how, 'resources')).toEqual({ code: 0, complaints: '' })
})

test('the files are formatted', async () => {
  expect(await kos('fmt', '--check', 'resources')).toEqual({ code: 0, complaints: '' })
})
