// The READMEs say the same, in the same words: that the packages are not published, and how to run
// their examples.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf, packageNames, root } from '../src/repository.ts'

/** The paragraph of a README about it, on one line. */
function paragraphOf(folder: string): string {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8')
  const begin = 'None of the `@kos` packages'
  const paragraphs = readme.split('\n\n').filter((text) => text.startsWith(begin))
  return paragraphs.join('\n\n').replaceAll('\n', ' ')
}

test.each(packageNames)('the README of %s says how to get and run it, as all do', (name) => {
  const paragraph = paragraphOf('.')
  expect(paragraph).toContain('Node.js 20.19 or newer')
  expect(paragraphOf(join('packages', folderOf(name)))).toBe(
    paragraph.replace(
      'from this repository.',
      'from their repository, whose [README](../../README.md) says how to make a program.',
    ),
  )
})
