// The files of the system as tools read them, with those of drivers.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { driverPrograms } from '../src/index.ts'
import { systemFiles, systemPaths } from '../src/resources.ts'
// @boundaries-ignore tooling of tests belongs to no package
import { resourcesModule } from '../../../tooling/resources.mjs'

const folder = fileURLToPath(new URL('../resources/', import.meta.url))

test('the module is what `node tooling/resources.mjs` makes of the folder', () => {
  const path = new URL('../src/generated/resources.ts', import.meta.url)
  expect(readFileSync(path, 'utf8')).toBe(resourcesModule('drivers'))
})

test('all files of the folder are there, beside those of the kernel, each once', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const own = files.filter((entry) => entry.isFile()).length
  expect(systemPaths).toContain('kl/core/Core.edl')
  expect(systemPaths.filter((path) => systemFiles.read(path) !== null)).toEqual(systemPaths)
  expect(new Set(systemPaths).size).toBe(systemPaths.length)
  expect(systemPaths.slice(-own)).toContain('kl/drivers/GPIO.edl')
  expect(systemFiles.read('kl/drivers/Disk.edl')).toBe(null)
})

test('of what is public here nothing is missing', () => {
  expect(systemFiles.notPublic('kl/drivers/GPIO.edl')).toBe(null)
  expect(systemFiles.notPublic('kl/drivers/BSP.edl')).toBe('its endpoints and interfaces')
})

test('each class has a program, and each program a class', () => {
  const classes = systemPaths
    .map((path) => /^kl\/drivers\/(\w+)\.edl$/.exec(path)?.[1])
    .filter(
      (name) => name !== undefined && systemFiles.notPublic(`kl/drivers/${name}.edl`) === null,
    )
  expect(Object.keys(driverPrograms).toSorted()).toEqual(
    classes.map((name) => `kl.drivers.${name}`).toSorted(),
  )
})
