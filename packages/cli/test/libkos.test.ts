// The interfaces of @kos/libkos are .idl files: what was made of those of its servers is up to
// date, and all are formatted. Here, since libkos can't need `kos`.
import { fileURLToPath } from 'node:url'
import { NameService } from '@kos/libkos'
import { expect, test } from 'vitest'
import { main } from '../src/index.ts'

const root = fileURLToPath(new URL('../../libkos', import.meta.url))

/** Runs the command in the folder of libkos: what it complains of, and its exit code. */
async function kos(...args: string[]): Promise<{ code: number; complaints: string }> {
  let complaints = ''
  const code = await main(args, { cwd: root, out: () => {}, err: (text) => (complaints += text) })
  return { code, complaints }
}

test('the TypeScript is what `kos gen` makes of the files', async () => {
  const how = ['--check', '--out', 'src/generated', '--extension', 'ts', '--runtime', '@kos/idl']
  const files = ['resources/kl/core/NameServer.idl', 'resources/kl/KlogStorage.idl']
  expect(await kos('gen', ...how, ...files)).toEqual({ code: 0, complaints: '' })
})

test('the files are formatted', async () => {
  expect(await kos('fmt', '--check', 'resources')).toEqual({ code: 0, complaints: '' })
})

test('the name server has the methods of its file, in their order', async () => {
  expect([NameService.$name, ...NameService.$methods.map(({ name }) => name)]).toEqual([
    'kl.core.NameServer',
    'Register',
    'Publish',
    'UnPublish',
    'Enumerate',
  ])
})
