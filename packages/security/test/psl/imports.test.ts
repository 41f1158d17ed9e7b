// Which parts of the package need the front end of other languages: a policy in TypeScript needs
// none of it.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const source = new URL('../../src/', import.meta.url)
const paths = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))

function importsOf(path: string): readonly string[] {
  const text = readFileSync(new URL(path, source), 'utf8')
  return Array.from(text.matchAll(/from '([^']+)'/g), ([, from = '']) => from)
}

// What works with loaded policies stands above PSL.
const above = ['psl/', 'pal/', 'analysis/']

test('only files of PSL, and those above, import the machinery of text front ends', () => {
  const isAbove = (path: string): boolean => above.some((folder) => path.startsWith(folder))
  const inside = paths.filter(isAbove)
  const outside = paths.filter((path) => !isAbove(path))
  const isFrontEnd = (from: string): boolean =>
    from.startsWith('@kos/idl-compiler') || above.some((folder) => from.includes(`/${folder}`))
  expect(inside.flatMap(importsOf).some(isFrontEnd)).toBe(true)
  expect(outside.filter((path) => importsOf(path).some(isFrontEnd))).toEqual([])
})
