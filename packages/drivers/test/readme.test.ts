// The example of the README is the file beside this one, which runs here and prints what it says;
// and the tables have all drivers.

import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { driverPrograms } from '../src/index.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')

test('the example prints what the README says', async () => {
  expect(readme).toContain('```ts\n' + read('./readme-example.ts') + '```')
  const lines: string[] = []
  const print = (...parts: readonly unknown[]): void => void lines.push(parts.join(' '))
  const spies = (['log', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(print),
  )
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  await import('./readme-example.ts')
  expect(readme).toContain('```\n' + lines.join('\n') + '\n```')
})

test('the table of drivers has each class', () => {
  for (const className of Object.keys(driverPrograms))
    expect(readme).toContain(`| \`${className}\` |`)
})
