// Opening streams: `fopen`, `fdopen`, `freopen`.

import { EBADF, EFAULT, EINVAL } from '../errno.ts'
import { O_ACCMODE, O_APPEND, O_TRUNC, O_WRONLY, SEEK_END, SEEK_SET } from '../fs/open-flags.ts'
import type { FileDescription } from '../io/file-description.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import type { FILE } from './file.ts'
import { allowsAccess, openFlags } from './open-mode.ts'
import { OpenStreams } from './open-streams.ts'

/** Mode of new files, before umask. */
const newFileMode = 0o666

/** A file as a stream (`fopen`); null with errno. */
export async function openFile(
  thread: PosixThread,
  path: string,
  mode: string,
): Promise<FILE | null> {
  const flags = openFlags(mode)
  if (flags < 0) return refused(thread, EINVAL)
  const fd = await openDescriptor(thread, path, flags, 0)
  return fd < 0 ? null : OpenStreams.of(thread).add(fd, flags)
}

/** A descriptor as a stream (`fdopen`); null with errno. */
export function openDescribed(thread: PosixThread, fd: number, mode: string): FILE | null {
  const description = thread.process.descriptors.get(fd)
  if (description === undefined) return refused(thread, EBADF)
  const flags = openFlags(mode)
  if (flags < 0 || !allowsAccess(description.flags, flags)) return refused(thread, EINVAL)
  const appended = (flags & O_APPEND) === 0 ? 0 : description.setFlags(description.flags | O_APPEND)
  if (appended < 0) return refused(thread, -appended)
  return OpenStreams.of(thread).add(fd, flags)
}

/** Another file, or another mode, for a stream (`freopen`); null with errno: then it is closed. */
export async function reopenFile(
  thread: PosixThread,
  file: FILE,
  path: string | null,
  mode: string,
): Promise<FILE | null> {
  const flags = openFlags(mode)
  if (flags < 0) return refused(thread, EINVAL)
  if (path === null) return changeMode(thread, file, flags)
  const streams = OpenStreams.of(thread)
  const { fd } = file
  const { errno } = thread
  await streams.close(thread, file)
  // That it could not be flushed is nobody's concern any more.
  thread.errno = errno
  const opened = await openDescriptor(thread, path, flags, Math.max(fd, 0))
  if (opened < 0) return null
  file.reopen(opened, flags)
  streams.readd(file)
  return file
}

// The same file with another mode, which must be allowed by how the descriptor was opened.
async function changeMode(thread: PosixThread, file: FILE, flags: number): Promise<FILE | null> {
  const { fd } = file
  const description = thread.process.descriptors.get(fd)
  if (description === undefined) return refused(thread, EBADF)
  await file.flush(thread)
  const changed = await applyMode(thread, description, flags)
  if (changed < 0) {
    await OpenStreams.of(thread).close(thread, file)
    return refused(thread, -changed)
  }
  file.reopen(fd, flags)
  return file
}

async function applyMode(
  thread: PosixThread,
  description: FileDescription,
  flags: number,
): Promise<number> {
  if (!allowsAccess(description.flags, flags)) return -EBADF
  const others = description.flags & ~O_APPEND
  const set = description.setFlags(others | (flags & O_APPEND))
  const { file } = description
  if (set < 0 || file === null) return set
  const cut = (flags & O_TRUNC) === 0 ? 0 : await file.truncate(thread, 0)
  if (cut < 0) return cut
  const isAppending = (flags & O_APPEND) !== 0 && (flags & O_ACCMODE) === O_WRONLY
  return file.lseek(thread, 0, isAppending ? SEEK_END : SEEK_SET)
}

// Opens a file at the lowest free descriptor from `from` on; -1 with errno.
async function openDescriptor(
  thread: PosixThread,
  path: string,
  flags: number,
  from: number,
): Promise<number> {
  if (typeof path !== 'string') return thread.fail(EFAULT)
  const { files, descriptors } = thread.process
  const description = await files.open(thread, null, path, flags, newFileMode)
  if (typeof description === 'number') return thread.fail(-description)
  // What only appends begins where it writes.
  if ((flags & O_APPEND) !== 0 && (flags & O_ACCMODE) === O_WRONLY)
    await description.file?.lseek(thread, 0, SEEK_END)
  const fd = descriptors.add(description, from)
  if (fd >= 0) return fd
  await description.close(thread)
  return thread.fail(-fd)
}

function refused(thread: PosixThread, errno: number): null {
  thread.fail(errno)
  return null
}
