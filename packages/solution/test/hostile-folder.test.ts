// Folders that were made to break what reads them: long, looped, or full of references.

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeSolution, loadSolution } from '../src/index.ts'
import { echo, folderOf, shownDiagnostics, type Texts } from './folder.ts'

// Work that grows with the square of what is written takes minutes.
const timeout = 20_000

function diagnosticsOf(texts: Texts, prepare: (folder: string) => void = () => {}): string {
  const folder = folderOf({ ...echo, ...texts })
  prepare(folder)
  return shownDiagnostics(describeSolution(folder, { cwd: folder }).diagnostics)
}

const clientWithId = (id: string): string => `entities:
- name: echo.Client
  connections: [{ target: echo.Server, id: ${id} }]
- name: echo.Server
`

test('twenty thousand aliases are resolved in one walk', { timeout }, () => {
  const aliases = Array(20_000).fill('*name').join(',')
  const init = `entities:\n- name: &name echo.Client\n  args: [${aliases}]\n`
  expect(diagnosticsOf({ 'init.yaml': init })).toContain('args has more than 1024 texts')
})

test('an alias means the last anchor before it', () => {
  const init = `entities:
- { name: &name echo.Client, task: &task one }
- { name: *name, task: *task }
- { name: *name, task: &task two }
- { name: echo.Server, task: *task }
- { name: echo.Server, task: *later }
- { name: echo.Server, task: &later three }
`
  const said = diagnosticsOf({ 'init.yaml': init })
  expect(said).toContain('init.yaml:3:24: error: there is a process one already')
  expect(said).toContain('init.yaml:5:30: error: there is a process two already')
  expect(said).toContain('init.yaml:6:30: error: there is no anchor &later before this')
})

test('ten thousand processes are looked at once each', { timeout }, () => {
  const processes = Array.from(
    { length: 10_000 },
    (_, i) => `- { name: echo.Server, task: s${i} }\n`,
  )
  const folder = folderOf({
    ...echo,
    'init.yaml': `entities:\n${processes.join('')}`,
    // So that no file is looked for.
    'kos.json': '{ "programs": { "echo.Server": null } }',
  })
  expect(describeSolution(folder, { cwd: folder }).processes).toHaveLength(10_000)
})

test('a text of ten million characters in a header is a text, or is none', () => {
  const long = 'a'.repeat(10_000_000)
  const id = '{ var: A, include: h.h }'
  const said = (header: string): string =>
    diagnosticsOf({ 'init.yaml': clientWithId(id), 'h.h': header })
  expect(said(`#define A "${long}\n`)).toContain('error: A is no text')
  expect(said(`#define B "${long}"\n#define A "x"\n`)).not.toContain('error')
})

test('links that lead to themselves are no files', () => {
  const said = diagnosticsOf({ 'init.yaml': null }, (folder) => {
    for (const name of ['init.yaml', 'kos.json', 'resources/X.edl', 'security.psl.in'])
      symlinkSync(join(folder, name), join(folder, name))
    symlinkSync(folder, join(folder, 'resources', 'again'))
  })
  expect(said).toContain('init.yaml: error: there is no such file')
})

test('a module that would end the process of the host throws, and nothing is changed', async () => {
  const exit: unknown = Reflect.get(process, 'exit')
  const folder = folderOf({ ...echo, 'src/Server.ts': 'process.exit(0)\n' })
  const said = await Promise.all([1, 2].map(() => loadSolution(folder, { cwd: folder })))
  for (const { diagnostics, solution } of said) {
    expect(solution).toBeNull()
    expect(shownDiagnostics(diagnostics)).toContain(
      'src/Server.ts:1:9: error: the module throws Error: process.exit(0) was called',
    )
  }
  expect(Reflect.get(process, 'exit')).toBe(exit)
})
