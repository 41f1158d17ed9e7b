// The space of files: `posix_fadvise` and `posix_fallocate`.

import { EBADF, EFBIG, EINVAL, ENODEV, ENOSPC, ESPIPE } from '../errno.ts'
import { S_IFREG } from '../fs/file-mode.ts'
import { FileStat, FileSystemStat } from '../fs/file-stat.ts'
import { O_ACCMODE, O_RDONLY, O_WRONLY } from '../fs/open-flags.ts'
import type { FileOperations } from '../io/file-description.ts'
import { maxFileSize } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** No advice (values of `posix_fadvise`). */
export const POSIX_FADV_NORMAL = 0
/** In any order. */
export const POSIX_FADV_RANDOM = 1
/** From lower offsets to higher ones. */
export const POSIX_FADV_SEQUENTIAL = 2
/** Soon. */
export const POSIX_FADV_WILLNEED = 3
/** Not soon. */
export const POSIX_FADV_DONTNEED = 4
/** Once. */
export const POSIX_FADV_NOREUSE = 5

const chunk = 65_536

/** Answers 0 or an error number. */
export function advise(
  thread: PosixThread,
  fd: number,
  offset: number,
  len: number,
  advice: number,
): number {
  const description = thread.process.descriptors.get(fd)
  if (description === undefined) return EBADF
  if (description.file === null) return ESPIPE
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(len) || len < 0) return EINVAL
  const isAdvice = Number.isInteger(advice) && advice >= 0 && advice <= POSIX_FADV_NOREUSE
  return isAdvice ? 0 : EINVAL
}

/** Resolves with 0 or an error number. */
export async function allocate(
  thread: PosixThread,
  fd: number,
  offset: number,
  len: number,
): Promise<number> {
  const description = thread.process.descriptors.get(fd)
  if (description === undefined) return EBADF
  const { file, flags, type } = description
  if (file === null) return ESPIPE
  const access = flags & O_ACCMODE
  if (access === O_RDONLY) return EBADF
  if (type !== S_IFREG) return ENODEV
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(len)) return EINVAL
  if (offset < 0 || len <= 0) return EINVAL
  if (offset + len > maxFileSize) return EFBIG
  const stat = new FileStat()
  const fault = (await description.stat(thread, stat)) || (await spaceFault(thread, file, len))
  if (fault < 0) return -fault
  const inside = access === O_WRONLY ? Math.max(offset, stat.size) : offset
  return Math.abs(await fill(thread, file, inside, offset + len))
}

async function spaceFault(thread: PosixThread, file: FileOperations, len: number): Promise<number> {
  const space = new FileSystemStat()
  const fault = await file.statfs(thread, space)
  if (fault < 0) return fault
  return len > (space.bfree + 1) * space.bsize + chunk ? -ENOSPC : 0
}

/** Writes what is there, or zeros: that allocates. */
async function fill(
  thread: PosixThread,
  file: FileOperations,
  start: number,
  end: number,
): Promise<number> {
  const bytes = new Uint8Array(Math.max(Math.min(chunk, end - start), 0))
  for (let at = start; at < end;) {
    const length = Math.min(bytes.length, end - at)
    const count = await file.pread(thread, at, bytes, 0, length)
    bytes.fill(0, Math.max(count, 0), length)
    const written = await file.pwrite(thread, at, bytes, 0, length)
    if (written <= 0) return written === 0 ? -ENOSPC : written
    at += written
  }
  return 0
}
