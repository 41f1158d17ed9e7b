// The README's first example is a file of this package; what it prints, and what the demo prints, is
// what the README says.

import { readFileSync } from 'node:fs'
import { main } from '@kos/cli'
import { expect, test, vi } from 'vitest'
import { folder } from './demo-runs.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the first example of the README is a program that prints what the README says', async () => {
  const readme = read('../../../README.md')
  expect(readme).toContain(read('../src/first-solution.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await import('../src/first-solution.ts')
  const lines = log.mock.calls.map(([line]) => String(line))
  const [denial = ''] = warn.mock.calls.map(([line]) => String(line))
  log.mockRestore()
  warn.mockRestore()
  expect(lines).toHaveLength(3)
  expect(readme).toContain(lines.join('\n'))
  expect(denial).not.toBe('')
  expect(readme).toContain(denial)
})

test('the demo prints the lines that the README shows, but for numbers', async () => {
  const block = /\$ npm run demo\n([\s\S]*?)\.\.\.\n```/.exec(read('../../../README.md'))?.[1] ?? ''
  const shown = (line: string): string => line.replace(/, \d+ MB\/s$/, '').replaceAll(/\d+/g, 'N')
  let said = ''
  const terminal = {
    cwd: folder,
    out: (text: string) => (said += text),
    err: (text: string) => (said += text),
  }
  const code = await main(['run', folder, '--virtual', '--statistics'], terminal)
  expect(code).toBe(0)
  // Servers wait for clients: for messages, for connections, Klog for records.
  expect(said).not.toContain('of which nobody will do this')
  // Klog shows the records, and nobody else does.
  const records = said.split('\n').filter((line) => line.includes('level 0: request'))
  expect(records.filter((line) => !line.startsWith('[kl.KlogStorage]'))).toEqual([])
  const lines = said.split('\n').map(shown)
  const expected = block.trimEnd().split('\n')
  expect(expected.length).toBeGreaterThan(10)
  for (const line of expected) {
    const [start = ''] = shown(line).split('...')
    expect(
      lines.some((each) => each.startsWith(start)),
      line,
    ).toBe(true)
  }
})
