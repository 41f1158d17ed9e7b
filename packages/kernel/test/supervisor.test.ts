// The supervisor of docs/supervisor.md: it runs as it stands there, and under its policy only it
// makes workers.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the example says what the page says', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const folder = process.cwd()
  process.chdir(fileURLToPath(new URL('./supervisor/', import.meta.url)))
  await import('./supervisor/example.ts').finally(() => process.chdir(folder))
  const [printed = [], warned = []] = [log, warn].map((said) => said.mock.calls.flat().map(String))
  log.mockRestore()
  warn.mockRestore()
  expect(warned).toEqual([])
  expect(printed).toEqual([])
})
