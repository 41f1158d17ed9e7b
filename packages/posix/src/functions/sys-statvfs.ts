// Sizes of file systems: functions of sys/statvfs.h.

import { EBADF, EFAULT, EINVAL } from '../errno.ts'
import { FileSystemStat } from '../fs/file-stat.ts'
import type { Answer } from '../io/io-thread.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isRecordOf } from './out-record.ts'

/** Sizes of a file system (`struct statvfs`); blocks are of `f_frsize` bytes. */
export class Statvfs {
  f_bsize = 0
  f_frsize = 0
  f_blocks = 0
  f_bfree = 0
  /** Free blocks for others than root: the same here. */
  f_bavail = 0
  f_files = 0
  f_ffree = 0
  /** Likewise. */
  f_favail = 0
  /** Always 0: the number of a mount is in `st_dev`. */
  f_fsid = 0
  /** Always 0. */
  f_flag = 0
  f_namemax = 0
}

/** Functions of sys/statvfs.h. */
export interface SysStatvfsApi {
  /** Writes the sizes of the file system that a file is in. -1: EFAULT, no `Statvfs`. */
  readonly statvfs: (path: string, buf: Statvfs) => Promise<number>
  /** Likewise, of an open file. -1: EBADF; EINVAL, it is a pipe or a socket. */
  readonly fstatvfs: (fildes: number, buf: Statvfs) => Promise<number>
}

function told(answer: Answer, from: FileSystemStat, into: Statvfs): Answer {
  if (typeof answer !== 'number') return answer.then((each) => told(each, from, into))
  if (answer < 0) return answer
  into.f_bsize = into.f_frsize = from.bsize
  into.f_blocks = from.blocks
  into.f_bfree = into.f_bavail = from.bfree
  into.f_files = from.files
  into.f_ffree = into.f_favail = from.ffree
  into.f_namemax = from.namemax
  return 0
}

function statvfs(thread: PosixThread, path: string, buf: Statvfs): Answer {
  if (!isRecordOf(buf, Statvfs)) return -EFAULT
  const record = new FileSystemStat()
  return told(thread.process.files.statfs(thread, null, path, record), record, buf)
}

function fstatvfs(thread: PosixThread, fildes: number, buf: Statvfs): Answer {
  const description = thread.process.descriptors.get(fildes)
  if (description === undefined) return -EBADF
  if (!isRecordOf(buf, Statvfs)) return -EFAULT
  if (description.file === null) return -EINVAL
  const record = new FileSystemStat()
  return told(description.file.statfs(thread, record), record, buf)
}

/** Sizes of file systems. */
export const sysStatvfs: Family<SysStatvfsApi> = {
  statvfs: (thread) => (path, buf) => thread.promise(statvfs(thread, path, buf)),
  fstatvfs: (thread) => (fildes, buf) => thread.promise(fstatvfs(thread, fildes, buf)),
}
