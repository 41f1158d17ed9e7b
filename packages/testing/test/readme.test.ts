// The examples of the README are files beside this one; here they run, and print what it says.

import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the first example prints what the README says', async () => {
  const readme = read('../README.md')
  expect(readme).toContain('```ts\n' + read('./booking.ts') + '```')
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./booking.ts')
  const printed = log.mock.calls.map(([value]: readonly unknown[]) =>
    typeof value === 'string' ? value : inspect(value),
  )
  log.mockRestore()
  // Wherever the repository lies.
  const text = printed.join('\n').replaceAll(/\(\S*\/(?=booking)/g, '(')
  expect(readme).toContain('```\n' + text + '\n```')
})

test('the second example is the test that runs beside this one', () => {
  expect(read('../README.md')).toContain('```ts\n' + read('./opening-hours.test.ts') + '```')
})

test('the example of a folder is the test that runs beside this one', () => {
  expect(read('../README.md')).toContain('```ts\n' + read('./turnstile.test.ts') + '```')
})
