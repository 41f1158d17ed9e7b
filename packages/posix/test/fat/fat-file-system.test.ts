// What is FAT's own: names and their case, times, permissions, sizes, space, what the cache holds.

import { describe, expect, test } from 'vitest'
import { bytesOf, outcomeOf, statOf, textOf } from '@kos/posix/conformance'
import {
  DirectoryEntry,
  FileStat,
  FileSystemStat,
  LinkTarget,
  S_IFDIR,
  S_IFIFO,
  S_IFREG,
  S_IFSOCK,
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from '@kos/posix'
import { checkFat32 } from '@kos/posix/fat'
import { formatting } from '../../src/fat/format.ts'
import { FatFileSystem } from '../../src/fat/fat-file-system.ts'
import { secondsOf, fatStampOf } from '../../src/fat/fat-time.ts'
import { ManualClock } from '../manual-clock.ts'
import { FatDisk, SettledFat } from './fat-disk.ts'

const template = FatDisk.formatted(1 << 20, { clusterSectors: 1 })
const setup = (options: Parameters<typeof SettledFat.on>[1] = {}) =>
  SettledFat.on(new FatDisk(template.image.slice()), options)
const again = (fs: SettledFat) => {
  expect(fs.store()).toBe(0)
  return SettledFat.on(fs.disk)
}
const create = (fs: SettledFat, name: string, directory = fs.root) =>
  fs.create(directory, name, 0o644, 0, 0)
const namesIn = (fs: SettledFat, directory = fs.root) => {
  const entry = new DirectoryEntry()
  const names: string[] = []
  for (let at = 2; (at = fs.readdir(directory, at, entry)) > 0;) names.push(entry.name)
  return names
}
const resize = (fs: SettledFat, ino: number, size: number) =>
  outcomeOf(fs.setattr(ino, SET_SIZE, Object.assign(new FileStat(), { size })))

describe('names', () => {
  test('are found in any case, and keep the one that they were made with', () => {
    const fs = setup()
    const file = create(fs, 'Read Me.Txt')
    for (const name of ['read me.txt', 'READ ME.TXT', 'Read Me.Txt'])
      expect(fs.lookup(fs.root, name)).toBe(file)
    expect(outcomeOf(create(fs, 'READ ME.txt'))).toBe('EEXIST')
    const greek = create(fs, 'ΑΛΦΑ')
    expect([fs.lookup(fs.root, 'αλφα'), outcomeOf(fs.lookup(fs.root, 'ALPHA'))]).toEqual([
      greek,
      'ENOENT',
    ])
    // The other case of ß has two letters.
    create(fs, 'straße')
    expect(outcomeOf(fs.lookup(fs.root, 'STRASSE'))).toBe('ENOENT')
    expect(namesIn(again(fs))).toEqual(['Read Me.Txt', 'ΑΛΦΑ', 'straße'])
  })

  test('may change their case', () => {
    const fs = setup()
    const file = create(fs, 'a name')
    expect(fs.rename(fs.root, 'a name', fs.root, 'A Name')).toBe(0)
    expect([fs.lookup(fs.root, 'a name'), namesIn(again(fs))]).toEqual([file, ['A Name']])
  })

  test('have a short one, too, that is unique', () => {
    const fs = setup()
    const names = Array.from({ length: 30 }, (_, i) => `a long name ${i}.text`)
    const files = names.map((name) => create(fs, name))
    expect(fs.lookup(fs.root, 'ALONGN~1.TEX')).toBe(files[0])
    expect(fs.lookup(fs.root, 'alongn~4.tex')).toBe(files[3])
    expect(outcomeOf(create(fs, 'ALONGN~2.TEX'))).toBe('EEXIST')
    fs.store()
    expect(checkFat32(fs.disk.image).problems).toEqual([])
    expect(namesIn(again(fs))).toEqual(names)
  })

  test('that are short in upper case need one entry, others more', () => {
    const fs = setup()
    // A cluster has 16 entries.
    for (let i = 0; i < 16; i++) create(fs, `FILE${i}.TXT`)
    expect(statOf(fs, fs.root).size).toBe(512)
    create(fs, 'file16.txt')
    expect(statOf(fs, fs.root).size).toBe(1024)
  })

  test('of 255 units are stored, with surrogate pairs', () => {
    const fs = setup()
    const longest = 'n'.repeat(255)
    const owls = '🦉'.repeat(60)
    expect([outcomeOf(create(fs, longest)), outcomeOf(create(fs, owls))]).toEqual(['ok', 'ok'])
    expect(namesIn(again(fs))).toEqual([longest, owls])
  })

  test('that FAT has not are EINVAL', () => {
    const fs = setup()
    create(fs, 'file')
    for (const name of ['a:b', 'a?', '*', '"', '<', '>', '|', 'a\\b', 'tab\t', 'dot.', 'blank ']) {
      expect([name, outcomeOf(create(fs, name))]).toEqual([name, 'EINVAL'])
      expect(outcomeOf(fs.rename(fs.root, 'file', fs.root, name))).toBe('EINVAL')
    }
    for (const name of ['.hidden', 'a.b.c', 'a+b=c;[d],e', ' x'])
      expect([name, outcomeOf(create(fs, name))]).toEqual([name, 'ok'])
  })

  test('in place of another file are as that one has them', () => {
    const fs = setup()
    create(fs, 'Target')
    create(fs, 'source')
    expect(fs.rename(fs.root, 'source', fs.root, 'TARGET')).toBe(0)
    expect(namesIn(again(fs))).toEqual(['Target'])
  })
})

describe('attributes', () => {
  test('permissions are those of the mount, owners too', () => {
    const fs = setup({ uid: 5, gid: 6, umask: 0o027 })
    const file = fs.create(fs.root, 'file', 0o777, 1, 2)
    const directory = fs.mkdir(fs.root, 'directory', 0, 1, 2)
    expect(statOf(fs, file)).toMatchObject({ mode: S_IFREG | 0o640, uid: 5, gid: 6 })
    expect(statOf(fs, directory)).toMatchObject({ mode: S_IFDIR | 0o750, uid: 5, gid: 6 })
    const chown = (mask: number, uid: number, gid: number) =>
      outcomeOf(fs.setattr(file, mask, Object.assign(new FileStat(), { uid, gid })))
    expect([chown(SET_UID | SET_GID, 5, 6), chown(SET_UID, 7, 6), chown(SET_GID, 5, 7)]).toEqual([
      'ok',
      'EPERM',
      'EPERM',
    ])
    const wrong = Object.assign(new FileStat(), { uid: 7, size: 100 })
    expect(outcomeOf(fs.setattr(file, SET_SIZE | SET_UID, wrong))).toBe('EPERM')
    expect(statOf(fs, file).size).toBe(0)
  })

  test('a file that nobody may write is read-only on the disk', () => {
    const fs = setup()
    const file = fs.create(fs.root, 'FILE', 0o444, 0, 0)
    expect(fs.mode(file)).toBe(S_IFREG | 0o444)
    const other = again(fs)
    const found = other.lookup(other.root, 'FILE')
    expect(other.mode(found)).toBe(S_IFREG | 0o444)
    const chmod = (mode: number) =>
      outcomeOf(other.setattr(found, SET_MODE, Object.assign(new FileStat(), { mode })))
    expect([chmod(0o600), other.mode(found)]).toEqual(['ok', S_IFREG | 0o644])
    expect([chmod(0o500), other.mode(found)]).toEqual(['ok', S_IFREG | 0o444])
  })

  test('times have two seconds, the day of the last access, and 1980 to 2107', () => {
    const clock = new ManualClock()
    clock.seconds = 1_700_000_001
    const fs = setup({ clock })
    const file = create(fs, 'file')
    const day = 1_699_920_000
    expect(statOf(fs, file)).toMatchObject({ mtimeSec: 1_700_000_000, atimeSec: day })
    clock.seconds += 100_000
    fs.write(file, 0, bytesOf('x'), 0, 1)
    expect(statOf(fs, file)).toMatchObject({ mtimeSec: 1_700_100_000, ctimeSec: 1_700_100_000 })
    expect(statOf(fs, file).atimeSec).toBe(day)
    fs.read(file, 0, new Uint8Array(1), 0, 1)
    expect(statOf(fs, file).atimeSec).toBe(day + 2 * 86_400)
    const set = (mask: number, values: Partial<FileStat>) => {
      expect(fs.setattr(file, mask, Object.assign(new FileStat(), values))).toBe(0)
      const { atimeSec, mtimeSec } = statOf(fs, file)
      return [atimeSec, mtimeSec]
    }
    const [first, last] = [315_532_800, 4_354_819_198]
    const early = { atimeSec: -5, mtimeSec: 0 }
    expect(set(SET_ATIME | SET_MTIME, early)).toEqual([first, first])
    const late = { atimeSec: 2 ** 40, mtimeSec: 2 ** 40 }
    expect(set(SET_ATIME | SET_MTIME, late)).toEqual([last - 86_398, last])
    expect(set(SET_ATIME_NOW | SET_MTIME_NOW, {})).toEqual([day + 2 * 86_400, 1_700_100_000])
    const other = again(fs)
    const stat = statOf(other, other.lookup(other.root, 'file'))
    expect([stat.atimeSec, stat.mtimeSec]).toEqual([day + 2 * 86_400, 1_700_100_000])
  })

  test('every stored time is read as it was written, and what is none is 1980', () => {
    for (const seconds of [315_532_800, 951_782_400, 1_709_164_799, 4_354_819_198]) {
      const { date, time, hundredths } = fatStampOf(seconds, 990_000_000)
      expect(secondsOf(date, time)).toBe(seconds - (seconds % 2))
      expect(hundredths).toBe((seconds % 2) * 100 + 99)
    }
    expect([secondsOf(0, 0), secondsOf(0xffff, 0xffff)]).toEqual([315_532_800, 315_532_800])
  })
})

test('what FAT has not is EPERM, and makes nothing', () => {
  const fs = setup()
  const file = create(fs, 'file')
  const answers = [
    fs.create(fs.root, 'fifo', S_IFIFO | 0o600, 0, 0),
    fs.create(fs.root, 'socket', S_IFSOCK | 0o600, 0, 0),
    fs.symlink(fs.root, 'symlink', 'file', 0, 0),
    fs.link(file, fs.root, 'link'),
  ]
  expect(answers.map(outcomeOf)).toEqual(['EPERM', 'EPERM', 'EPERM', 'EPERM'])
  expect(outcomeOf(fs.link(file, fs.root, 'FILE'))).toBe('EEXIST')
  expect(outcomeOf(fs.readlink(file, new LinkTarget()))).toBe('EINVAL')
  expect(namesIn(fs)).toEqual(['file'])
})

describe('sizes and space', () => {
  test('a file has less than 4 GiB: at the limit, and one past it', () => {
    const fs = setup()
    const file = create(fs, 'file')
    const most = 2 ** 32 - 1
    const byte = bytesOf('x')
    expect(outcomeOf(fs.write(file, most, byte, 0, 1))).toBe('EFBIG')
    expect(outcomeOf(fs.write(file, 2 ** 40, byte, 0, 1))).toBe('EFBIG')
    // There is no room for so many zeros, and nothing is stored.
    expect(outcomeOf(fs.write(file, most - 1, byte, 0, 1))).toBe('ENOSPC')
    expect([resize(fs, file, most), resize(fs, file, most + 1)]).toEqual(['ENOSPC', 'EFBIG'])
    expect(statOf(fs, file)).toMatchObject({ size: 0, blocks: 0 })
    const space = new FileSystemStat()
    fs.statfs(space)
    fs.store()
    expect(checkFat32(fs.disk.image)).toMatchObject({ lostClusters: 0, longChains: [] })
  })

  test('zeros before what is written are more than the cache holds', () => {
    const fs = setup({ cacheSectors: 4 })
    const file = create(fs, 'file')
    expect(fs.write(file, 600_000, bytesOf('end'), 0, 3)).toBe(3)
    expect(fs.fat.cached.sectors).toBeLessThan(100)
    const bytes = new Uint8Array(600_003)
    expect(fs.read(file, 0, bytes, 0, bytes.length)).toBe(bytes.length)
    expect(bytes.findIndex((byte) => byte !== 0)).toBe(600_000)
  })

  test('what is free is said, and comes back when files go', () => {
    const fs = setup()
    const space = () => {
      const stat = new FileSystemStat()
      expect(fs.statfs(stat)).toBe(0)
      return stat
    }
    const before = space()
    expect(before).toMatchObject({ bsize: 512, files: 0, ffree: 0, namemax: 255 })
    const file = create(fs, 'file')
    fs.write(file, 0, new Uint8Array(5000), 0, 5000)
    expect(before.bfree - space().bfree).toBe(10)
    resize(fs, file, 600)
    expect(before.bfree - space().bfree).toBe(2)
    fs.unlink(fs.root, 'file')
    expect(space().bfree).toBe(before.bfree)
    // All of it is used, and then the rest of a write is not done.
    const all = create(fs, 'all')
    const bytes = new Uint8Array(before.bfree * 512 + 5)
    expect(fs.write(all, 0, bytes, 0, bytes.length)).toBe(before.bfree * 512)
    expect(outcomeOf(fs.write(all, before.bfree * 512, bytes, 0, 1))).toBe('ENOSPC')
    expect(outcomeOf(fs.mkdir(fs.root, 'directory', 0o755, 0, 0))).toBe('ENOSPC')
    expect(space().bfree).toBe(0)
    fs.unlink(fs.root, 'all')
    // Clusters that are to be freed are waited for.
    expect(outcomeOf(fs.mkdir(fs.root, 'directory', 0o755, 0, 0))).toBe('ok')
  })

  test('free clusters are counted where FSInfo does not know them', () => {
    const disk = new FatDisk(template.image.slice())
    const [known, counted] = [new FileSystemStat(), new FileSystemStat()]
    SettledFat.on(disk).statfs(known)
    disk.image.fill(255, 512 + 488, 512 + 496)
    SettledFat.on(disk, { cacheSectors: 1 }).statfs(counted)
    expect(counted.bfree).toBe(known.bfree)
    disk.image.fill(0, 512, 1024)
    SettledFat.on(disk).statfs(counted)
    expect(counted.bfree).toBe(known.bfree)
  })

  test('a directory has 65,536 entries at most', () => {
    const disk = FatDisk.formatted(8 << 20, { clusterSectors: 64 })
    const fs = SettledFat.on(disk)
    const directory = fs.mkdir(fs.root, 'D', 0o755, 0, 0)
    const name = (i: number) => `F${i}`
    // `.` and `..` are two of them.
    for (let i = 0; i < 65_534; i++) {
      const made = fs.create(directory, name(i), 0o644, 0, 0)
      if (made < 0) throw new Error(`${i}: ${outcomeOf(made)}`)
    }
    expect(outcomeOf(fs.create(directory, 'LAST', 0o644, 0, 0))).toBe('ENOSPC')
    fs.unlink(directory, name(30_000))
    expect(outcomeOf(fs.create(directory, 'LAST', 0o644, 0, 0))).toBe('ok')
    expect(statOf(fs, directory).size).toBe(2 << 20)
  }, 60_000)
})

describe('what is in memory', () => {
  test('a sector that cannot be read is EIO, for as long as it cannot', () => {
    const fs = setup()
    const file = create(fs, 'file')
    fs.write(file, 0, new Uint8Array(1024).fill(120), 0, 1024)
    fs.store()
    const sector = fs.disk.image.indexOf(120) / 512
    const other = SettledFat.on(fs.disk)
    const found = other.lookup(other.root, 'file')
    fs.disk.badSectors.add(sector + 1)
    const buffer = new Uint8Array(1024)
    expect(outcomeOf(other.read(found, 0, buffer, 0, 1024))).toBe('EIO')
    expect(other.read(found, 0, buffer, 0, 512)).toBe(512)
    expect(outcomeOf(other.write(found, 600, buffer, 0, 1))).toBe('EIO')
    fs.disk.badSectors.clear()
    expect(other.read(found, 0, buffer, 0, 1024)).toBe(1024)
  })

  test('a root directory that cannot be read is EIO to mount', () => {
    const disk = new FatDisk(template.image.slice())
    const boot = new DataView(disk.image.buffer)
    disk.badSectors.add(32 + 2 * boot.getUint32(36, true))
    const options = { clock: new ManualClock() }
    expect(disk.perform(FatFileSystem.mounting(disk.sectors, options))).toBe(-5)
  })

  test('a cache has as many sectors as it was told, when nothing is under way', () => {
    const fs = setup({ cacheSectors: 8 })
    const file = create(fs, 'file')
    const bytes = new Uint8Array(100_000).fill(1)
    for (let at = 0; at < 300_000; at += 1000) fs.write(file, at, bytes, 0, 1000)
    expect(fs.store()).toBe(0)
    for (let at = 0; at < 300_000; at += 1000) fs.read(file, at, bytes, 0, 1000)
    expect(fs.fat.cached.sectors).toBeLessThan(150)
    fs.fat.dropCaches()
    expect(fs.fat.cached.sectors).toBe(0)
  })

  test('a sequence of reads asks for each sector once', () => {
    const fs = setup()
    const file = create(fs, 'file')
    const bytes = new Uint8Array(64_000).fill(1)
    fs.write(file, 0, bytes, 0, bytes.length)
    const other = again(fs)
    const found = other.lookup(other.root, 'file')
    const before = other.disk.reads
    expect(other.read(found, 0, bytes, 0, bytes.length)).toBe(bytes.length)
    // The table, and the data in one transfer.
    expect(other.disk.reads - before).toBeLessThanOrEqual(4)
  })

  test('files are forgotten when nobody has them open, and found again', () => {
    const fs = setup()
    const directory = fs.mkdir(fs.root, 'directory', 0o755, 0, 0)
    const [kept, other] = [create(fs, 'kept', directory), create(fs, 'other')]
    const inner = fs.mkdir(fs.root, 'inner', 0o755, 0, 0)
    const lost = create(fs, 'lost', inner)
    fs.open(kept)
    fs.store()
    fs.fat.dropCaches()
    expect([fs.mode(kept) > 0, fs.mode(other) > 0, outcomeOf(fs.mode(lost))]).toEqual([
      true,
      true,
      'ESTALE',
    ])
    expect(fs.lookup(inner, 'lost')).toBeGreaterThan(lost)
    expect(fs.lookup(directory, 'kept')).toBe(kept)
  })

  test('options that are none are refused', () => {
    const disk = new FatDisk(template.image.slice())
    for (const cacheSectors of [0, -1, Number.NaN])
      expect(() => SettledFat.on(disk, { cacheSectors })).toThrow(RangeError)
  })
})

describe('formatting', () => {
  const answer = (bytes: number, options: Parameters<typeof formatting>[1]) =>
    outcomeOf(new FatDisk(bytes).perform(formatting(bytes / 512, options)))

  test('makes a volume that every implementation takes for FAT32', () => {
    expect([answer(34 << 20, {}), answer(32 << 20, {})]).toEqual(['ok', 'ENOSPC'])
    expect(answer(16 << 10, { allowFewClusters: true })).toBe('ENOSPC')
    const disk = FatDisk.formatted(34 << 20, { label: 'VOLUME 1', serial: 7 })
    expect(checkFat32(disk.image)).toMatchObject({ problems: [], lostClusters: 0 })
    const fs = SettledFat.on(disk)
    expect([fs.fat.label, namesIn(fs)]).toEqual(['VOLUME 1', []])
    expect(SettledFat.on(FatDisk.formatted(1 << 20)).fat.label).toBe('NO NAME')
  })

  test('refuses options that are none', () => {
    const few = { allowFewClusters: true }
    for (const options of [
      { label: '' },
      { label: 'lower' },
      { label: 'TWELVE CHARS' },
      { clusterSectors: 3 },
      { clusterSectors: 256 },
      { serial: -1 },
      { serial: 2 ** 32 },
      { serial: 0.5 },
    ])
      expect([options, answer(1 << 20, { ...few, ...options })]).toEqual([options, 'EINVAL'])
  })

  test('a disk that fails is EIO', () => {
    const disk = new FatDisk(1 << 20)
    disk.badSectors.add(0)
    expect(outcomeOf(disk.perform(formatting(2048, { allowFewClusters: true })))).toBe('EIO')
  })
})

test('text is what it was, after all', () => {
  const fs = setup()
  const file = create(fs, 'file')
  fs.write(file, 0, bytesOf('some text'), 0, 9)
  const other = again(fs)
  expect(textOf(other, other.lookup(other.root, 'file'))).toBe('some text')
})
