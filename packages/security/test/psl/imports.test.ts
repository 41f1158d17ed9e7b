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

/** PSL, and what is above it. */
const folders = ['psl/', 'pal/']

test('only files of PSL and its tests import the machinery of text front ends, or each other', () => {
  const isInside = (path: string): boolean => folders.some((folder) => path.startsWith(folder))
  const inside = paths.filter(isInside)
  const outside = paths.filter((path) => !isInside(path))
  const isFrontEnd = (from: string): boolean =>
    from.startsWith('@kos/idl-compiler') || folders.some((folder) => from.includes(`/${folder}`))
  expect(inside.flatMap(importsOf).some(isFrontEnd)).toBe(true)
  expect(outside.filter((path) => importsOf(path).some(isFrontEnd))).toEqual([])
})
