// Data of regular files: bytes, holes, sizes, arguments that do not fit.

import { expect, it } from 'vitest'
import { FileStat, type FileSystem, maxFileSize, S_IFIFO, SET_SIZE } from '@kos/posix'
import { bytesOf, type FileSystemBench, needs, outcomeOf, statOf, textOf } from './bench.ts'

export function dataConformance(makeBench: () => FileSystemBench): void {
  const setup = () => {
    const bench = makeBench()
    const fs = bench.fileSystem
    const file = fs.create(fs.root, 'file', 0o644, 0, 0)
    const resize = (size: number) => {
      const stat = new FileStat()
      stat.size = size
      return outcomeOf(fs.setattr(file, SET_SIZE, stat))
    }
    return { bench, fs, file, resize }
  }

  it('reads what was written, up to the end of the file', () => {
    const { fs, file } = setup()
    expect(fs.write(file, 0, bytesOf('..some text'), 2, 9)).toBe(9)
    expect([textOf(fs, file), textOf(fs, file, 5), textOf(fs, file, 9)]).toEqual([
      'some text',
      'text',
      '',
    ])
    const into = bytesOf('________')
    expect(fs.read(file, 5, into, 2, 3)).toBe(3)
    expect(String.fromCharCode(...into)).toBe('__tex___')
    expect(fs.read(file, 100, into, 0, 8)).toBe(0)
    expect(fs.read(file, 0, into, 8, 0)).toBe(0)
  })

  it('holds bytes across pages, at every alignment', () => {
    const { fs, file } = setup()
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 31) & 0xff)
    expect(fs.write(file, 4090, bytes, 0, bytes.length)).toBe(bytes.length)
    for (const [from, length] of [
      [0, 20_000],
      [1, 4096],
      [6, 4096],
      [8191, 2],
      [4090, 12_345],
      [19_999, 1],
    ] as const) {
      const into = new Uint8Array(length)
      expect(fs.read(file, 4090 + from, into, 0, length)).toBe(length)
      expect(into).toEqual(bytes.slice(from, from + length))
    }
  })

  it('stores no zeros where nothing was written', (context) => {
    const { bench, fs, file } = setup()
    needs(context, bench, 'holes')
    expect(fs.write(file, 1_000_000, bytesOf('end'), 0, 3)).toBe(3)
    expect(statOf(fs, file).blocks * 512).toBeLessThan(100_000)
  })

  it('has zeros where nothing was written', () => {
    const { fs, file } = setup()
    expect(fs.write(file, 1_000_000, bytesOf('end'), 0, 3)).toBe(3)
    expect(statOf(fs, file).size).toBe(1_000_003)
    expect(textOf(fs, file, 999_998)).toBe('\0\0end')
    expect(textOf(fs, file, 0, 3)).toBe('\0\0\0')
  })

  it('cuts and extends: what was cut off is zeros afterwards', () => {
    const { fs, file, resize } = setup()
    fs.write(file, 0, bytesOf('abcdefgh'), 0, 8)
    expect(resize(3)).toBe('ok')
    expect([statOf(fs, file).size, textOf(fs, file)]).toEqual([3, 'abc'])
    expect(resize(6)).toBe('ok')
    expect(textOf(fs, file)).toBe('abc\0\0\0')
    fs.write(file, 9000, bytesOf('z'), 0, 1)
    resize(8999)
    resize(0)
    expect(statOf(fs, file).size).toBe(0)
    resize(10_000)
    expect(textOf(fs, file, 8999, 2)).toBe('\0\0')
  })

  it('stores nothing of what was cut off', (context) => {
    const { bench, fs, file, resize } = setup()
    needs(context, bench, 'blockCount')
    expect(statOf(fs, file).blocks).toBe(0)
    fs.write(file, 0, new Uint8Array(20_000).fill(1), 0, 20_000)
    expect(statOf(fs, file).blocks).toBeGreaterThan(0)
    resize(0)
    expect(statOf(fs, file).blocks).toBe(0)
  })

  it('cuts in the middle of a large file, and stores only what is left', (context) => {
    const { bench, fs, file, resize } = setup()
    needs(context, bench, 'blockCount')
    const page = new Uint8Array(4096).fill(120)
    for (let at = 0; at < 200; at++) fs.write(file, at * 4096, page, 0, 4096)
    const full = statOf(fs, file).blocks
    resize(150 * 4096)
    expect(statOf(fs, file).blocks).toBeLessThan(full)
    resize(200 * 4096)
    expect(textOf(fs, file, 150 * 4096 - 1, 2)).toBe('x\0')
    expect([textOf(fs, file, 180 * 4096, 1), textOf(fs, file, 200 * 4096 - 1, 2)]).toEqual([
      '\0',
      '\0',
    ])
  })

  it('never shows what a removed file had', () => {
    const { fs, file } = setup()
    fs.write(file, 0, new Uint8Array(100_000).fill(115), 0, 100_000)
    fs.unlink(fs.root, 'file')
    const other = fs.create(fs.root, 'other', 0o644, 0, 0)
    for (let at = 0; at < 30_000; at += 1000) fs.write(other, at, bytesOf('new'), 0, 3)
    const into = new Uint8Array(29_003)
    expect(fs.read(other, 0, into, 0, into.length)).toBe(into.length)
    expect(into.includes(115)).toBe(false)
    expect(into.filter((byte) => byte !== 0)).toHaveLength(90)
  })

  it('refuses sizes and positions that are none, and changes nothing', () => {
    const { fs, file, resize } = setup()
    fs.write(file, 0, bytesOf('text'), 0, 4)
    expect([-1, 0.5, Number.NaN, 2 ** 53].map(resize)).toEqual([
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'EFBIG',
    ])
    const buffer = new Uint8Array(8)
    const wrong = [
      [-1, 0, 1],
      [0.5, 0, 1],
      [Number.NaN, 0, 1],
      [2 ** 53, 0, 1],
      [0, -1, 1],
      [0, 0, -1],
      [0, 0, 9],
      [0, 8, 1],
      [0, 2 ** 60, 2 ** 60],
      [0, 0, Number.NaN],
      [0, 0, 1.5],
    ] as const
    for (const [position, at, length] of wrong) {
      expect(outcomeOf(fs.read(file, position, buffer, at, length))).toBe('EINVAL')
      expect(outcomeOf(fs.write(file, position, buffer, at, length))).toBe('EINVAL')
    }
    expect(textOf(fs, file)).toBe('text')
  })

  it('holds bytes up to the largest size, and not past it', (context) => {
    const { bench, fs, file } = setup()
    needs(context, bench, 'largestSize')
    expect(fs.write(file, maxFileSize - 2, bytesOf('abcd'), 0, 4)).toBe(2)
    expect([statOf(fs, file).size, textOf(fs, file, maxFileSize - 2)]).toEqual([maxFileSize, 'ab'])
    expect(outcomeOf(fs.write(file, maxFileSize, bytesOf('a'), 0, 1))).toBe('EFBIG')
    expect(fs.unlink(fs.root, 'file')).toBe(0)
  })

  it('has no data in directories', () => {
    const { fs } = setup()
    expect(dataAnswers(fs, fs.root)).toEqual(['EISDIR', 'EISDIR', 'EISDIR'])
  })

  it('has no data in symbolic links', (context) => {
    const { bench, fs } = setup()
    needs(context, bench, 'symlinks')
    const link = fs.symlink(fs.root, 'link', 'file', 0, 0)
    expect(dataAnswers(fs, link)).toEqual(['EINVAL', 'EINVAL', 'EINVAL'])
  })

  it('has no data in FIFOs', (context) => {
    const { bench, fs } = setup()
    needs(context, bench, 'specialFiles')
    const fifo = fs.create(fs.root, 'fifo', S_IFIFO | 0o600, 0, 0)
    expect(dataAnswers(fs, fifo)).toEqual(['EINVAL', 'EINVAL', 'EINVAL'])
  })
}

/** What a file answers to who reads, writes and cuts it. */
function dataAnswers(fs: FileSystem, ino: number): string[] {
  const buffer = new Uint8Array(1)
  return [
    outcomeOf(fs.read(ino, 0, buffer, 0, 1)),
    outcomeOf(fs.write(ino, 0, buffer, 0, 1)),
    outcomeOf(fs.setattr(ino, SET_SIZE, new FileStat())),
  ]
}
