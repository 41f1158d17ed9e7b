// The example of the README: its files are those of the folder beside this one, which runs here, and
// prints what the README says; so are those of its machine. The references of kos.json and of
// machine.yaml have all that there is, and no more.

import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { describeSolution, solutionCodes } from '../src/index.ts'
import { deviceModels } from '../src/device-models.ts'
import { placeKeys } from '../src/device-reader.ts'
import { kosJsonKeys } from '../src/kos-json.ts'
import { folderOf, shownDiagnostics } from './folder.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')
const paths = [
  'lights/init.yaml',
  'lights/IMode.idl',
  'lights/Lights.edl',
  'lights/Control.edl',
  'lights/security.psl',
  'lights/src/Lights.ts',
  'lights/src/Control.ts',
  'board/machine.yaml',
  'board/init.yaml',
  'board/src/Reader.ts',
]

it.each(paths)('shows %s as it is', (path) => {
  const language = path.endsWith('.ts') ? 'ts' : path.endsWith('.yaml') ? 'yaml' : ''
  expect(readme).toContain(`\`\`\`${language}\n${read(`./readme/${path}`)}\`\`\``)
})

/** Runs an example, beside the folders; returns what it prints. */
async function linesOf(load: () => Promise<unknown>): Promise<readonly string[]> {
  const lines: string[] = []
  const print = (...parts: readonly unknown[]) => void lines.push(parts.join(' '))
  const spies = (['log', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(print),
  )
  const cwd = vi
    .spyOn(process, 'cwd')
    .mockReturnValue(new URL('./readme', import.meta.url).pathname)
  onTestFinished(() => [...spies, cwd].forEach((spy) => spy.mockRestore()))
  await load()
  return lines
}

it('its program prints what it says', async () => {
  expect(readme).toContain('```ts\n' + read('./readme/run.ts') + '```')
  const lines = await linesOf(() => import('./readme/run.ts'))
  for (const line of lines) expect(readme).toContain(line)
  expect(lines.filter((line) => line.startsWith('[traffic.Control]'))).toHaveLength(2)
})

it('its machine runs, and prints what it says', async () => {
  expect(readme).toContain('```ts\n' + read('./readme/machine.ts') + '```')
  const lines = await linesOf(() => import('./readme/machine.ts'))
  expect(readme).toContain('```\n' + lines.join('\n') + '\n```')
  expect(lines.filter((line) => line.startsWith('[demo.Reader]'))).toHaveLength(2)
})

it('its diagnostic is that of a slip in init.yaml', () => {
  const texts = Object.fromEntries(
    paths
      .filter((path) => path.startsWith('lights/'))
      .map((path) => [path.slice('lights/'.length), read(`./readme/${path}`)]),
  )
  const init = (texts['init.yaml'] as string).replace('target: traffic.Lights', 'target: Lights')
  const folder = folderOf({ ...texts, 'init.yaml': init })
  const { diagnostics } = describeSolution(folder, { cwd: folder })
  expect(readme).toContain('```\n' + shownDiagnostics(diagnostics) + '\n```')
})

/** The first column of the table that begins so: what is in backquotes. */
function firstColumn(head: string): readonly string[] {
  const [, table = ''] = new RegExp(`^\\| ${head} \\|.*\\n((?:\\|.*\\n)+)`, 'm').exec(readme) ?? []
  return Array.from(table.matchAll(/^\| `([\w-]+)` \|/gm), ([, cell]) => cell as string)
}

it('its reference of machines has all keys, models and settings', () => {
  expect(firstColumn('key of a device')).toEqual(placeKeys)
  expect(firstColumn('model').toSorted()).toEqual(Object.keys(deviceModels).toSorted())
  for (const [name, { places, settings, isBusMaster }] of Object.entries(deviceModels)) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? ''
    const said = [...places, ...settings, ...(isBusMaster ? ['bdf'] : [])]
    expect(
      said.filter((key) => !row.includes(`\`${key}\``)),
      name,
    ).toEqual([])
  }
})

it('its reference of kos.json has all keys', () => {
  const keys = Array.from(readme.matchAll(/^\| `"(\w+)"` \|/gm), ([, key]) => key)
  expect(keys).toEqual(kosJsonKeys)
})

it('its table of codes has all codes', () => {
  expect(firstColumn('code')).toEqual(Object.keys(solutionCodes))
})
