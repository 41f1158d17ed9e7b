// Names for temporary files.

import { EEXIST, EINVAL } from '../errno.ts'
import { FileStat } from '../fs/file-stat.ts'
import { AT_SYMLINK_NOFOLLOW, O_CREAT, O_EXCL, O_RDWR } from '../fs/open-flags.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { P_tmpdir, TMP_MAX } from './buffering.ts'
import type { FILE } from './file.ts'
import { OpenStreams } from './open-streams.ts'

/** The next name of a process; null after TMP_MAX. Another process may have it, too. */
function nextName(streams: OpenStreams): string | null {
  if (streams.temporaryNames >= TMP_MAX) return null
  return `${P_tmpdir}/file${(streams.temporaryNames++).toString(36).padStart(4, '0')}`
}

/** A name of no file (`tmpnam`); null: there is none left. */
export async function temporaryName(thread: PosixThread): Promise<string | null> {
  const streams = OpenStreams.of(thread)
  const { files } = thread.process
  const stat = new FileStat()
  for (;;) {
    const name = nextName(streams)
    if (name === null) return null
    if ((await files.stat(thread, null, name, stat, AT_SYMLINK_NOFOLLOW)) < 0) return name
  }
}

/** A file with no name, to read and write (`tmpfile`); null with errno. */
export async function temporaryFile(thread: PosixThread): Promise<FILE | null> {
  const streams = OpenStreams.of(thread)
  const { files, descriptors } = thread.process
  const flags = O_RDWR | O_CREAT | O_EXCL
  for (;;) {
    const name = nextName(streams)
    if (name === null) return refused(thread, EINVAL)
    const description = await files.open(thread, null, name, flags, 0o600)
    if (description === -EEXIST) continue
    if (typeof description === 'number') return refused(thread, -description)
    const unlinked = await files.unlink(thread, null, name)
    const fd = unlinked < 0 ? unlinked : descriptors.add(description)
    if (fd >= 0) return streams.add(fd, O_RDWR)
    await description.close(thread)
    return refused(thread, -fd)
  }
}

function refused(thread: PosixThread, errno: number): null {
  thread.fail(errno)
  return null
}
