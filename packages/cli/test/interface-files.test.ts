// The interfaces of packages below `kos` are files: what was made of them is up to date, and all are
// formatted. Here, since those packages can't need `kos`.
import { fileURLToPath } from 'node:url'
import { NameService } from '@kos/libkos'
import { describe, expect, test } from 'vitest'
import { main } from '../src/index.ts'

/** Runs the command in the folder of a package: what it complains of, and its exit code. */
async function kos(
  name: string,
  ...args: readonly string[]
): Promise<{ code: number; complaints: string }> {
  const cwd = fileURLToPath(new URL(`../../${name}`, import.meta.url))
  let complaints = ''
  const code = await main(args, { cwd, out: () => {}, err: (text) => (complaints += text) })
  return { code, complaints }
}

const runtime = ['--runtime', '@kos/idl']

describe.each([
  // Of its files, those of servers that programs talk to by proxies.
  ['libkos', [...runtime, 'resources/kl/core/NameServer.idl', 'resources/kl/KlogStorage.idl']],
  ['drivers', ['resources']],
  ['posix', ['resources']],
  ['messagebus', ['resources']],
])('%s', (name, files) => {
  test('the TypeScript is what `kos gen` makes of the files', async () => {
    const how = ['--check', '--out', 'src/generated', '--extension', 'ts']
    expect(await kos(name, 'gen', ...how, ...files)).toEqual({ code: 0, complaints: '' })
  })

  test('the files are formatted', async () => {
    expect(await kos(name, 'fmt', '--check', 'resources')).toEqual({ code: 0, complaints: '' })
  })
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
