// The packages as a release makes them and a stranger gets them: packed in a fresh clone, installed
// by npm into an empty folder, their examples compiled and run. With KOS_RELEASE=1 on all versions
// of Node and TypeScript that they support, else on those of this repository.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../src/command.ts'
import { Consumer } from '../src/consumer.ts'
import { picturesOf } from '../src/readme.ts'
import { folderOf, manifestIn, packageNames, root } from '../src/repository.ts'
import { packClone } from '../src/tarballs.ts'
import { compilers, engines, installToolchains } from '../src/toolchains.ts'

const slow = 600_000
const folder = mkdtempSync(join(tmpdir(), 'kos-release-'))
let tarballs: ReadonlyMap<string, string>
let consumer: Consumer

beforeAll(() => {
  installToolchains()
  tarballs = packClone(folder)
  consumer = new Consumer(join(folder, 'consumer'), tarballs)
  consumer.writeExamples()
}, slow)

afterAll(() => {
  rmSync(folder, { recursive: true, maxRetries: 3 })
}, slow)

describe.each(packageNames)('the tarball of %s', (name) => {
  test('has every file that its package.json and its README name', () => {
    const { exports, bin } = manifestIn(consumer.folderOf(name))
    const readme = readFileSync(join(consumer.folderOf(name), 'README.md'), 'utf8')
    const files = [
      'LICENSE',
      ...Object.values(exports).flatMap(({ types, default: file }) => [types, file]),
      ...Object.values(bin ?? {}),
      ...picturesOf(readme),
    ]
    expect(files.filter((file) => !existsSync(join(consumer.folderOf(name), file)))).toEqual([])
  })

  test(
    'is what publint and attw accept',
    () => {
      const check = (tool: string, ...args: readonly string[]) =>
        expect(() => run(join(root, 'node_modules', '.bin', tool), args, { cwd: folder })).not
      const tarball = tarballs.get(name) ?? ''
      check('publint', '--strict', tarball).toThrow()
      check('attw', tarball, '--profile', 'esm-only').toThrow()
    },
    slow,
  )
})

test('the README of each package has an example', () => {
  const ids = new Set(consumer.examples.map(({ id }) => id.replace(/-\d+$/, '')))
  expect(ids).toEqual(new Set(['kos', ...packageNames.map(folderOf)]))
})

describe.each(compilers())('with $id', (compiler) => {
  test(
    'the examples and all declarations have no errors',
    () => {
      expect(() => consumer.compile(compiler)).not.toThrow()
    },
    slow,
  )
})

describe.each(engines())('on $id', (engine) => {
  test(
    'the examples run',
    () => {
      for (const example of consumer.examples)
        expect(() => consumer.runExample(example, engine), example.id).not.toThrow()
    },
    slow,
  )
})
