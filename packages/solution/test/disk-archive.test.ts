// Archives on disks are those that tar reads.

import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { archiveOf } from '../src/disk-archive.ts'
import { folderOf } from './folder.ts'

const name = fc.stringMatching(/^[\w][\w.-]{0,30}$/)
const files = fc.uniqueArray(
  fc.record({ name, bytes: fc.uint8Array({ maxLength: 2000, size: 'max' }) }),
  { minLength: 1, maxLength: 4, selector: (each) => each.name.toLowerCase() },
)

// It is with every system that kos is known to run on, and no part of Node.js.
const hasTar = spawnSync('tar', ['--version']).status === 0

it.skipIf(!hasTar)('tar takes out of it what was put into it, in whole sectors', () => {
  fc.assert(
    fc.property(files, (all) => {
      const folder = folderOf({})
      const paths = all.map((each) => join(folder, each.name))
      for (const [index, { bytes }] of all.entries()) writeFileSync(paths[index] as string, bytes)
      const archive = archiveOf(paths)
      expect(archive.length % 512).toBe(0)
      const names = execFileSync('tar', ['-t', '-f', '-'], { input: archive })
      expect(names.toString().split('\n')).toEqual([...all.map((each) => each.name), ''])
      for (const each of all) {
        const taken = execFileSync('tar', ['-x', '-O', '-f', '-', each.name], {
          input: archive,
        })
        expect(Buffer.compare(taken, Buffer.from(each.bytes))).toBe(0)
      }
    }),
    { numRuns: 20 },
  )
})

it('equal files are equal archives, whenever they were written', () => {
  const [one, two] = [folderOf({ a: 'x' }), folderOf({ a: 'x' })]
  expect(archiveOf([join(one, 'a')])).toEqual(archiveOf([join(two, 'a')]))
  expect(archiveOf([]).every((byte) => byte === 0)).toBe(true)
})

it('names are up to 100 bytes long, as a header has room for', () => {
  const [fits, wide, long] = ['a'.repeat(100), 'ё'.repeat(51), 'a'.repeat(101)]
  const folder = folderOf({ [fits]: '', [wide]: '', [long]: '' })
  const archive = archiveOf([join(folder, fits)])
  expect(Buffer.from(archive).toString('latin1', 0, 108)).toBe(`${fits}0000644\0`)
  for (const name of [wide, long])
    expect(() => archiveOf([join(folder, name)])).toThrow(/^the name .* is longer than 100 bytes$/)
})
