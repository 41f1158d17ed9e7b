// A clone of the repository that is not built, or not wholly: a line says what to do.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { Folder } from './folder.ts'
import { program } from './spawned.ts'

const missing = vi.hoisted(() => ({ path: '' }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const existsSync = (path: string): boolean =>
    (missing.path === '' || !path.endsWith(missing.path)) && fs.existsSync(path)
  return { ...fs, existsSync }
})

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')
const build = 'npm run pnpm -- exec turbo run build --filter=@kos/cli...'

test('kos new names the package that is not built, says what to do, and writes nothing', async () => {
  using folder = new Folder({ 'other.txt': '' })
  missing.path = join('posix', 'dist', 'fat.d.ts')
  const { code, out, err } = await folder.kos(['new', 'it'])
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: `kos: @kos/posix is not built: run ${build} in ${root}\n`,
  })
  expect(folder.files('.')).toEqual(['other.txt'])
  missing.path = ''
  expect((await folder.kos(['new', 'it', '--template', 'minimal'])).code).toBe(0)
})

test.each([
  ['is not built', null],
  ['needs a package that is not', "import '../../kernel/dist/index.js'"],
])('a command that %s says what to do', (_, text) => {
  using folder = new Folder({ 'packages/cli/package.json': '{ "type": "module" }' })
  const cli = join(folder.path, 'packages', 'cli')
  cpSync(new URL('../bin', import.meta.url), join(cli, 'bin'), { recursive: true })
  mkdirSync(join(cli, 'dist'))
  if (text !== null) writeFileSync(join(cli, 'dist', 'index.js'), text)
  const run = program(folder.path, process.execPath, [
    join('packages', 'cli', 'bin', 'kos.js'),
    'new',
  ])
  expect(run).toMatchObject({ code: 1, out: '' })
  expect(run.err).toMatch(/^kos: it is not built: run .* in [^\n]*\n$/)
  expect(run.err).toContain(build)
})

test('an error of another module is not taken for that', () => {
  using folder = new Folder({
    'packages/cli/package.json': '{ "type": "module" }',
    'packages/cli/dist/index.js': "import 'no-such-package'",
  })
  const cli = join(folder.path, 'packages', 'cli')
  cpSync(new URL('../bin', import.meta.url), join(cli, 'bin'), { recursive: true })
  const { code, err } = program(folder.path, process.execPath, [join(cli, 'bin', 'kos.js')])
  expect([code, err]).toEqual([1, expect.stringContaining("'no-such-package'")])
})
