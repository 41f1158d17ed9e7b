// The same random operations on FAT32 and on a file system in memory, with caches of one sector and
// more that forget everything now and then: the same answers and the same tree, a volume without a
// fault, and the same files when it is mounted again.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryFileSystem } from '@kos/posix'
import { checkFat32 } from '@kos/posix/fat'
import { statOf } from '@kos/posix/conformance'
import { ManualClock } from '../manual-clock.ts'
import { FatDisk, SettledFat } from './fat-disk.ts'
import { Actor, operation } from './operations.ts'
import { treeOf } from './tree-of.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 60)
const template = FatDisk.formatted(2 << 20, { clusterSectors: 1 })
const coarse = FatDisk.formatted(4 << 20, { clusterSectors: 4 })

const options = fc.record({
  cacheSectors: fc.constantFrom(1, 2, 7, 64, 2048),
  isCoarse: fc.boolean(),
  operations: fc.array(operation, { maxLength: 60, size: 'max' }),
})

/** Everything is stored, and nothing is wrong or left over. */
function expectSound(disk: FatDisk): void {
  expect(checkFat32(disk.image)).toMatchObject({
    problems: [],
    lostClusters: 0,
    longChains: [],
    isCountWrong: false,
    areCopiesDifferent: false,
  })
}

test('random operations do what a file system in memory does, and leave a sound volume', () => {
  const answers = new Set<string>()
  fc.assert(
    fc.property(options, ({ cacheSectors, isCoarse, operations }) => {
      const disk = new FatDisk((isCoarse ? coarse : template).image.slice())
      const fat = SettledFat.on(disk, { cacheSectors })
      const ours = new Actor(fat)
      const theirs = new Actor(new MemoryFileSystem({ clock: new ManualClock() }))
      for (const each of operations) {
        if (each.kind === 'store') expect(fat.store()).toBe(0)
        if (each.kind === 'forget') fat.fat.dropCaches(false)
        const answer = ours.act(each)
        expect([each, answer]).toEqual([each, theirs.act(each)])
        answers.add(`${each.kind} ${Number.isNaN(Number.parseInt(answer, 10)) ? answer : 'data'}`)
        for (const [index, ino] of ours.inos.entries())
          expect(fat.mode(ino) >= 0).toBe(theirs.fs.mode(theirs.inos[index] as number) >= 0)
      }
      for (const [index, ino] of ours.inos.entries()) {
        if (fat.mode(ino) < 0) continue
        const [one, other] = [statOf(fat, ino), statOf(theirs.fs, theirs.inos[index] as number)]
        expect(one.nlink).toBe(other.nlink)
      }
      const tree = treeOf(theirs.fs)
      expect(treeOf(fat)).toEqual(tree)
      fat.fat.dropCaches()
      expect(treeOf(fat)).toEqual(tree)
      ours.releaseAll()
      expect([fat.store(), fat.fat.orphans]).toEqual([0, 0])
      expectSound(disk)
      expect(treeOf(SettledFat.on(new FatDisk(disk.image)))).toEqual(tree)
    }),
    { numRuns: runs },
  )
  expect(answers.size).toBeGreaterThan(25)
})

test('a volume that fills up stays sound, and has room again when files go', () => {
  const space = fc.record({
    cacheSectors: fc.constantFrom(1, 64),
    operations: fc.array(operation, { minLength: 20, maxLength: 80, size: 'max' }),
  })
  const small = FatDisk.formatted(40 << 10, { clusterSectors: 1 })
  const answers = new Set<string>()
  fc.assert(
    fc.property(space, ({ cacheSectors, operations }) => {
      const disk = new FatDisk(small.image.slice())
      const fat = SettledFat.on(disk, { cacheSectors })
      const actor = new Actor(fat)
      for (const each of operations) answers.add(actor.act(each))
      actor.releaseAll()
      expect(fat.store()).toBe(0)
      const { longChains, ...report } = checkFat32(disk.image)
      expect(report).toMatchObject({ problems: [], lostClusters: 0, isCountWrong: false })
      expect(longChains).toEqual([])
      expect(treeOf(SettledFat.on(new FatDisk(disk.image)))).toEqual(treeOf(fat))
    }),
    { numRuns: runs },
  )
  expect(answers).toContain('ENOSPC')
})
