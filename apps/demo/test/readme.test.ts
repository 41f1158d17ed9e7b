// The README's first example is a file of this package; what it prints is what the README says.

import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'

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
