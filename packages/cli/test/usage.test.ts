// Command lines that make no sense, help, and the command as it is installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Folder, inTurn } from './folder.ts'

const commandNames = [
  'new',
  'check',
  'test',
  'gen',
  'fmt',
  'run',
  'top',
  'graph',
  'policy',
  'explain',
  'completion',
]

test('help says what there is', async () => {
  using folder = new Folder({})
  const commands = [
    ['--help'],
    ...commandNames.map((name) => [name, '--help']),
    ...['matrix', 'graph', 'paths', 'peers', 'explain', 'diff'].map((name) => [
      'policy',
      name,
      '--help',
    ]),
  ]
  for (const args of commands) {
    const { code, out, err } = await folder.kos(args)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatchSnapshot()
    expect(out.includes('\nExamples:\n')).toBe(args.length > 1)
  }
  const listed = [...(await folder.kos(['--help'])).out.matchAll(/^ {2}(\w+) /gm)]
  expect(listed.map(([, name]) => name)).toEqual(expect.arrayContaining(commandNames))
  expect(await folder.kos(['--version'])).toEqual({ code: 0, out: '0.0.0\n', err: '' })
})

test('a command line that makes no sense is told so, with code 2', async () => {
  using folder = new Folder({
    'a/notes.txt': 'x',
    'a/security.psl': '',
    'demo/A.idl': 'package demo.A',
  })
  const wrong = [
    ['gne'],
    ['gen'],
    ['gen', 'nope.idl'],
    ['gen', 'a'],
    ['check', 'a/notes.txt'],
    ['fmt', 'a/notes.txt'],
    ['fmt', '--chek', 'demo'],
    ['gen', 'demo', '--extension', 'mjs'],
    ['gen', 'a/security.psl'],
    ['check', 'nope.psl'],
    ['policy', 'matrix', 'demo/A.idl'],
    ['policy', 'matix', 'a/security.psl'],
    ['policy', 'paths', 'a/security.psl', 'A'],
    ['policy', 'graph', 'a/security.psl', '--format', 'png'],
    ['policy'],
  ]
  const runs = await inTurn(wrong, (args) => folder.kos(args))
  expect(runs.map(({ code }) => code)).toEqual(wrong.map(() => 2))
  expect(runs.map(({ err }) => err).join('\n')).toMatchSnapshot()
  expect((await folder.kos([])).code).toBe(2)
})

test('what cannot be written is told, with code 1', async () => {
  using folder = new Folder({ 'demo/A.idl': 'package demo.A', generated: 'in the way' })
  const { code, err } = await folder.kos(['gen', 'demo'])
  expect([code, err.startsWith('kos: ')]).toEqual([1, true])
})

test('the installed command exits with its code', async () => {
  const command = fileURLToPath(new URL('../bin/kos.js', import.meta.url))
  using folder = new Folder({ 'demo/A.idl': 'package demo.A', 'demo/B.idl': 'package' })
  expect(
    execFileSync(process.execPath, [command, 'fmt', 'demo/A.idl'], {
      cwd: folder.path,
      encoding: 'utf8',
    }),
  ).toContain('1 file formatted')
  const { status, stderr } = spawnSync(process.execPath, [command, 'gen', 'demo'], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  expect([
    status,
    stderr.includes('demo/B.idl:1:8: error: expected the name of the package'),
  ]).toEqual([1, true])
})
