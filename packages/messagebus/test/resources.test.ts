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
  expect(readFileSync(path, 'utf8')).toBe(resourcesModule('messagebus'))
})

test('all files of the folder are there, beside those of the kernel, each once', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const own = files.filter((entry) => entry.isFile()).length
  expect(systemPaths).toContain('kl/core/Core.edl')
  expect(systemPaths.filter((path) => systemFiles.read(path) !== null)).toEqual(systemPaths)
  expect(new Set(systemPaths).size).toBe(systemPaths.length)
  expect(systemPaths.slice(-own)).toContain('kl/MessageBus.edl')
})

test('the class of the bus has its endpoints, and all of them are public', () => {
  expect(systemFiles.read('kl/MessageBus.edl')).toContain('session : kl.MessageBusSession')
  expect(systemFiles.notPublic('kl/MessageBus.edl')).toBe(null)
  expect(systemFiles.notPublic('kl/drivers/BSP.edl')).toBe('its endpoints and interfaces')
  expect(systemFiles.read('kl/None.edl')).toBe(null)
})
