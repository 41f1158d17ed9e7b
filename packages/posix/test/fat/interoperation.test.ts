// FAT32 beside the tools of others: volumes that mkfs.fat and mcopy made are read, volumes that were
// written here pass fsck.fat and are read by mtools.

import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FileSystem } from '@kos/posix'
import { checkFat32 } from '@kos/posix/fat'
import { FatDisk, SettledFat } from './fat-disk.ts'
import { Actor, operation } from './operations.ts'
import { contentOf, treeOf } from './tree-of.ts'
import { DosTools, missingTools } from './dos-tools.ts'

const volumeBytes = 40 << 20
let missing = ''
beforeAll(() => {
  missing = missingTools()
  if (missing !== '') console.warn(`FAT32 is not tested with tools of others: ${missing}`)
}, 320_000)

const patternOf = (length: number) =>
  Uint8Array.from({ length }, (_, at) => (at * 31) ^ (at >> 8) ^ (at >> 16))

const contents: Readonly<Record<string, Uint8Array>> = {
  'README.TXT': patternOf(17),
  'a long name with blanks.text': patternOf(5000),
  'lower.txt': patternOf(512),
  empty: patternOf(0),
  'Grüße aus Köln.md': patternOf(100_001),
  'another long name of a file': patternOf(4096),
  'a long name with blanks.more': patternOf(3),
}

function write(fs: FileSystem, directory: number, name: string, bytes: Uint8Array): void {
  const ino = fs.create(directory, name, 0o644, 0, 0)
  expect(ino).toBeGreaterThan(0)
  if (bytes.length > 0) expect(fs.write(ino, 0, bytes, 0, bytes.length)).toBe(bytes.length)
}

const same = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other)

function bytesIn(fs: FileSystem, directory: number, name: string): Uint8Array {
  const bytes = new Uint8Array(1 << 20)
  return bytes.slice(0, fs.read(fs.lookup(directory, name), 0, bytes, 0, bytes.length))
}

describe('volumes of others', () => {
  test.each([
    // mtools takes volumes of fewer clusters than 65,525 for others.
    ['clusters of one sector', volumeBytes, ['-s', '1']],
    ['clusters of two sectors, one table', 72 << 20, ['-s', '2', '-f', '1']],
  ])('are read: %s', (_, bytes, flags) => {
    if (missing !== '') return
    using tools = new DosTools()
    tools.put('disk.img', new Uint8Array(bytes))
    tools.run('mkfs.fat', '-F', '32', '-n', 'OTHERS', ...flags, 'disk.img')
    tools.run('mmd', '-i', 'disk.img', '::/outer', '::/outer/INNER')
    for (const [index, [name, bytes]] of Object.entries(contents).entries()) {
      tools.put(`file${index}`, bytes)
      tools.run('mcopy', '-i', 'disk.img', `file${index}`, `::/${name}`)
      tools.run('mcopy', '-i', 'disk.img', `file${index}`, `::/outer/INNER/${name}`)
    }
    const disk = new FatDisk(tools.get('disk.img'))
    const fat = SettledFat.on(disk, { cacheSectors: 4 })
    expect(fat.fat.label).toBe('OTHERS')
    const outer = fat.lookup(fat.root, 'outer')
    const inner = fat.lookup(outer, 'inner')
    for (const directory of [fat.root, inner])
      for (const [name, bytes] of Object.entries(contents))
        expect([name, same(bytesIn(fat, directory, name), bytes)]).toEqual([name, true])
    expect(treeOf(fat, inner)).toHaveLength(Object.keys(contents).length)
    // And written, by both.
    fat.unlink(inner, 'README.TXT')
    write(fat, outer, 'added here', patternOf(10_000))
    fat.store()
    expect(checkFat32(disk.image)).toMatchObject({ problems: [], lostClusters: 0 })
    expect(tools.check(disk.image)).toMatchObject({ status: 0 })
  })

  test.each([
    ['sectors of 2 KiB', ['-S', '2048', '-s', '1']],
    ['clusters of 16 KiB, one table', ['-s', '32', '-f', '1']],
  ])('are written: %s', (_, flags) => {
    if (missing !== '') return
    using tools = new DosTools()
    tools.put('disk.img', new Uint8Array(8 << 20))
    tools.run('mkfs.fat', '-F', '32', ...flags, 'disk.img')
    const disk = new FatDisk(tools.get('disk.img'))
    const fat = SettledFat.on(disk, { cacheSectors: 4 })
    const directory = fat.mkdir(fat.root, 'directory', 0o755, 0, 0)
    for (const [name, bytes] of Object.entries(contents)) write(fat, directory, name, bytes)
    expect(fat.store()).toBe(0)
    expect(checkFat32(disk.image)).toMatchObject({ problems: [], lostClusters: 0 })
    expect(tools.check(disk.image)).toMatchObject({ status: 0 })
  })
})

describe('volumes that were written here', () => {
  test('are read by mdir, mcopy and mtype, and pass fsck.fat', () => {
    if (missing !== '') return
    using tools = new DosTools()
    const disk = FatDisk.formatted(volumeBytes, { label: 'WRITTEN', serial: 0x1234_5678 })
    const fat = SettledFat.on(disk)
    const outer = fat.mkdir(fat.root, 'outer', 0o755, 0, 0)
    const inner = fat.mkdir(outer, 'an inner directory', 0o755, 0, 0)
    for (const [name, bytes] of Object.entries(contents)) {
      write(fat, fat.root, name, bytes)
      write(fat, inner, name, bytes)
    }
    for (let i = 0; i < 300; i++) write(fat, outer, `one of many files, number ${i}`, patternOf(i))
    expect(fat.store()).toBe(0)
    expect(tools.check(disk.image)).toMatchObject({ status: 0 })
    tools.put('disk.img', disk.image)
    const listing = tools.run('mdir', '-i', 'disk.img', '-/', '-b', '::')
    expect(listing).toContain('::/outer/an inner directory/a long name with blanks.text')
    expect(listing.match(/one of many files/g)).toHaveLength(300)
    const label = tools.run('mdir', '-i', 'disk.img', '::')
    expect(label).toContain('WRITTEN')
    expect(label).toContain('1234-5678')
    for (const [name, bytes] of Object.entries(contents)) {
      tools.run('mcopy', '-n', '-i', 'disk.img', `::/outer/an inner directory/${name}`, 'copy')
      expect([name, same(tools.get('copy'), bytes)]).toEqual([name, true])
    }
    expect(tools.run('mtype', '-i', 'disk.img', '::/README.TXT')).toHaveLength(17)
  })

  test('pass fsck.fat after random operations', () => {
    if (missing !== '') return
    using tools = new DosTools()
    // fsck.fat checks volumes of few clusters, too, and says so.
    const template = FatDisk.formatted(1 << 20, { clusterSectors: 1 })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80, size: 'max' }), (operations) => {
        const disk = new FatDisk(template.image.slice())
        const fat = SettledFat.on(disk, { cacheSectors: 16 })
        const actor = new Actor(fat)
        for (const each of operations) actor.act(each)
        actor.releaseAll()
        fat.store()
        expect(tools.check(disk.image)).toMatchObject({ status: 0 })
      }),
      { numRuns: 25 },
    )
  })

  test('are repaired by fsck.fat after a power cut, and what was stored stays', () => {
    if (missing !== '') return
    using tools = new DosTools()
    const disk = FatDisk.formatted(1 << 20, { clusterSectors: 1 })
    const fat = SettledFat.on(disk)
    for (let i = 0; i < 10; i++) write(fat, fat.root, `stored ${i}`, patternOf(i * 700))
    fat.store()
    const image = disk.image.slice()
    const stored = contentOf(fat, fat.lookup(fat.root, 'stored 9'))
    disk.writes = []
    for (let i = 0; i < 6; i++) write(fat, fat.root, `a later file ${i}`, patternOf(3000))
    for (let i = 0; i < 6; i++) fat.unlink(fat.root, `stored ${i}`)
    fat.rename(fat.root, 'stored 7', fat.root, 'a later file 2')
    fat.store()
    for (const [index, write] of disk.writes.entries()) {
      if (write !== null) image.set(write.bytes, write.sector * 512)
      if (index % 7 !== 0) continue
      const { status, text } = tools.check(image, '-a', '-w')
      expect([0, 1]).toContain(status)
      expect(text).not.toMatch(/share clusters|cluster.* out of range|Contains a free cluster/i)
      const repaired = new FatDisk(tools.get('checked.img'))
      expect(checkFat32(repaired.image)).toMatchObject({ problems: [], lostClusters: 0 })
      const again = SettledFat.on(repaired)
      expect(contentOf(again, again.lookup(again.root, 'stored 9'))).toBe(stored)
    }
  })
})

test('tools of others are there, or it is said why not', (context) => {
  if (missing !== '') context.skip(missing)
})
