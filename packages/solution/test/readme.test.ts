// The example of the README: its files are those of the folder beside this one, which runs here, and
// prints what the README says. The reference of kos.json has all of its keys, and no others.

import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { describeSolution, solutionCodes } from '../src/index.ts'
import { kosJsonKeys } from '../src/kos-json.ts'
import { folderOf, shownDiagnostics } from './folder.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')
const paths = [
  'init.yaml',
  'IMode.idl',
  'Lights.edl',
  'Control.edl',
  'security.psl',
  'src/Lights.ts',
  'src/Control.ts',
]

it.each(paths)('shows %s as it is', (path) => {
  const language = path.endsWith('.ts') ? 'ts' : path.endsWith('.yaml') ? 'yaml' : ''
  expect(readme).toContain(`\`\`\`${language}\n${read(`./readme/lights/${path}`)}\`\`\``)
})

it('its program prints what it says', async () => {
  expect(readme).toContain('```ts\n' + read('./readme/run.ts') + '```')
  const lines: string[] = []
  const print = (...parts: readonly unknown[]) => void lines.push(parts.join(' '))
  const spies = (['log', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(print),
  )
  const cwd = vi
    .spyOn(process, 'cwd')
    .mockReturnValue(new URL('./readme', import.meta.url).pathname)
  onTestFinished(() => [...spies, cwd].forEach((spy) => spy.mockRestore()))
  await import('./readme/run.ts')
  for (const line of lines) expect(readme).toContain(line)
  expect(lines.filter((line) => line.startsWith('[traffic.Control]'))).toHaveLength(2)
})

it('its diagnostic is that of a slip in init.yaml', () => {
  const texts = Object.fromEntries(paths.map((path) => [path, read(`./readme/lights/${path}`)]))
  const init = (texts['init.yaml'] as string).replace('target: traffic.Lights', 'target: Lights')
  const folder = folderOf({ ...texts, 'init.yaml': init })
  const { diagnostics } = describeSolution(folder, { cwd: folder })
  expect(readme).toContain('```\n' + shownDiagnostics(diagnostics) + '\n```')
})

it('its reference of kos.json has all keys', () => {
  const keys = Array.from(readme.matchAll(/^\| `"(\w+)"` \|/gm), ([, key]) => key)
  expect(keys).toEqual(kosJsonKeys)
})

it('its table of codes has all codes', () => {
  const codes = Array.from(readme.matchAll(/^\| `([a-z-]+)` \|/gm), ([, code]) => code)
  expect(codes).toEqual(Object.keys(solutionCodes))
})
