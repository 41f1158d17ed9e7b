// The files of the system as tools read them, with those of this package.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemFiles, systemPaths } from '../src/resources.ts'
// @boundaries-ignore tooling of tests belongs to no package
import { resourcesModule } from '../../../tooling/resources.mjs'

const folder = fileURLToPath(new URL('../resources/', import.meta.url))

test('the module is what `node tooling/resources.mjs` makes of the folder', () => {
  const path = new URL('../src/generated/resources.ts', import.meta.url)
  expect(readFileSync(path, 'utf8')).toBe(resourcesModule('posix'))
})

test('all files of the folder are there, beside those of the kernel, each once', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const own = files.filter((entry) => entry.isFile()).length
  expect(systemPaths).toContain('kl/core/Core.edl')
  expect(systemPaths.filter((path) => systemFiles.read(path) !== null)).toEqual(systemPaths)
  expect(new Set(systemPaths).size).toBe(systemPaths.length)
  expect(systemPaths.slice(-own)).toContain('kl/VfsNet.edl')
  expect(systemFiles.read('kl/VfsDisk.edl')).toBe(null)
})

test('the classes of this package have their endpoints', () => {
  expect(systemFiles.read('kl/VfsNet.edl')).toContain('network : kl.VfsNetwork')
  expect(systemFiles.notPublic('kl/VfsNet.edl')).toBe(null)
  expect(systemFiles.notPublic('kl/drivers/BSP.edl')).toBe('its endpoints and interfaces')
})

test('the classes of file systems are public here', () => {
  for (const name of ['VfsEntity', 'VfsRamFs', 'VfsSdCardFs']) {
    expect(systemFiles.notPublic(`kl/${name}.edl`)).toBe(null)
    expect(systemFiles.read(`kl/${name}.edl`)).toContain('vfs : kl.Vfs')
  }
  expect(systemFiles.read('kl/None.edl')).toBe(null)
})
