// The conformance suite of files by path, with their open descriptions: what the functions of POSIX
// stand on (`Files`), whether they are in the process itself or in a VFS process, and on whatever file
// system. What a file system does not have is skipped, with its reason.

import {
  AT_EMPTY_PATH,
  AT_SYMLINK_NOFOLLOW,
  DirectoryEntry,
  F_GETLK,
  F_RDLCK,
  F_SETLK,
  F_UNLCK,
  F_WRLCK,
  type FileDescription,
  type FileOperations,
  type Files,
  FileStat,
  FileSystemStat,
  type IoThread,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  R_OK,
  type RecordLock,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
  UTIME_NOW,
  UTIME_OMIT,
  X_OK,
} from '@kos/posix'
import { describe, expect, it } from 'vitest'
import { answerOf, bytesOf } from './bench.ts'

/** What a file system may lack; the text says why. */
export interface FilesLacks {
  readonly links?: string
  readonly symlinks?: string
  /** Modes and owners of files. */
  readonly permissions?: string
  /** Times of files that one can set to the nanosecond. */
  readonly times?: string
  /** An unlinked file lives while it is open. */
  readonly openUnlinked?: string
  /** Files may be longer than what was written. */
  readonly holes?: string
}

/** Files under test: an empty tree, user 0, and umask 0o022. */
export interface FilesBench {
  /** Makes operations as a thread, and resolves when the routine is done. */
  run(routine: (files: Files, thread: IoThread) => Promise<void>): Promise<void>
}

/** Operations with the names of errors as answers. */
class Tester {
  readonly files: Files
  readonly thread: IoThread

  constructor(files: Files, thread: IoThread) {
    this.files = files
    this.thread = thread
  }

  async open(path: string, flags: number, mode = 0o644): Promise<FileDescription> {
    const opened = await this.files.open(this.thread, null, path, flags, mode)
    if (typeof opened === 'number') throw new Error(`open of ${path}: ${answerOf(opened)}`)
    return opened
  }

  async openFault(path: string, flags: number, mode = 0o644): Promise<number | string> {
    const opened = await this.files.open(this.thread, null, path, flags, mode)
    if (typeof opened === 'number') return answerOf(opened)
    await opened.close(this.thread)
    return 'opened'
  }

  async make(path: string, text: string): Promise<void> {
    const file = await this.open(path, O_CREAT | O_TRUNC | O_WRONLY)
    expect(await this.write(file, text)).toBe(text.length)
    expect(await file.close(this.thread)).toBe(0)
  }

  async text(path: string): Promise<string> {
    const file = await this.open(path, O_RDONLY)
    const text = await this.read(file, 100_000)
    expect(await file.close(this.thread)).toBe(0)
    return String(text)
  }

  async write(file: FileDescription, text: string): Promise<number | string> {
    return answerOf(await file.write(this.thread, bytesOf(text), 0, text.length))
  }

  async read(file: FileDescription, length: number): Promise<string | number> {
    const into = new Uint8Array(length)
    const count = await file.read(this.thread, into, 0, length)
    return count < 0 ? answerOf(count) : textIn(into.subarray(0, count))
  }

  async seek(file: FileDescription, offset: number, whence: number): Promise<number | string> {
    return answerOf(await operationsOf(file).lseek(this.thread, offset, whence))
  }

  async stat(path: string, flags = 0): Promise<FileStat> {
    const stat = new FileStat()
    const answer = await this.files.stat(this.thread, null, path, stat, flags)
    if (answer < 0) throw new Error(`stat of ${path}: ${answerOf(answer)}`)
    return stat
  }

  async statFault(path: string): Promise<number | string> {
    return answerOf(await this.files.stat(this.thread, null, path, new FileStat(), 0))
  }

  async names(path: string): Promise<string[]> {
    const directory = await this.open(path, O_RDONLY | O_DIRECTORY)
    const names = await this.namesOf(directory)
    expect(await directory.close(this.thread)).toBe(0)
    return names
  }

  async namesOf(directory: FileDescription): Promise<string[]> {
    const entry = new DirectoryEntry()
    const names: string[] = []
    while ((await operationsOf(directory).readdir(this.thread, entry)) === 1) names.push(entry.name)
    return names.filter((name) => name !== '.' && name !== '..').toSorted()
  }
}

function operationsOf({ file }: FileDescription): FileOperations {
  if (file === null) throw new Error('it is no file')
  return file
}

/** Where two arrays of one length differ; -1 if nowhere. */
function differenceOf(one: Uint8Array, other: Uint8Array): number {
  return one.findIndex((byte, index) => byte !== other[index])
}

function textIn(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** Declares all tests. The function is called for each of them. */
export function filesConformance(
  makeBench: () => FilesBench | Promise<FilesBench>,
  lacks: FilesLacks = {},
): void {
  const test = (
    name: string,
    routine: (tester: Tester, files: Files, thread: IoThread) => Promise<void>,
    lack: string | undefined = undefined,
  ): void => {
    const title = lack === undefined ? name : `${name} (not here: ${lack})`
    it.skipIf(lack !== undefined)(title, async () => {
      const bench = await makeBench()
      await bench.run((files, thread) => routine(new Tester(files, thread), files, thread))
    })
  }

  describe('opening', () => {
    test('makes files, cuts them, and refuses what can not be', async (tester) => {
      expect(await tester.openFault('/none', O_RDONLY)).toBe('ENOENT')
      await tester.make('/file', 'some text')
      expect(await tester.openFault('/file', O_CREAT | O_EXCL | O_RDWR)).toBe('EEXIST')
      expect(await tester.openFault('/file/below', O_RDONLY)).toBe('ENOTDIR')
      expect(await tester.openFault('/file', O_RDONLY | O_DIRECTORY)).toBe('ENOTDIR')
      expect(await tester.openFault('/', O_WRONLY)).toBe('EISDIR')
      expect(await tester.openFault('/', O_RDONLY)).toBe('opened')
      expect(await tester.openFault('', O_RDONLY)).toBe('ENOENT')
      expect(await tester.openFault('/file', 3)).toBe('EINVAL')
      expect(await tester.openFault('/file', O_TRUNC | O_WRONLY)).toBe('opened')
      expect(await tester.text('/file')).toBe('')
    })

    test('tells type, access mode and status flags', async (tester, _files, thread) => {
      const file = await tester.open('/file', O_CREAT | O_RDWR | O_APPEND)
      expect([file.type, file.flags & (3 | O_APPEND)]).toEqual([S_IFREG, O_RDWR | O_APPEND])
      expect(file.setFlags(0)).toBe(0)
      expect(file.flags & (3 | O_APPEND)).toBe(O_RDWR)
      expect(file.readiness).toBe(null)
      const directory = await tester.open('/', O_RDONLY)
      expect(directory.type).toBe(S_IFDIR)
      for (const each of [file, directory]) expect(await each.close(thread)).toBe(0)
    })

    test('goes from a directory that is open', async (tester, files, thread) => {
      expect(await files.mkdir(thread, null, '/folder', 0o755)).toBe(0)
      await tester.make('/folder/inside', 'x')
      await tester.make('/outside', 'yy')
      const folder = await tester.open('/folder', O_RDONLY)
      const stat = new FileStat()
      expect(await files.stat(thread, folder, 'inside', stat, 0)).toBe(0)
      expect(stat.size).toBe(1)
      expect(await files.stat(thread, folder, '../outside', stat, 0)).toBe(0)
      expect(stat.size).toBe(2)
      expect(await files.stat(thread, folder, '/outside', stat, 0)).toBe(0)
      expect(answerOf(await files.stat(thread, folder, '', stat, 0))).toBe('ENOENT')
      expect(await files.stat(thread, folder, '', stat, AT_EMPTY_PATH)).toBe(0)
      expect(stat.mode & S_IFMT).toBe(S_IFDIR)
      const file = await tester.open('/outside', O_RDONLY)
      expect(answerOf(await files.stat(thread, file, 'x', stat, 0))).toBe('ENOTDIR')
      for (const each of [folder, file]) expect(await each.close(thread)).toBe(0)
    })
  })

  describe('data', () => {
    test('is read as it was written, in all sizes', async (tester, _files, thread) => {
      for (const size of [0, 1, 4095, 4096, 4097, 65_536, 65_537, 150_000]) {
        const file = await tester.open('/file', O_CREAT | O_TRUNC | O_RDWR)
        const data = Uint8Array.from({ length: size + 4 }, (_, index) => (index * 131) & 0xff)
        expect(await file.write(thread, data, 2, size)).toBe(size)
        expect(await tester.seek(file, 0, SEEK_SET)).toBe(0)
        const into = new Uint8Array(size + 20)
        expect(await file.read(thread, into, 5, size + 10)).toBe(size)
        expect(differenceOf(into.subarray(5, 5 + size), data.subarray(2, 2 + size))).toBe(-1)
        expect([...into.subarray(0, 5), ...into.subarray(5 + size)].every((b) => b === 0)).toBe(
          true,
        )
        expect(await file.read(thread, into, 0, 1)).toBe(0)
        expect(await file.close(thread)).toBe(0)
      }
    })

    test('has one offset, which pread and pwrite leave', async (tester, _files, thread) => {
      const file = await tester.open('/file', O_CREAT | O_RDWR)
      expect(await tester.write(file, 'abcdef')).toBe(6)
      const operations = operationsOf(file)
      const into = new Uint8Array(3)
      expect(await operations.pread(thread, 1, into, 0, 3)).toBe(3)
      expect(textIn(into)).toBe('bcd')
      expect(await operations.pwrite(thread, 2, bytesOf('XY'), 0, 2)).toBe(2)
      expect(await tester.seek(file, 0, SEEK_CUR)).toBe(6)
      expect(await tester.seek(file, -4, SEEK_END)).toBe(2)
      expect(await tester.read(file, 2)).toBe('XY')
      expect(await tester.read(file, 100)).toBe('ef')
      expect(await operations.pread(thread, 100, into, 0, 3)).toBe(0)
      expect(await file.close(thread)).toBe(0)
    })

    test('is appended at the end, whoever wrote there', async (tester, _files, thread) => {
      const first = await tester.open('/file', O_CREAT | O_RDWR | O_APPEND)
      const second = await tester.open('/file', O_WRONLY | O_APPEND)
      for (const [file, text] of [
        [first, 'one '],
        [second, 'two '],
        [first, 'three'],
      ] as const)
        expect(await tester.write(file, text)).toBe(text.length)
      expect(await tester.text('/file')).toBe('one two three')
      expect(first.setFlags(0)).toBe(0)
      expect(await tester.seek(first, 0, SEEK_SET)).toBe(0)
      expect(await tester.write(first, 'ONE')).toBe(3)
      expect(await tester.text('/file')).toBe('ONE two three')
      for (const file of [first, second]) expect(await file.close(thread)).toBe(0)
    })

    test('is refused to the wrong access mode', async (tester, _files, thread) => {
      await tester.make('/file', 'text')
      const reader = await tester.open('/file', O_RDONLY)
      const writer = await tester.open('/file', O_WRONLY)
      expect(await tester.write(reader, 'x')).toBe('EBADF')
      expect(await tester.read(writer, 1)).toBe('EBADF')
      expect(answerOf(await operationsOf(reader).truncate(thread, 0))).toBe('EINVAL')
      const directory = await tester.open('/', O_RDONLY)
      expect(await tester.read(directory, 1)).toBe('EISDIR')
      for (const each of [reader, writer, directory]) expect(await each.close(thread)).toBe(0)
    })

    test(
      'is cut and extended, and has holes',
      async (tester, files, thread) => {
        await tester.make('/file', 'abcdefgh')
        expect(await files.truncate(thread, '/file', 3)).toBe(0)
        const file = await tester.open('/file', O_RDWR)
        expect(await operationsOf(file).truncate(thread, 5)).toBe(0)
        expect(await tester.text('/file')).toBe('abc\0\0')
        expect(await operationsOf(file).pwrite(thread, 8, bytesOf('z'), 0, 1)).toBe(1)
        expect(await tester.text('/file')).toBe('abc\0\0\0\0\0z')
        expect((await tester.stat('/file')).size).toBe(9)
        expect(await operationsOf(file).sync(thread)).toBe(0)
        expect(await file.close(thread)).toBe(0)
        expect(answerOf(await files.truncate(thread, '/', 0))).toBe('EISDIR')
        expect(answerOf(await files.truncate(thread, '/none', 0))).toBe('ENOENT')
      },
      lacks.holes,
    )

    test('has offsets that can be, and no others', async (tester, _files, thread) => {
      const file = await tester.open('/file', O_CREAT | O_RDWR)
      expect(await tester.seek(file, -1, SEEK_SET)).toBe('EINVAL')
      expect(await tester.seek(file, 0.5, SEEK_SET)).toBe('EINVAL')
      expect(await tester.seek(file, NaN, SEEK_SET)).toBe('EINVAL')
      expect(await tester.seek(file, 0, 7)).toBe('EINVAL')
      expect(await tester.seek(file, 1000, SEEK_SET)).toBe(1000)
      expect(await tester.seek(file, 2 ** 53, SEEK_SET)).toBe('EOVERFLOW')
      expect(await tester.seek(file, Number.MAX_SAFE_INTEGER, SEEK_CUR)).toBe('EOVERFLOW')
      expect(await tester.seek(file, 0, SEEK_CUR)).toBe(1000)
      const operations = operationsOf(file)
      const byte = new Uint8Array(1)
      for (const position of [-1, 0.5, NaN])
        expect(answerOf(await operations.pread(thread, position, byte, 0, 1))).toBe('EINVAL')
      for (const position of [-1, 0.5, NaN])
        expect(answerOf(await operations.pwrite(thread, position, byte, 0, 1))).toBe('EINVAL')
      for (const size of [-1, 0.5, NaN])
        expect(answerOf(await operations.truncate(thread, size))).toBe('EINVAL')
      expect(answerOf(await operations.truncate(thread, 2 ** 60))).toBe('EFBIG')
      expect(await file.close(thread)).toBe(0)
    })
  })

  describe('entries', () => {
    test('are made and removed', async (tester, files, thread) => {
      expect(await files.mkdir(thread, null, '/folder', 0o755)).toBe(0)
      expect(answerOf(await files.mkdir(thread, null, '/folder', 0o755))).toBe('EEXIST')
      expect(answerOf(await files.mkdir(thread, null, '/none/folder', 0o755))).toBe('ENOENT')
      await tester.make('/folder/file', 'x')
      expect(answerOf(await files.rmdir(thread, null, '/folder'))).toBe('ENOTEMPTY')
      expect(answerOf(await files.rmdir(thread, null, '/folder/file'))).toBe('ENOTDIR')
      expect(answerOf(await files.unlink(thread, null, '/folder'))).toBe('EPERM')
      expect(await files.unlink(thread, null, '/folder/file')).toBe(0)
      expect(answerOf(await files.unlink(thread, null, '/folder/file'))).toBe('ENOENT')
      expect(await files.rmdir(thread, null, '/folder')).toBe(0)
      expect(await tester.names('/')).toEqual([])
    })

    test('are read once each, and again from the start', async (tester, files, thread) => {
      const expected: string[] = []
      for (let i = 0; i < 40; i++) {
        expected.push(`file-${i}`)
        await tester.make(`/file-${i}`, '')
      }
      expect(await files.mkdir(thread, null, '/folder', 0o755)).toBe(0)
      const root = await tester.open('/', O_RDONLY)
      expect(await tester.namesOf(root)).toEqual([...expected, 'folder'].toSorted())
      expect(await tester.namesOf(root)).toEqual([])
      expect(await tester.seek(root, 0, SEEK_SET)).toBe(0)
      const entry = new DirectoryEntry()
      const operations = operationsOf(root)
      for (;;) {
        expect(await operations.readdir(thread, entry)).toBe(1)
        if (entry.name === 'folder') break
      }
      expect([entry.type, entry.ino]).toEqual([S_IFDIR, (await tester.stat('/folder')).ino])
      const file = await tester.open('/file-0', O_RDONLY)
      expect(answerOf(await operationsOf(file).readdir(thread, entry))).toBe('ENOTDIR')
      for (const each of [root, file]) expect(await each.close(thread)).toBe(0)
    })

    test('get another name, in place of others', async (tester, files, thread) => {
      await tester.make('/one', '1')
      await tester.make('/two', '22')
      expect(await files.mkdir(thread, null, '/folder', 0o755)).toBe(0)
      expect(await files.rename(thread, null, '/one', null, '/folder/uno')).toBe(0)
      expect(await files.rename(thread, null, '/two', null, '/folder/uno')).toBe(0)
      expect(await tester.text('/folder/uno')).toBe('22')
      expect(await tester.names('/')).toEqual(['folder'])
      const folder = await tester.open('/folder', O_RDONLY)
      expect(await files.rename(thread, folder, 'uno', folder, 'dos')).toBe(0)
      expect(await tester.names('/folder')).toEqual(['dos'])
      expect(answerOf(await files.rename(thread, folder, 'none', folder, 'x'))).toBe('ENOENT')
      const inside = await files.rename(thread, null, '/folder', null, '/folder/x')
      expect(answerOf(inside)).toBe('EINVAL')
      expect(await folder.close(thread)).toBe(0)
    })

    test(
      'may be several of one file',
      async (tester, files, thread) => {
        await tester.make('/one', 'text')
        expect(await files.link(thread, null, '/one', null, '/two', 0)).toBe(0)
        expect(answerOf(await files.link(thread, null, '/one', null, '/two', 0))).toBe('EEXIST')
        expect([(await tester.stat('/one')).nlink, await tester.text('/two')]).toEqual([2, 'text'])
        expect(await files.unlink(thread, null, '/one')).toBe(0)
        expect([(await tester.stat('/two')).nlink, await tester.text('/two')]).toEqual([1, 'text'])
        expect(answerOf(await files.link(thread, null, '/', null, '/three', 0))).toBe('EPERM')
      },
      lacks.links,
    )

    test(
      'may be symbolic links',
      async (tester, files, thread) => {
        await tester.make('/file', 'text')
        expect(await files.symlink(thread, 'file', null, '/link')).toBe(0)
        expect(await files.readlink(thread, null, '/link')).toBe('file')
        expect(answerOf(Number(await files.readlink(thread, null, '/file')))).toBe('EINVAL')
        expect(await tester.text('/link')).toBe('text')
        const { mode } = await tester.stat('/link', AT_SYMLINK_NOFOLLOW)
        expect(mode & S_IFMT).toBe(S_IFLNK)
        expect(await tester.openFault('/link', O_RDONLY | O_NOFOLLOW)).toBe('ELOOP')
        expect(await files.symlink(thread, '/loop', null, '/loop')).toBe(0)
        expect(await tester.statFault('/loop')).toBe('ELOOP')
        expect(answerOf(await files.symlink(thread, '', null, '/empty'))).toBe('ENOENT')
        expect(answerOf(await files.symlink(thread, 'x', null, '/link'))).toBe('EEXIST')
      },
      lacks.symlinks,
    )

    test(
      'may go while their files are open',
      async (tester, files, thread) => {
        const file = await tester.open('/file', O_CREAT | O_RDWR)
        expect(await tester.write(file, 'text')).toBe(4)
        expect(await files.unlink(thread, null, '/file')).toBe(0)
        expect(await tester.statFault('/file')).toBe('ENOENT')
        expect(await tester.seek(file, 0, SEEK_SET)).toBe(0)
        expect(await tester.read(file, 10)).toBe('text')
        const stat = new FileStat()
        expect(await file.stat(thread, stat)).toBe(0)
        expect([stat.nlink, stat.size]).toEqual([0, 4])
        expect(await file.close(thread)).toBe(0)
      },
      lacks.openUnlinked,
    )
  })

  describe('attributes', () => {
    test('are the same by path and by description', async (tester, _files, thread) => {
      await tester.make('/file', 'text')
      const file = await tester.open('/file', O_RDONLY)
      const stat = new FileStat()
      expect(await file.stat(thread, stat)).toBe(0)
      expect(stat).toEqual(await tester.stat('/file'))
      expect([stat.mode & S_IFMT, stat.size, stat.nlink]).toEqual([S_IFREG, 4, 1])
      expect(await file.close(thread)).toBe(0)
    })

    test('of the file system are the same, too', async (tester, files, thread) => {
      const file = await tester.open('/file', O_CREAT | O_RDONLY)
      const [byPath, byFile] = [new FileSystemStat(), new FileSystemStat()]
      expect(await files.statfs(thread, null, '/file', byPath)).toBe(0)
      expect(await operationsOf(file).statfs(thread, byFile)).toBe(0)
      expect(byFile).toEqual(byPath)
      expect(byPath.bsize).toBeGreaterThan(0)
      expect(byPath.blocks).toBeGreaterThanOrEqual(byPath.bfree)
      expect(await file.close(thread)).toBe(0)
    })

    test(
      'are changed: permissions, owner, the mask of new files',
      async (tester, files, thread) => {
        const file = await tester.open('/file', O_CREAT | O_RDWR, 0o666)
        expect((await tester.stat('/file')).mode & 0o777).toBe(0o644)
        expect(await files.umask(thread, 0o077)).toBe(0o022)
        await tester.make('/other', '')
        expect((await tester.stat('/other')).mode & 0o777).toBe(0o600)
        expect(await files.umask(thread, 0o022)).toBe(0o077)
        expect(await files.chmod(thread, null, '/file', 0o600, 0)).toBe(0)
        expect((await tester.stat('/file')).mode & 0o777).toBe(0o600)
        expect(await operationsOf(file).chmod(thread, 0o640)).toBe(0)
        expect(await files.chown(thread, null, '/file', 5, -1, 0)).toBe(0)
        expect(await operationsOf(file).chown(thread, -1, 6)).toBe(0)
        const { mode, uid, gid } = await tester.stat('/file')
        expect([mode & 0o777, uid, gid]).toEqual([0o640, 5, 6])
        expect(answerOf(await files.chown(thread, null, '/file', 2 ** 32, -1, 0))).toBe('EINVAL')
        expect(await files.access(thread, null, '/file', R_OK, 0)).toBe(0)
        expect(answerOf(await files.access(thread, null, '/file', X_OK, 0))).toBe('EACCES')
        expect(answerOf(await files.access(thread, null, '/file', 99, 0))).toBe('EINVAL')
        expect(await file.close(thread)).toBe(0)
      },
      lacks.permissions,
    )

    test(
      'are changed: times',
      async (tester, files, thread) => {
        const file = await tester.open('/file', O_CREAT | O_RDWR)
        expect(await files.utimens(thread, null, '/file', [12, 345], [-6, 789], 0)).toBe(0)
        const first = await tester.stat('/file')
        expect([first.atimeSec, first.atimeNsec, first.mtimeSec, first.mtimeNsec]).toEqual([
          12, 345, -6, 789,
        ])
        const operations = operationsOf(file)
        expect(await operations.utimens(thread, [99, 1], [0, UTIME_OMIT])).toBe(0)
        expect((await tester.stat('/file')).atimeSec).toBe(99)
        expect((await tester.stat('/file')).mtimeSec).toBe(-6)
        expect(await operations.utimens(thread, [0, UTIME_OMIT], [0, UTIME_NOW])).toBe(0)
        expect((await tester.stat('/file')).mtimeSec).not.toBe(-6)
        expect(answerOf(await operations.utimens(thread, [0, -1], [0, 0]))).toBe('EINVAL')
        expect(answerOf(await operations.utimens(thread, [0.5, 0], [0, 0]))).toBe('EINVAL')
        expect(await file.close(thread)).toBe(0)
      },
      lacks.times,
    )
  })

  describe('record locks', () => {
    test('of the process itself do not block it, and are found by nobody', async (tester, _files, thread) => {
      const file = await tester.open('/file', O_CREAT | O_RDWR)
      const operations = operationsOf(file)
      const lock = (type: number, start: number, length: number): RecordLock => {
        return { type, start, length, pid: 0 }
      }
      for (const [type, start, length] of [
        [F_WRLCK, 0, 0],
        [F_RDLCK, 5, 10],
        [F_UNLCK, 7, 2],
        [F_UNLCK, 100, 0],
      ] as const)
        expect(await operations.lock(thread, F_SETLK, lock(type, start, length))).toBe(0)
      const found = lock(F_WRLCK, 0, 0)
      expect(await operations.lock(thread, F_GETLK, found)).toBe(0)
      expect(found.type).toBe(F_UNLCK)
      expect(await operations.dropLocks(thread)).toBe(0)
      expect(answerOf(await operations.lock(thread, F_SETLK, lock(9, 0, 0)))).toBe('EINVAL')
      const reader = await tester.open('/file', O_RDONLY)
      const refused = await operationsOf(reader).lock(thread, F_SETLK, lock(F_WRLCK, 0, 1))
      expect(answerOf(refused)).toBe('EBADF')
      for (const each of [file, reader]) expect(await each.close(thread)).toBe(0)
    })
  })

  describe('identity', () => {
    test(
      'is root at first, and can be given up for good',
      async (tester, files, thread) => {
        await tester.make('/file', 'text')
        expect([files.identity.uid, files.identity.effective.uid]).toEqual([0, 0])
        expect(await files.chmod(thread, null, '/file', 0o600, 0)).toBe(0)
        expect(await files.setId(thread, 'seteuid', 5)).toBe(0)
        expect(await tester.openFault('/file', O_RDONLY)).toBe('EACCES')
        expect(await files.setId(thread, 'seteuid', 0)).toBe(0)
        expect(await tester.text('/file')).toBe('text')
        expect(await files.setId(thread, 'setuid', 5)).toBe(0)
        expect(answerOf(await files.setId(thread, 'setuid', 0))).toBe('EPERM')
        expect(answerOf(await files.setId(thread, 'setuid', NaN))).toBe('EINVAL')
        expect(files.identity.uid).toBe(5)
      },
      lacks.permissions,
    )
  })

  describe('paths', () => {
    test('that are working directories have names', async (_tester, files, thread) => {
      expect(await files.getcwd(thread)).toBe('/')
      for (const path of ['/one', '/one/two'])
        expect(await files.mkdir(thread, null, path, 0o755)).toBe(0)
      expect(await files.chdir(thread, null, '/one/two')).toBe(0)
      expect(await files.getcwd(thread)).toBe('/one/two')
      expect(await files.chdir(thread, null, '..')).toBe(0)
      expect(await files.getcwd(thread)).toBe('/one')
    })

    test('are seen from the working directory', async (tester, files, thread) => {
      expect(await files.mkdir(thread, null, '/folder', 0o755)).toBe(0)
      await tester.make('/folder/file', 'text')
      expect(await files.chdir(thread, null, '/folder')).toBe(0)
      expect(await tester.text('file')).toBe('text')
      expect(await tester.text('../folder/./file')).toBe('text')
      expect(answerOf(await files.chdir(thread, null, 'file'))).toBe('ENOTDIR')
      expect(answerOf(await files.chdir(thread, null, 'none'))).toBe('ENOENT')
      expect(await files.chdir(thread, null, '../../..')).toBe(0)
      expect(await tester.names('.')).toEqual(['folder'])
    })

    test('that can not be are refused, and change nothing', async (tester, files, thread) => {
      const long = `/${'x'.repeat(255)}`
      const cases: readonly (readonly [path: unknown, error: string])[] = [
        ['', 'ENOENT'],
        ['/a\0b', 'EINVAL'],
        [`${long}x`, 'ENAMETOOLONG'],
        [`/${'y/'.repeat(2100)}`, 'ENAMETOOLONG'],
        ['/\ud800', 'EILSEQ'],
        [undefined, 'EFAULT'],
        [7, 'EFAULT'],
        [{}, 'EFAULT'],
      ]
      for (const [path, error] of cases) {
        const given = path as string
        expect(await tester.openFault(given, O_CREAT | O_RDWR)).toBe(error)
        expect(answerOf(await files.mkdir(thread, null, given, 0o755))).toBe(error)
      }
      expect(await tester.names('/')).toEqual([])
      expect(await tester.openFault('/x', NaN)).toBe('EINVAL')
      expect(await tester.openFault('/x', 0.5)).toBe('EINVAL')
    })
  })
}
