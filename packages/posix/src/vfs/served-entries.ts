// Entries of a directory for a message: as many as fit, each with the offset behind it.

import { EINVAL, EIO } from '../errno.ts'
import { utf8Length } from '../fs/file-name.ts'
import { DirectoryEntry } from '../fs/file-stat.ts'
import { SEEK_CUR, SEEK_SET } from '../fs/open-flags.ts'
import { type Entry, MaxEntries } from '../generated/kl/VfsTypes.idl.ts'
import type { FileOperations } from '../io/file-description.ts'
import { NAME_MAX } from '../limits.ts'
import type { ServiceThread } from './service-thread.ts'

/**
 * Reads the next entries, at most `count`, and moves the offset behind the last. Resolves with how
 * many, 0 at the end. An error comes after the entries before it: EIO is a name that fits in no
 * message.
 */
export async function readEntries(
  thread: ServiceThread,
  file: FileOperations,
  count: number,
  into: Entry[],
): Promise<number> {
  if (count === 0) return -EINVAL
  const entry = new DirectoryEntry()
  let offset = 0
  while (into.length < Math.min(count, MaxEntries)) {
    const read = await file.readdir(thread, entry)
    if (read <= 0) return into.length > 0 ? into.length : read
    if (!isSendable(entry.name)) {
      if (into.length === 0) return -EIO
      await file.lseek(thread, offset, SEEK_SET)
      break
    }
    offset = await file.lseek(thread, 0, SEEK_CUR)
    if (offset < 0) return offset
    const { ino, type, name } = entry
    into.push({ ino: BigInt(ino), next: BigInt(offset), type: type >>> 0, name })
  }
  return into.length
}

function isSendable(name: string): boolean {
  const bytes = utf8Length(name)
  return bytes >= 0 && bytes <= NAME_MAX && !name.includes('\0')
}
