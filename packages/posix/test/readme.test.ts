// The examples of the README and of the guides are the files beside this one, which run here and
// print what the pages say; the parts of programs that a guide shows are parts of those programs.

import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

async function printed(example: () => Promise<unknown>): Promise<string> {
  const lines: string[] = []
  const print = (...parts: readonly unknown[]): void => void lines.push(parts.join(' '))
  const spy = vi.spyOn(console, 'log').mockImplementation(print)
  onTestFinished(() => spy.mockRestore())
  await example()
  return lines.join('\n')
}

test.each([
  ['README.md', './readme-example.ts', () => import('./readme-example.ts')],
  ['docs/file-systems.md', './file-systems-example.ts', () => import('./file-systems-example.ts')],
])('the example of %s prints what the page says', async (page, file, example) => {
  const text = read(`../${page}`)
  expect(text).toContain('```ts\n' + read(file) + '```')
  expect(text).toContain('```\n' + (await printed(example)) + '\n```')
})

test('the guide to porting shows parts of its two programs', () => {
  const guide = read('../docs/porting.md')
  const programs = read('../docs/fsh.c') + read('./programs/fsh.ts')
  const parts = [...guide.matchAll(/```(?:c|ts)\n((?:static|async)[^]*?)\n```/g)]
  expect(parts).toHaveLength(8)
  for (const [, part] of parts) expect(programs).toContain(part)
})
