// Directories: functions of dirent.h. A `DIR` is a descriptor of a directory; its place among the
// entries is the offset of the description.

import { EBADF, EFAULT, EINVAL, ENOTDIR } from '../errno.ts'
import { S_IFDIR } from '../fs/file-mode.ts'
import { DirectoryEntry } from '../fs/file-stat.ts'
import {
  O_ACCMODE,
  O_CLOEXEC,
  O_DIRECTORY,
  O_RDONLY,
  O_WRONLY,
  SEEK_CUR,
  SEEK_SET,
} from '../fs/open-flags.ts'
import type { FileOperations } from '../io/file-description.ts'
import type { Answer } from '../io/io-thread.ts'
import { Out } from '../out.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { compareBytes } from '../text/byte-string.ts'
import { open } from './fcntl.ts'
import { isOutArray, isRecordOf } from './out-record.ts'

/** An entry of a directory (`struct dirent`). */
export class dirent {
  d_ino: number
  d_name: string

  constructor(d_ino = 0, d_name = '') {
    this.d_ino = d_ino
    this.d_name = d_name
  }
}

/** A directory stream. `opendir` and `fdopendir` make it; closed, all functions answer EBADF. */
export class DIR {
  /** @internal The descriptor; -1 once it was closed. */
  fd: number
  /** @internal */
  readonly entry: DirectoryEntry = new DirectoryEntry()

  /** @internal */
  constructor(fd: number) {
    this.fd = fd
  }
}

/** Functions of dirent.h. */
export interface DirentApi {
  /** Opens a directory. null: ENOTDIR, EACCES, EMFILE, and those of a path. */
  readonly opendir: (dirname: string) => Promise<DIR | null>
  /**
   * Makes a stream of a descriptor, which is closed with it. null: EBADF (not open to read),
   * ENOTDIR.
   */
  readonly fdopendir: (fd: number) => DIR | null
  /**
   * The next entry; null at the end, and then errno stays. null: EBADF, ENOENT (it was removed).
   */
  readonly readdir: (dirp: DIR) => Promise<dirent | null>
  /**
   * Writes the next entry to `entry`, and leaves it in `result`, or null at the end. Resolves with
   * 0, or EBADF, EFAULT, ENOENT.
   */
  readonly readdir_r: (dirp: DIR, entry: dirent, result: Out<dirent | null>) => Promise<number>
  /** Closes the stream and its descriptor. -1: EBADF. */
  readonly closedir: (dirp: DIR) => Promise<number>
  /** Goes back to the first entry. */
  readonly rewinddir: (dirp: DIR) => Promise<void>
  /** The place in the stream, for `seekdir`. -1: EBADF. */
  readonly telldir: (dirp: DIR) => Promise<number>
  /** Goes to a place that `telldir` told. Other numbers do nothing. */
  readonly seekdir: (dirp: DIR, loc: number) => Promise<void>
  /** The descriptor. -1: EINVAL, the stream is closed. */
  readonly dirfd: (dirp: DIR) => number
  /**
   * Replaces `namelist` by the entries of a directory that `sel` takes (all, if it is null),
   * sorted by `compar` (not, if it is null), and resolves with how many. -1: those of `opendir`,
   * EFAULT; then `namelist` stays. What the two functions throw rejects.
   */
  readonly scandir: (
    dir: string,
    namelist: dirent[],
    sel?: ((entry: dirent) => unknown) | null,
    compar?: ((left: dirent, right: dirent) => number) | null,
  ) => Promise<number>
}

/** Compares entries by their names, for `scandir`, as the C locale does: by their bytes. */
export function alphasort(left: dirent, right: dirent): number {
  return compareBytes(left.d_name, right.d_name)
}

function filesOf(thread: PosixThread, dirp: DIR): FileOperations | null {
  return dirp instanceof DIR ? (thread.process.descriptors.get(dirp.fd)?.file ?? null) : null
}

async function opendir(thread: PosixThread, dirname: string): Promise<DIR | null> {
  const fd = await open(thread, null, dirname, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
  return fd < 0 ? null : new DIR(fd)
}

function fdopendir(thread: PosixThread, fd: number): DIR | null {
  const description = thread.process.descriptors.get(fd)
  const isReadable = description !== undefined && (description.flags & O_ACCMODE) !== O_WRONLY
  if (!isReadable) return fail(thread, EBADF)
  return description.type === S_IFDIR ? new DIR(fd) : fail(thread, ENOTDIR)
}

function fail(thread: PosixThread, errno: number): null {
  thread.fail(errno)
  return null
}

function next(thread: PosixThread, dirp: DIR): Answer {
  const file = filesOf(thread, dirp)
  return file === null ? -EBADF : file.readdir(thread, dirp.entry)
}

function entryOf(thread: PosixThread, dirp: DIR, answer: number): dirent | null {
  if (answer < 0) return fail(thread, -answer)
  return answer === 0 ? null : new dirent(dirp.entry.ino, dirp.entry.name)
}

function readdir(thread: PosixThread, dirp: DIR): Promise<dirent | null> {
  const answer = next(thread, dirp)
  if (typeof answer === 'number') return Promise.resolve(entryOf(thread, dirp, answer))
  return answer.then((each) => entryOf(thread, dirp, each))
}

async function readdirInto(
  thread: PosixThread,
  dirp: DIR,
  entry: dirent,
  result: Out<dirent | null>,
): Promise<number> {
  if (!isRecordOf(entry, dirent) || !Out.is(result)) return EFAULT
  const answer = await next(thread, dirp)
  if (answer < 0) return -answer
  Out.put(result, answer === 0 ? null : entry)
  if (answer === 0) return 0
  entry.d_ino = dirp.entry.ino
  entry.d_name = dirp.entry.name
  return 0
}

function closedir(thread: PosixThread, dirp: DIR): Answer {
  if (filesOf(thread, dirp) === null) return -EBADF
  const { fd } = dirp
  dirp.fd = -1
  return thread.process.descriptors.close(thread, fd)
}

async function seek(thread: PosixThread, dirp: DIR, loc: number): Promise<void> {
  await filesOf(thread, dirp)?.lseek(thread, loc, SEEK_SET)
}

async function scandir(
  thread: PosixThread,
  dir: string,
  namelist: dirent[],
  sel: ((entry: dirent) => unknown) | null,
  compar: ((left: dirent, right: dirent) => number) | null,
): Promise<number> {
  if (!isOutArray(namelist)) return thread.fail(EFAULT)
  if (sel !== null && typeof sel !== 'function') return thread.fail(EFAULT)
  if (compar !== null && typeof compar !== 'function') return thread.fail(EFAULT)
  const dirp = await opendir(thread, dir)
  if (dirp === null) return -1
  try {
    const found: dirent[] = []
    let answer = await next(thread, dirp)
    for (; answer > 0; answer = await next(thread, dirp)) {
      const entry = new dirent(dirp.entry.ino, dirp.entry.name)
      if (sel === null || Boolean(sel(entry))) found.push(entry)
    }
    if (answer < 0) return thread.fail(-answer)
    if (compar !== null) found.sort(compar)
    namelist.length = 0
    for (const entry of found) namelist.push(entry)
    return found.length
  } finally {
    await closedir(thread, dirp)
  }
}

/** Directories. */
export const dirents: Family<DirentApi> = {
  opendir: (thread) => (dirname) => opendir(thread, dirname),
  fdopendir: (thread) => (fd) => fdopendir(thread, fd),
  readdir: (thread) => (dirp) => readdir(thread, dirp),
  readdir_r: (thread) => (dirp, entry, result) => readdirInto(thread, dirp, entry, result),
  closedir: (thread) => (dirp) => thread.promise(closedir(thread, dirp)),
  rewinddir: (thread) => (dirp) => seek(thread, dirp, 0),
  telldir: (thread) => (dirp) =>
    thread.promise(filesOf(thread, dirp)?.lseek(thread, 0, SEEK_CUR) ?? -EBADF),
  seekdir: (thread) => (dirp, loc) => seek(thread, dirp, loc),
  dirfd: (thread) => (dirp) =>
    dirp instanceof DIR && dirp.fd >= 0 ? dirp.fd : thread.fail(EINVAL),
  scandir:
    (thread) =>
    (dir, namelist, sel = null, compar = null) =>
      scandir(thread, dir, namelist, sel, compar),
}
