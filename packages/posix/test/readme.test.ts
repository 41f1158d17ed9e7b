// The example of the README is the file beside this one, which runs here and prints what it says.

import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')

test('the example prints what the README says', async () => {
  expect(readme).toContain('```ts\n' + read('./readme-example.ts') + '```')
  const lines: string[] = []
  const print = (...parts: readonly unknown[]): void => void lines.push(parts.join(' '))
  const spy = vi.spyOn(console, 'log').mockImplementation(print)
  onTestFinished(() => spy.mockRestore())
  await import('./readme-example.ts')
  expect(readme).toContain('```\n' + lines.join('\n') + '\n```')
})
