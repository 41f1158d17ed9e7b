// `kos new`: what it makes is right, formatted, typed, and runs.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Folder } from './folder.ts'
import { program } from './spawned.ts'

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))

describe.each(['minimal', 'hello', 'blink', 'bus', 'posix', 'traffic-light'])(
  'the template %s',
  (template) => {
    describe.each(['ts', 'js'])('in %s', (language) => {
      test('passes check, the tests of its policy, and fmt --check; and runs', async () => {
        using folder = new Folder({})
        const made = await folder.kos(['new', 'it', '--template', template, `--${language}`])
        expect([made.code, made.err]).toEqual([0, ''])
        expect(await folder.kos(['check', 'it'])).toMatchObject({ code: 0, err: '' })
        expect(await folder.kos(['test', 'it/security.psl'])).toMatchObject({ code: 0, err: '' })
        expect(await folder.kos(['fmt', '--check', 'it'])).toMatchObject({ code: 0, err: '' })
        const run = await folder.kos(['run', 'it', '--virtual'])
        expect(run.code).toBe(0)
        expect(run.out).toMatchSnapshot()
      })
    })

    test('has no type errors, wherever the folder is', async () => {
      using folder = new Folder({})
      await folder.kos(['new', 'it', '--template', template])
      expect(program(folder.path, process.execPath, [tsc, '-p', 'it'])).toEqual({
        code: 0,
        out: '',
        err: '',
      })
    })
  },
)

test('what was made and what comes next is said', async () => {
  using folder = new Folder({})
  const { out } = await folder.kos(['new', 'it'])
  expect(out).toMatchInlineSnapshot(`
    "it/.gitignore
    it/README.md
    it/init.yaml
    it/package.json
    it/resources/hello/Client.edl
    it/resources/hello/Greeter.idl
    it/resources/hello/Server.edl
    it/security.psl
    it/src/Client.ts
    it/src/Server.ts
    it/test/solution.test.ts
    it/tsconfig.json
    12 files written. Next:
      cd it
      npm start      # kos run: runs it
      npm test       # kos test: tests its policy and its programs
      npm run graph  # kos graph: who may talk to whom, as a picture
    "
  `)
  expect(folder.files('it').filter((path) => !path.includes('generated'))).toEqual(
    out.split('\n').filter((line) => line.startsWith('it/')),
  )
  const here = await folder.kos(['new', '.', '--js', '--template', 'minimal'], 'other')
  expect([here.code, here.out.includes('cd ')]).toEqual([0, false])
  expect(JSON.parse(folder.read('other/package.json'))).toMatchObject({ name: 'other' })
  expect(folder.files('other')).not.toContain('other/tsconfig.json')
})

test('a link that leads nowhere is there, too', async () => {
  using folder = new Folder({ 'it/mine': '' })
  symlinkSync('nothing', join(folder.path, 'it/security.psl'))
  const { code, err } = await folder.kos(['new', 'it'])
  expect([code, err]).toEqual([
    1,
    'kos: nothing was written, for kos new overwrites no file: it/security.psl\n',
  ])
  expect(folder.files('it')).toEqual(['it/mine'])
})

test('no file is overwritten, and then none is written', async () => {
  using folder = new Folder({ 'it/init.yaml': 'mine', 'it/src/Client.ts': 'mine, too' })
  const { code, out, err } = await folder.kos(['new', 'it'])
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: 'kos: nothing was written, for kos new overwrites no file: it/init.yaml, it/src/Client.ts\n',
  })
  expect(folder.files('it')).toEqual(['it/init.yaml', 'it/src/Client.ts'])
})

test('names of folders become names of packages', async () => {
  using folder = new Folder({})
  for (const [name, expected] of [
    ['My Crossing!', 'my-crossing'],
    ['_x', 'x'],
    ['Ä', 'solution'],
  ] as const) {
    await folder.kos(['new', name, '--template', 'minimal'])
    expect(JSON.parse(folder.read(`${name}/package.json`))).toMatchObject({ name: expected })
  }
})

test('scripts of package.json call this very kos', async () => {
  using folder = new Folder({})
  await folder.kos(['new', 'a/b/it', '--template', 'minimal'])
  const { scripts } = JSON.parse(folder.read('a/b/it/package.json')) as {
    scripts: Record<string, string>
  }
  expect(Object.keys(scripts)).toEqual(['start', 'test', 'check', 'graph', 'format'])
  const [node, path] = scripts['start']!.split(' ') as [string, string]
  expect(node).toBe('node')
  expect(readFileSync(new URL(path, `file://${folder.path}/a/b/it/`), 'utf8')).toContain('main')
})
