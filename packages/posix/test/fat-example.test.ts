// The example of docs/fat.md is the file beside this one, which runs here and prints what it says.

import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const page = read('../docs/fat.md')

test('the example prints what the page says', async () => {
  expect(page).toContain('```ts\n' + read('./fat-example.ts') + '```')
  const lines: string[] = []
  const print = (...parts: readonly unknown[]): void => void lines.push(parts.join(' '))
  const spy = vi.spyOn(console, 'log').mockImplementation(print)
  onTestFinished(() => spy.mockRestore())
  await import('./fat-example.ts')
  expect(page).toContain('```\n' + lines.join('\n') + '\n```')
})
