// The files of the system, as tools read them: the module has what the folder has.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemFiles, systemPaths } from '../src/resources.ts'
// @boundaries-ignore tooling of tests belongs to no package
import { resourcesModule } from '../../../tooling/resources.mjs'

const folder = fileURLToPath(new URL('../resources/', import.meta.url))

test('the module is what `node tooling/resources.mjs` makes of the folder', () => {
  const path = new URL('../src/generated/resources.ts', import.meta.url)
  expect(readFileSync(path, 'utf8')).toBe(resourcesModule('libkos'))
})

test('every file of the folder is there, as it is', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  expect(systemPaths).toHaveLength(files.filter((entry) => entry.isFile()).length)
  for (const path of systemPaths)
    expect(systemFiles.read(path)).toBe(readFileSync(folder + path, 'utf8'))
})

test('what there is not is null', () => {
  for (const path of ['kl/core/Net.idl', '', 'constructor', '__proto__', '../package.json'])
    expect([systemFiles.read(path), systemFiles.notPublic(path)]).toEqual([null, null])
})

test('what is not public is said of a file', () => {
  expect(systemFiles.notPublic('kl/VfsNet.edl')).toBe('its endpoints and interfaces')
  expect(systemFiles.notPublic('kl/core/Sync.idl')).toBe(
    'its methods with the types of their parameters',
  )
  expect(systemFiles.notPublic('kl/core/Handle.idl')).toBe(null)
})

test('the classes of the files are those that policies name', () => {
  for (const path of systemPaths.filter((each) => each.endsWith('.edl'))) {
    const name = path.slice(0, -'.edl'.length).replaceAll('/', '.')
    expect(systemFiles.read(path)).toMatch(
      new RegExp(`^entity ${name.replaceAll('.', '\\.')}$`, 'm'),
    )
  }
})
