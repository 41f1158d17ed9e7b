// The examples of the README are the files beside this one, which run here and print what it says.

import { readFileSync } from 'node:fs'
import { format } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')

test.each([
  './readme-example.ts',
  './readme-process-example.ts',
  './readme-bundles-example.ts',
  './readme-link-example.ts',
])('%s prints what the README says', async (path) => {
  expect(readme).toContain('```ts\n' + read(path) + '```')
  const lines: string[] = []
  const print = (...parts: readonly unknown[]): void => void lines.push(format(...parts).trimEnd())
  const spies = (['log', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(print),
  )
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  await import(/* @vite-ignore */ path)
  expect(readme).toContain('```\n' + lines.join('\n') + '\n```')
})
