// The example of the README, from its files to what it prints.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { any, boot, core, error, execute, request, response, VirtualClock } from '@kos/kernel'
import { main } from '../src/index.ts'
import { Folder } from './folder.ts'
import { Client, Server } from './readme-example.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/^```(?:ts)?\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)
const gen = blocks.findIndex((text) => text.startsWith('$ npx kos gen'))
const [shell = '', store = '', server = '', example = '', printed = ''] = blocks.slice(gen)

/** What the README shows of a command, without the command line. */
function shown(command: string): string {
  const block = blocks.find((text) => text.startsWith(`$ ${command}\n`))
  return block?.slice(block.indexOf('\n') + 1) ?? `the README does not show ${command}`
}

/** What a command says on both outputs, in order. */
async function said(folder: Folder, ...args: readonly string[]): Promise<string> {
  let text = ''
  const write = (more: string): void => void (text += more)
  await main(args, { cwd: folder.path, out: write, err: write })
  return text
}

test('the story of the README is what the commands say', async () => {
  using folder = new Folder({})
  const made = await said(folder, 'new', 'crossing', '--template', 'traffic-light')
  expect(made).toBe(shown('kos new crossing --template traffic-light'))
  // In virtual time, as nobody should wait for tests; it takes as long in real time.
  expect(await said(folder, 'run', 'crossing', '--virtual')).toBe(shown('kos run crossing'))
  const code = ['explain', 'rcSecurityDisallow']
  expect(await said(folder, ...code)).toBe(shown(`kos ${code.join(' ')}`))
  const picture = readFileSync(new URL('../docs/crossing.svg', import.meta.url), 'utf8')
  expect(await said(folder, 'graph', 'crossing')).toBe(picture)
  const init = folder.read('crossing/init.yaml')
  folder.write(
    'crossing/init.yaml',
    init.replace('target: traffic.Lights', 'target: traffic.Light'),
  )
  expect(await said(folder, 'check', 'crossing')).toBe(shown('kos check crossing'))
})

test('the command prints what the README says, and makes the modules of the example', async () => {
  using folder = new Folder({
    'resources/demo/Store.idl': store,
    'resources/edl/Server.edl': server,
  })
  const { code, out, err } = await folder.kos(['gen', 'resources', '--out', 'src/generated'])
  expect([code, err]).toEqual([0, ''])
  expect(shell).toContain(out)
  for (const file of ['demo/Store.idl.ts', 'demo/Server.edl.ts']) {
    await expect(folder.read(`src/generated/${file}`)).toMatchFileSnapshot(`golden/${file}`)
  }
  expect((await folder.kos(['fmt', '--check', 'resources'])).code).toBe(0)
})

test('the example prints what the README says', async () => {
  const source = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8')
  expect(source.replaceAll('./golden/', './generated/').replaceAll(/\.ts'/g, ".js'")).toContain(
    example,
  )
  const policy = [
    execute(),
    request(any, core),
    request(Client, Server),
    response(Server, Client),
    error(Server, Client),
  ]
  const lines: string[] = []
  const kernel = boot(
    { programs: { Server, Client }, connections: { Client: { stores: 'Server' } }, policy },
    {
      clock: new VirtualClock(),
      output: ({ process, text }) => void lines.push(`[${process}] ${text}`),
    },
  )
  await kernel.run({ until: kernel.task('Client') })
  expect(lines.join('\n').trim()).toBe(printed.trim())
})

test('the error of the README is what the command says', async () => {
  const wrong = store.replace('in Name name', 'in Nme name')
  using folder = new Folder({ 'resources/demo/Store.idl': wrong })
  const { err } = await folder.kos(['gen', 'resources'])
  const shown = err.split('\n\n')[0]!
  expect(readme).toContain(shown.replaceAll(/^/gm, '  '))
})

test('the README ends with whose work it is', async () => {
  expect(readme.trimEnd().split('\n').at(-1)).toBe(
    'kos is independent work, not affiliated with Kaspersky.',
  )
})
