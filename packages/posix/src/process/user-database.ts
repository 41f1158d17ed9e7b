// Users and groups (pwd.h, grp.h): lines of /etc/passwd and /etc/group among the files of the
// process. A file that is not there has no users.

import { ENOENT, EOVERFLOW } from '../errno.ts'
import { O_RDONLY } from '../fs/open-flags.ts'
import { maxUserDatabase } from '../limits.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { textOfUtf8 } from '../text/utf8.ts'

/** A user (`struct passwd`). */
export class passwd {
  pw_name = ''
  pw_passwd = ''
  pw_uid = 0
  pw_gid = 0
  /** Its full name and more, for people. */
  pw_gecos = ''
  pw_dir = ''
  pw_shell = ''
}

/** A group (`struct group`). */
export class group {
  gr_name = ''
  gr_passwd = ''
  gr_gid = 0
  gr_mem: string[] = []
}

/** The fields of the first line that `isWanted`; null: there is none. Or a negated error number. */
export async function findLine(
  thread: PosixThread,
  path: string,
  isWanted: (fields: readonly string[]) => boolean,
): Promise<readonly string[] | null | number> {
  const text = await textOf(thread, path)
  if (typeof text === 'number') return text === -ENOENT ? null : text
  for (const line of text.split('\n')) {
    const fields = line.split(':')
    if (!line.startsWith('#') && isWanted(fields)) return fields
  }
  return null
}

async function textOf(thread: PosixThread, path: string): Promise<string | number> {
  const file = await thread.process.files.open(thread, null, path, O_RDONLY, 0)
  if (typeof file === 'number') return file
  try {
    let bytes = new Uint8Array(4096)
    for (let length = 0; ;) {
      const count = await file.read(thread, bytes, length, bytes.length - length)
      if (count < 0) return count
      if (count === 0) return textOfUtf8(bytes, 0, length)
      length += count
      if (length > maxUserDatabase) return -EOVERFLOW
      if (length === bytes.length) {
        const larger = new Uint8Array(length * 2)
        larger.set(bytes)
        bytes = larger
      }
    }
  } finally {
    await file.close(thread)
  }
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/.test(text)
}

/** Whether the fields are those of a user. */
export function isUser(fields: readonly string[]): boolean {
  return fields.length === 7 && fields[0] !== '' && isId(fields[2]) && isId(fields[3])
}

/** Whether the fields are those of a group. */
export function isGroup(fields: readonly string[]): boolean {
  return fields.length === 4 && fields[0] !== '' && isId(fields[2])
}

/** Writes a user. */
export function writeUser(fields: readonly string[], into: passwd): void {
  const [name = '', password = '', uid, gid, gecos = '', home = '', shell = ''] = fields
  into.pw_name = name
  into.pw_passwd = password
  into.pw_uid = Number(uid)
  into.pw_gid = Number(gid)
  into.pw_gecos = gecos
  into.pw_dir = home
  into.pw_shell = shell
}

/** Writes a group. */
export function writeGroup(fields: readonly string[], into: group): void {
  const [name = '', password = '', gid, members = ''] = fields
  into.gr_name = name
  into.gr_passwd = password
  into.gr_gid = Number(gid)
  into.gr_mem = members.split(',').filter((each) => each !== '')
}
