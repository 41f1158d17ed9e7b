// Power cuts: whatever was being done, and after whichever written sector the power goes, the volume
// has no fault but lost clusters; and what was stored before is there.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FileSystem } from '@kos/posix'
import { checkFat32 } from '@kos/posix/fat'
import { bytesOf, outcomeOf, textOf } from '@kos/posix/conformance'
import { FatDisk, SettledFat } from './fat-disk.ts'
import { Actor, operation } from './operations.ts'
import { treeOf } from './tree-of.ts'

const runs = Number(process.env['KOS_MODEL_RUNS'] ?? 40)

/** Calls with the image as each cut would leave it. Answers how many there were. */
function eachCut(before: Uint8Array, disk: FatDisk, look: (image: Uint8Array) => void): number {
  const image = before.slice()
  let cuts = 0
  look(image)
  for (const write of disk.writes ?? []) {
    if (write === null) continue
    image.set(write.bytes, write.sector * 512)
    look(image)
    cuts++
  }
  return cuts
}

/** What a cut may leave: clusters without a file, and chains that are too long. */
function expectSoundButForLost(image: Uint8Array): void {
  const { problems, isCountWrong } = checkFat32(image)
  expect([problems, isCountWrong]).toEqual([[], false])
}

describe('a power cut after any sector leaves lost clusters at worst', () => {
  const small = FatDisk.formatted(60 << 10, { clusterSectors: 1 })
  const larger = FatDisk.formatted(400 << 10, { clusterSectors: 2 })

  test.each([
    ['a volume that is full', small],
    ['a volume with room', larger],
  ])('on %s', (_, template) => {
    let cuts = 0
    const history = fc.record({
      cacheSectors: fc.constantFrom(1, 8, 2048),
      operations: fc.array(operation, { minLength: 10, maxLength: 50, size: 'max' }),
    })
    fc.assert(
      fc.property(history, ({ cacheSectors, operations }) => {
        const disk = new FatDisk(template.image.slice())
        disk.writes = []
        const fat = SettledFat.on(disk, { cacheSectors })
        const actor = new Actor(fat)
        for (const each of operations) {
          if (each.kind === 'store') expect(fat.store()).toBe(0)
          actor.act(each)
        }
        fat.store()
        cuts += eachCut(template.image, disk, expectSoundButForLost)
      }),
      { numRuns: runs },
    )
    expect(cuts).toBeGreaterThan(runs * 20)
  })
})

/** A volume with files that were stored, and then one operation on it, sector by sector. */
function cutsOf(prepare: (fs: FileSystem) => void, act: (fs: FileSystem) => void): string[][] {
  const disk = FatDisk.formatted(200 << 10, { clusterSectors: 1 })
  const fat = SettledFat.on(disk)
  prepare(fat)
  fat.store()
  const before = disk.image.slice()
  disk.writes = []
  act(fat)
  fat.store()
  const trees: string[][] = []
  eachCut(before, disk, (image) => {
    expectSoundButForLost(image)
    trees.push(treeOf(SettledFat.on(new FatDisk(image.slice()))))
  })
  return trees
}

const write = (fs: FileSystem, name: string, text: string) => {
  const ino = fs.create(fs.root, name, 0o644, 0, 0)
  fs.write(ino, 0, bytesOf(text), 0, text.length)
}

test('a file that replaces another one has one of the two in its name, at any cut', () => {
  const trees = cutsOf(
    (fs) => {
      write(fs, 'the old file', 'old'.repeat(500))
      for (let i = 0; i < 20; i++) write(fs, `between ${i}`, 'x')
      write(fs, 'the new file', 'new one'.repeat(500))
    },
    (fs) => expect(fs.rename(fs.root, 'the new file', fs.root, 'the old file')).toBe(0),
  )
  const [old, young] = [trees[0] ?? [], trees.at(-1) ?? []]
  const inName = (tree: string[]) => tree.filter((line) => line.startsWith('/the old file '))
  expect(new Set(trees.flatMap(inName))).toEqual(new Set([...inName(old), ...inName(young)]))
  for (const tree of trees) expect(inName(tree)).toHaveLength(1)
})

test('a file that gets a name in the same sector is never without one', () => {
  const trees = cutsOf(
    (fs) => write(fs, 'a first name', 'text'),
    (fs) => expect(fs.rename(fs.root, 'a first name', fs.root, 'another name')).toBe(0),
  )
  for (const tree of trees) expect(tree).toHaveLength(1)
})

test('a file and a directory grow into a later sector of the table, and never lead to free clusters', () => {
  cutsOf(
    (fs) => {
      write(fs, 'grows', 'x'.repeat(600))
      const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
      for (let i = 0; i < 5; i++) fs.create(directory, `the file number ${i}`, 0o644, 0, 0)
      // A sector of the table has 128 clusters of 512 bytes.
      write(fs, 'fills', 'y'.repeat(130 * 512))
    },
    (fs) => {
      const more = new Uint8Array(5000)
      expect(fs.write(fs.lookup(fs.root, 'grows'), 600, more, 0, 5000)).toBe(5000)
      const directory = fs.lookup(fs.root, 'directory')
      for (let i = 5; i < 40; i++) fs.create(directory, `the file number ${i}`, 0o644, 0, 0)
    },
  )
})

test('what fsync stored is there, whatever comes after', () => {
  const trees = cutsOf(
    (fs) => write(fs, 'stored', 'for good'),
    (fs) => {
      for (let i = 0; i < 30; i++) write(fs, `later ${i}`, 'text'.repeat(200))
      fs.unlink(fs.root, 'later 3')
    },
  )
  const [line] = trees[0] ?? []
  for (const tree of trees) expect(tree).toContain(line)
})

test('a file is as long as fsync said, and its clusters are its own', () => {
  const disk = FatDisk.formatted(200 << 10)
  const fat = SettledFat.on(disk)
  const ino = fat.create(fat.root, 'file', 0o644, 0, 0)
  fat.write(ino, 0, bytesOf('first'), 0, 5)
  expect(fat.fsync(ino)).toBe(0)
  fat.write(ino, 5, bytesOf(' second'), 0, 7)
  const again = SettledFat.on(new FatDisk(disk.image.slice()))
  expect(textOf(again, again.lookup(again.root, 'file'))).toBe('first')
})

test('a removed file that was open leaves lost clusters, and nothing else', () => {
  const disk = FatDisk.formatted(200 << 10)
  const fat = SettledFat.on(disk)
  const ino = fat.create(fat.root, 'file', 0o644, 0, 0)
  fat.write(ino, 0, new Uint8Array(2000), 0, 2000)
  fat.open(ino)
  expect(outcomeOf(fat.unlink(fat.root, 'file'))).toBe('ok')
  fat.store()
  expect(checkFat32(disk.image)).toMatchObject({ problems: [], lostClusters: 4, files: [] })
  fat.release(ino)
  fat.store()
  expect(checkFat32(disk.image)).toMatchObject({ problems: [], lostClusters: 0 })
})
