// Images that lie: each lie has its error, and whatever is in an image, operations answer a number
// and come to an end.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf, bytesOf, outcomeOf, statOf, textOf } from '@kos/posix/conformance'
import { DirectoryEntry } from '@kos/posix'
import { checkFat32 } from '@kos/posix/fat'
import { FatFileSystem } from '../../src/fat/fat-file-system.ts'
import { ManualClock } from '../manual-clock.ts'
import { FatDisk, SettledFat } from './fat-disk.ts'
import { Actor, operation } from './operations.ts'
import { treeOf } from './tree-of.ts'

const sector = 512
const reserved = 32

/** A volume with a file of five clusters, a long name, and a directory in another one. */
function goodDisk(): FatDisk {
  const disk = FatDisk.formatted(200 << 10, { clusterSectors: 1 })
  const fat = SettledFat.on(disk)
  const file = fat.create(fat.root, 'FILE', 0o644, 0, 0)
  fat.write(file, 0, new Uint8Array(2500).fill(7), 0, 2500)
  const outer = fat.mkdir(fat.root, 'OUTER', 0o755, 0, 0)
  const inner = fat.mkdir(outer, 'INNER', 0o755, 0, 0)
  const long = fat.create(inner, 'a name that is long', 0o644, 0, 0)
  fat.write(long, 0, bytesOf('text'), 0, 4)
  fat.store()
  return disk
}

/** Tools to change the volume: words of the table, entries by their short names. */
function editorOf(disk: FatDisk) {
  const view = new DataView(disk.image.buffer)
  const tableSectors = view.getUint32(36, true)
  const dataAt = (reserved + 2 * tableSectors) * sector
  const link = (cluster: number, value: number) => {
    for (const copy of [0, 1])
      view.setUint32((reserved + copy * tableSectors) * sector + cluster * 4, value, true)
  }
  const find = (short: string): number => {
    for (let at = dataAt; at < disk.image.length; at += 32)
      if (String.fromCharCode(...disk.image.subarray(at, at + 11)) === short.padEnd(11)) return at
    throw new Error(`no entry ${short}`)
  }
  const clusterOf = (at: number) =>
    view.getUint16(at + 26, true) + view.getUint16(at + 20, true) * 65_536
  const setCluster = (at: number, cluster: number) => {
    view.setUint16(at + 26, cluster & 0xffff, true)
    view.setUint16(at + 20, cluster >>> 16, true)
  }
  return { view, link, find, clusterOf, setCluster }
}

type Editor = ReturnType<typeof editorOf>

function lying(lie: (editor: Editor) => void): SettledFat {
  const disk = goodDisk()
  lie(editorOf(disk))
  return SettledFat.on(disk, { cacheSectors: 4 })
}

/** Reads all of `FILE`. */
function readFile(fat: SettledFat): number | string {
  const into = new Uint8Array(5000)
  const answer = fat.read(fat.lookup(fat.root, 'FILE'), 0, into, 0, 5000)
  return answerOf(answer)
}

describe('chains', () => {
  test('the good one is read', () => expect(readFile(lying(() => {}))).toBe(2500))

  test.each<[string, (editor: Editor, first: number) => void]>([
    ['a cycle', ({ link }, first) => link(first + 2, first)],
    ['a cycle of one cluster', ({ link }, first) => link(first + 1, first + 1)],
    ['a cluster past the end', ({ link }, first) => link(first + 2, 0x0fff_0000)],
    ['a cluster that is free', ({ link }, first) => link(first + 2, 0)],
    ['cluster 1', ({ link }, first) => link(first + 2, 1)],
    ['a bad cluster', ({ link }, first) => link(first + 2, 0x0fff_fff7)],
    ['an end before the size', ({ link }, first) => link(first + 2, 0x0fff_ffff)],
  ])('%s is EIO, to read, to write and to extend', (_, lie) => {
    const broken = () => lying((editor) => lie(editor, editor.clusterOf(editor.find('FILE'))))
    const fat = broken()
    const file = fat.lookup(fat.root, 'FILE')
    const buffer = new Uint8Array(600)
    expect(readFile(fat)).toBe('EIO')
    expect(outcomeOf(fat.write(file, 2000, buffer, 0, 600))).toBe('EIO')
    // What comes before it is there.
    expect(fat.read(file, 0, buffer, 0, 512)).toBe(512)
    const { size } = statOf(fat, file)
    expect([size, fat.unlink(fat.root, 'FILE'), fat.store()]).toEqual([2500, 0, 0])
  })

  test('a first cluster that is none is EIO', () => {
    for (const cluster of [1, 0x0fff_0000]) {
      const fat = lying(({ find, setCluster }) => setCluster(find('FILE'), cluster))
      expect(readFile(fat)).toBe('EIO')
      expect([fat.unlink(fat.root, 'FILE'), fat.store()]).toEqual([0, 0])
    }
  })

  test('a size without clusters, and one of 4 GiB, are EIO', () => {
    expect(readFile(lying(({ find, setCluster }) => setCluster(find('FILE'), 0)))).toBe('EIO')
    const fat = lying(({ view, find }) => view.setUint32(find('FILE') + 28, 0xffff_ffff, true))
    const file = fat.lookup(fat.root, 'FILE')
    expect(statOf(fat, file).size).toBe(2 ** 32 - 1)
    expect(outcomeOf(fat.read(file, 2 ** 31, new Uint8Array(1), 0, 1))).toBe('EIO')
    expect(fat.read(file, 2000, new Uint8Array(9), 0, 9)).toBe(9)
  })

  test('a chain that is longer than the size is used when the file grows', () => {
    const fat = lying(({ view, find }) => view.setUint32(find('FILE') + 28, 100, true))
    const file = fat.lookup(fat.root, 'FILE')
    expect(fat.write(file, 1000, bytesOf('x'), 0, 1)).toBe(1)
    expect(textOf(fat, file, 99)).toBe(`\x07${'\0'.repeat(900)}x`)
    fat.write(file, 2559, bytesOf('y'), 0, 1)
    fat.store()
    expect(checkFat32(fat.disk.image)).toMatchObject({
      problems: [],
      lostClusters: 0,
      longChains: [],
    })
  })

  test('clusters of two files are read by both, and go but once', () => {
    const fat = lying(({ find, clusterOf, setCluster }) =>
      setCluster(find('ANAMET~1'), clusterOf(find('FILE'))),
    )
    const inner = fat.lookup(fat.lookup(fat.root, 'OUTER'), 'INNER')
    const other = fat.lookup(inner, 'a name that is long')
    expect([readFile(fat), textOf(fat, other)]).toEqual([2500, '\x07\x07\x07\x07'])
    fat.unlink(fat.root, 'FILE')
    expect([fat.store(), fat.unlink(inner, 'a name that is long'), fat.store()]).toEqual([0, 0, 0])
  })
})

describe('directories', () => {
  test.each<[string, (editor: Editor) => void]>([
    [
      'itself',
      ({ find, clusterOf, setCluster }) => setCluster(find('INNER'), clusterOf(find('INNER')) - 1),
    ],
    ['the root', ({ find, setCluster }) => setCluster(find('INNER'), 2)],
    ['nothing', ({ find, setCluster }) => setCluster(find('INNER'), 0)],
    ['no cluster', ({ find, setCluster }) => setCluster(find('INNER'), 0x0ff_ffff)],
    [
      'a cycle',
      ({ find, clusterOf, link }) => link(clusterOf(find('INNER')), clusterOf(find('INNER'))),
    ],
  ])('one whose entry leads to %s is EIO', (what, lie) => {
    const fat = lying((editor) => {
      const outer = editor.clusterOf(editor.find('OUTER'))
      if (what === 'itself') editor.setCluster(editor.find('INNER'), outer)
      else lie(editor)
    })
    const inner = fat.lookup(fat.lookup(fat.root, 'OUTER'), 'INNER')
    expect(inner).toBeGreaterThan(0)
    const answers = [
      fat.lookup(inner, 'x'),
      fat.create(inner, 'x', 0o644, 0, 0),
      fat.readdir(inner, 2, new DirectoryEntry()),
      fat.rmdir(fat.lookup(fat.root, 'OUTER'), 'INNER'),
    ]
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['EIO']))
  })

  test('one of more than 2 MiB is EIO', () => {
    const disk = FatDisk.formatted(4 << 20, { clusterSectors: 1 })
    const { link } = editorOf(disk)
    const clusters = 4097
    for (let i = 2; i < clusters + 2; i++) link(i, i === clusters + 1 ? 0x0fff_ffff : i + 1)
    const answer = disk.perform(FatFileSystem.mounting(disk.sectors, { clock: new ManualClock() }))
    expect(answer).toBe(-5)
  })
})

describe('names', () => {
  const shown = (lie: (bytes: Uint8Array, at: number) => void) => {
    const fat = lying(({ view, find }) => {
      const at = find('ANAMET~1')
      lie(new Uint8Array(view.buffer), at)
    })
    const inner = fat.lookup(fat.lookup(fat.root, 'OUTER'), 'INNER')
    return treeOf(fat, inner).map((line) => line.replace(/ \d+ -?\d+$/, ''))
  }

  test('a long name with another checksum, or parts that are missing, is not used', () => {
    expect(shown(() => {})).toEqual(['/a name that is long'])
    expect(shown((bytes, at) => void (bytes[at] = 0x42))).toEqual(['/BNAMET~1'])
    expect(shown((bytes, at) => bytes.fill(0, at - 32 + 13, at - 32 + 14))).toEqual(['/ANAMET~1'])
    expect(shown((bytes, at) => void (bytes[at - 32] = 0xe5))).toEqual(['/ANAMET~1'])
    expect(shown((bytes, at) => void (bytes[at - 64] = 0x43))).toEqual(['/ANAMET~1'])
    expect(shown((bytes, at) => void (bytes[at - 64] = 0x7f))).toEqual(['/ANAMET~1'])
  })

  test('a long name that no file can have is not used', () => {
    for (const unit of [0x2f, 0x3a, 0xd800, 0x01])
      expect(
        shown((bytes, at) => {
          bytes[at - 32 + 1] = unit & 255
          bytes[at - 32 + 2] = unit >> 8
        }),
      ).toEqual(['/ANAMET~1'])
  })

  test('a short name that no file can have is shown with underscores', () => {
    const fat = lying(({ view, find }) => {
      const at = find('FILE')
      for (const [index, byte] of [0x2f, 0x00, 0x05, 0x81].entries())
        view.setUint8(at + index, byte)
      view.setUint8(at, 0x2f)
    })
    expect(treeOf(fat).map((line) => line.split(' ')[0])).toContain('/___ü')
  })
})

describe('boot sectors', () => {
  const mounted = (lie: (bytes: Uint8Array, view: DataView) => void, sectors?: number) => {
    const disk = goodDisk()
    lie(disk.image, new DataView(disk.image.buffer))
    const options = { clock: new ManualClock() }
    const answer = disk.perform(FatFileSystem.mounting(sectors ?? disk.sectors, options))
    return typeof answer === 'number' ? outcomeOf(answer) : 'ok'
  }

  test('what is no FAT32, or does not fit, is EINVAL', () => {
    expect(mounted(() => {})).toBe('ok')
    const lies: ((bytes: Uint8Array, view: DataView) => void)[] = [
      (bytes) => bytes.fill(0, 0, 512),
      (bytes) => void (bytes[510] = 0),
      (_, view) => view.setUint16(11, 500, true),
      (_, view) => view.setUint16(11, 0, true),
      (bytes) => void (bytes[13] = 0),
      (bytes) => void (bytes[13] = 3),
      (bytes) => void (bytes[16] = 0),
      // FAT16: a table of 16 bits' length, a root directory of 512 entries.
      (_, view) => view.setUint16(22, 100, true),
      (_, view) => view.setUint16(17, 512, true),
      (_, view) => view.setUint16(42, 1, true),
      (_, view) => view.setUint32(32, 0xffff_ffff, true),
      (_, view) => view.setUint32(32, 3, true),
      (_, view) => view.setUint32(36, 0, true),
      (_, view) => view.setUint32(36, 1, true),
      (_, view) => view.setUint32(36, 0xffff_ffff, true),
      (_, view) => view.setUint32(44, 0, true),
      (_, view) => view.setUint32(44, 0x0fff_fff0, true),
      (_, view) => view.setUint16(14, 0, true),
      (_, view) => view.setUint16(40, 0x8f, true),
      (_, view) => view.setUint16(48, 400, true),
    ]
    for (const [index, lie] of lies.entries())
      expect([index, mounted(lie)]).toEqual([index, 'EINVAL'])
    expect([mounted(() => {}, 10), mounted(() => {}, 0)]).toEqual(['EINVAL', 'EIO'])
  })

  test('numbers of FSInfo that are none are not believed', () => {
    for (const free of [0xffff_ffff, 0xffff_fff0, 100_000]) {
      const fat = lying(({ view }) => {
        view.setUint32(512 + 488, free, true)
        view.setUint32(512 + 492, free, true)
      })
      expect(outcomeOf(fat.create(fat.root, 'new', 0o644, 0, 0))).toBe('ok')
      expect(fat.store()).toBe(0)
    }
  })
})

test('whatever is in an image, all answers are numbers, and all comes to an end', () => {
  const image = goodDisk().image
  const tableBytes = 2 * new DataView(image.buffer).getUint32(36, true) * sector
  const places = fc.oneof(
    fc.nat({ max: 90 }),
    fc.integer({ min: 512, max: 1023 }),
    fc.integer({ min: reserved * sector, max: reserved * sector + 100 }),
    fc.integer({ min: reserved * sector, max: reserved * sector + tableBytes + 3000 }),
  )
  const flips = fc.array(fc.tuple(places, fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 })
  const operations = fc.array(operation, { maxLength: 25, size: 'max' })
  let mounts = 0
  fc.assert(
    fc.property(flips, operations, (changes, acts) => {
      const disk = new FatDisk(image.slice())
      for (const [at, byte] of changes) disk.image[at] = byte
      const options = { clock: new ManualClock(), cacheSectors: 8 }
      const made = disk.perform(FatFileSystem.mounting(disk.sectors, options))
      if (typeof made === 'number') return void expect(made).toBeLessThan(0)
      mounts++
      const fat = new SettledFat(disk, made)
      const actor = new Actor(fat)
      for (const name of ['FILE', 'OUTER']) actor.know(fat.lookup(fat.root, name))
      for (const each of acts) expect(typeof actor.act(each)).toBe('string')
      expect(fat.store()).toBeLessThanOrEqual(0)
      expect(checkFat32(disk.image).problems).toBeInstanceOf(Array)
    }),
    { numRuns: 400 },
  )
  expect(mounts).toBeGreaterThan(200)
})
