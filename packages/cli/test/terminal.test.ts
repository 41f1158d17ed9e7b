// Standard input, JSON, colours: what the command reads and writes beside files.
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main, type Terminal } from '../src/index.ts'
import { Folder } from './folder.ts'

const store = 'package demo.Store\n\ninterface {\n    Clear();\n}\n'
const wrong = 'package demo.Store\ninterface { Put(in Nme name); }\n'

let folder: Folder
beforeEach(() => (folder = new Folder({ 'demo/Store.idl': store, 'demo/Wrong.idl': wrong })))
afterEach(() => folder[Symbol.dispose]())

/** Runs the command on a terminal of which `more` is known. */
async function kos(args: readonly string[], more: Partial<Terminal> = {}) {
  const said = { out: '', err: '' }
  const out = (text: string): void => void (said.out += text)
  const err = (text: string): void => void (said.err += text)
  return { code: await main(args, { cwd: folder.path, out, err, ...more }), ...said }
}

describe('standard input', () => {
  const input = (text: string): Partial<Terminal> => ({ input: () => text })

  test('is formatted to standard output, whatever it is', async () => {
    const messy = [
      ['// a\n/* b */ package   demo.Store', '// a\n/* b */\npackage demo.Store\n'],
      ['component   demo.Disk', 'component demo.Disk\n'],
      ['task  class demo.Server', 'task class demo.Server\n'],
    ] as const
    for (const [text, formatted] of messy)
      expect(await kos(['fmt', '-'], input(text))).toEqual({ code: 0, out: formatted, err: '' })
    expect(await kos(['fmt', '-', '--check'], input(store))).toEqual({ code: 0, out: '', err: '' })
    expect(await kos(['fmt', '-', '--check'], input('package  demo.A'))).toEqual({
      code: 1,
      out: '',
      err: '<stdin> is not formatted\n',
    })
    const broken = await kos(['fmt', '-'], input('package demo.A struct {'))
    expect([broken.code, broken.out]).toEqual([1, ''])
    expect(broken.err).toContain('<stdin>:1:23: error: expected the name of the struct')
  })

  test('is generated from, with what it imports from where the command runs', async () => {
    const server = 'entity demo.Server endpoints { store : demo.Store }'
    expect(await kos(['gen', '-', '-o', 'out'], input(server))).toMatchObject({ code: 0, err: '' })
    expect(folder.files('out')).toEqual(['out/demo/Server.edl.ts', 'out/demo/Store.idl.ts'])
    const broken = await kos(['gen', '-', '-o', 'out'], input(wrong))
    expect(broken.code).toBe(1)
    expect(broken.err).toContain('<stdin>/Store.idl:2:20: error: there is no type Nme')
    expect((await kos(['gen', '-'], input('interface { }'))).code).toBe(1)
  })

  test('stands alone', async () => {
    const { code, err } = await kos(['fmt', '-', 'demo'], input(store))
    expect([code, err]).toEqual([
      2,
      'kos: - is standard input, and stands alone; name files without it\n',
    ])
  })
})

describe('--json', () => {
  const said = ({ code, out, err }: Awaited<ReturnType<typeof kos>>): unknown => {
    expect(err).toBe('')
    return [code, JSON.parse(out)]
  }

  test('says all in one object', async () => {
    expect(said(await kos(['gen', 'demo/Store.idl', '--json']))).toEqual([
      0,
      { diagnostics: [], written: ['generated/demo/Store.idl.ts'], stale: [] },
    ])
    expect(said(await kos(['fmt', '--check', '--json', 'demo']))).toEqual([
      1,
      { diagnostics: [], written: [], stale: ['demo/Wrong.idl'] },
    ])
    expect(said(await kos(['fmt', '--json', '-'], { input: () => 'package  demo.A' }))).toEqual([
      0,
      { diagnostics: [], written: [], stale: [], text: 'package demo.A\n' },
    ])
  })

  test('has errors as they are, with their places', async () => {
    folder.write('demo/Wrong.idl', wrong.replaceAll('Store', 'Wrong'))
    expect(said(await kos(['gen', 'demo', '--json']))).toEqual([
      1,
      {
        diagnostics: [
          {
            severity: 'error',
            file: 'demo/Wrong.idl',
            line: 2,
            column: 20,
            length: 3,
            text: 'interface { Put(in Nme name); }',
            message: 'there is no type Nme',
          },
        ],
        written: [],
        stale: [],
      },
    ])
  })

  test('and what could not be done at all', async () => {
    const nothing = { diagnostics: [], written: [], stale: [] }
    const failure = 'there is no file or folder nope'
    expect(said(await kos(['gen', 'nope', '--json']))).toEqual([2, { ...nothing, failure }])
    expect(said(await kos(['gen', 'demo', '--jsn', '--json']))).toEqual([
      2,
      { ...nothing, failure: expect.stringContaining("unknown option '--jsn'") as string },
    ])
  })
})

describe('colours', () => {
  const escape = '\u001B['
  const err = async (more: Partial<Terminal>): Promise<string> =>
    (await kos(['gen', 'demo/Wrong.idl'], more)).err

  test('are for terminals only', async () => {
    folder.write('demo/Wrong.idl', wrong.replaceAll('Store', 'Wrong').replace('Nme', 'Uint8'))
    expect(await err({})).not.toContain(escape)
    const shown = await err({ isTerminal: true })
    expect(shown).toContain(`${escape}1;31merror:${escape}0m there is no type Uint8`)
    expect(shown).toContain(`${escape}36mdid you mean UInt8?${escape}0m`)
    // oxlint-disable-next-line no-control-regex
    expect(shown.replaceAll(/\u001B\[[\d;]*m/g, '')).toBe(await err({}))
  })

  test('are as NO_COLOR and FORCE_COLOR say', async () => {
    const isTerminal = true
    expect(await err({ isTerminal, env: { NO_COLOR: '1' } })).not.toContain(escape)
    expect(await err({ isTerminal, env: { NO_COLOR: '' } })).toContain(escape)
    expect(await err({ isTerminal, env: { FORCE_COLOR: '0' } })).not.toContain(escape)
    expect(await err({ env: { FORCE_COLOR: '1' } })).toContain(escape)
    expect(await err({ env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).toContain(escape)
  })
})

test('folders of --include are there, and --runtime is what can be printed for', async () => {
  expect(await kos(['gen', 'demo/Store.idl', '-I', 'nope'])).toEqual({
    code: 2,
    out: '',
    err: 'kos: --include: there is no folder nope\n',
  })
  expect(await kos(['gen', 'demo/Store.idl', '-I', join('demo', 'Store.idl')])).toMatchObject({
    code: 2,
    err: 'kos: --include: this is no folder: demo/Store.idl\n',
  })
  const { code, err } = await kos(['gen', 'demo/Store.idl', '--runtime', '@kos/kernel'])
  expect(code).toBe(2)
  expect(err).toContain(`'@kos/kernel' is invalid. Allowed choices are @kos/libkos, @kos/idl.`)
})
