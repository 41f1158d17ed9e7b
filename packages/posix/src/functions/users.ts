// Users and groups: pwd.h, grp.h, `getlogin` and `getlogin_r` of unistd.h. They read /etc/passwd and
// /etc/group, and so may wait.

import { EFAULT, ENXIO, ERANGE } from '../errno.ts'
import {
  findLine,
  group,
  isGroup,
  isUser,
  passwd,
  writeGroup,
  writeUser,
} from '../process/user-database.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** Functions for users and groups. */
export interface UsersApi {
  /**
   * The user of a name; null: there is none, and errno stays, or errno is that of reading
   * /etc/passwd, or EOVERFLOW (it has more than 1 MiB).
   */
  readonly getpwnam: (name: string) => Promise<passwd | null>
  /** The user of an id, as `getpwnam`. */
  readonly getpwuid: (uid: number) => Promise<passwd | null>
  /**
   * Writes the user of a name, and leaves the record, or null if there is none. 0, or an error number:
   * EFAULT (no record, no place), or that of reading. There is no buffer: strings need none.
   */
  readonly getpwnam_r: (name: string, pwd: passwd, result: Out<passwd | null>) => Promise<number>
  /** The same by id. */
  readonly getpwuid_r: (uid: number, pwd: passwd, result: Out<passwd | null>) => Promise<number>
  /** The group of a name, as `getpwnam`, of /etc/group. */
  readonly getgrnam: (name: string) => Promise<group | null>
  /** The group of an id. */
  readonly getgrgid: (gid: number) => Promise<group | null>
  /** Writes the group of a name, as `getpwnam_r`. */
  readonly getgrnam_r: (name: string, grp: group, result: Out<group | null>) => Promise<number>
  /** The same by id. */
  readonly getgrgid_r: (gid: number, grp: group, result: Out<group | null>) => Promise<number>
  /** The name of the real user; null with errno ENXIO: /etc/passwd has none. */
  readonly getlogin: () => Promise<string | null>
  /**
   * Leaves the name of the real user. 0, or an error number: EFAULT (no place), ENXIO (there is none),
   * ERANGE (it does not fit into `namesize` with a null character).
   */
  readonly getlogin_r: (name: Out<string>, namesize: number) => Promise<number>
}

interface Database<T extends object> {
  readonly path: string
  readonly record: new () => T
  readonly isEntry: (fields: readonly string[]) => boolean
  readonly write: (fields: readonly string[], into: T) => void
}

const users: Database<passwd> = {
  path: '/etc/passwd',
  record: passwd,
  isEntry: isUser,
  write: writeUser,
}
const groups: Database<group> = {
  path: '/etc/group',
  record: group,
  isEntry: isGroup,
  write: writeGroup,
}

/** The entry with a name or an id; null: there is none. Or a negated error number. */
async function find<T extends object>(
  thread: PosixThread,
  { path, isEntry, write }: Database<T>,
  key: string | number,
  into: T,
): Promise<T | null | number> {
  const field = typeof key === 'number' ? 2 : 0
  const found = await findLine(thread, path, (fields) => {
    if (!isEntry(fields)) return false
    return field === 0 ? fields[0] === key : Number(fields[2]) === key
  })
  if (found === null || typeof found === 'number') return found
  write(found, into)
  return into
}

function getter<T extends object, K extends string | number>(
  database: Database<T>,
): (thread: PosixThread) => (key: K) => Promise<T | null> {
  return (thread) => async (key) => {
    const found = await find(thread, database, key, new database.record())
    if (typeof found !== 'number') return found
    thread.fail(-found)
    return null
  }
}

function reentrant<T extends object, K extends string | number>(
  database: Database<T>,
): (thread: PosixThread) => (key: K, into: T, result: Out<T | null>) => Promise<number> {
  return (thread) => async (key, into, result) => {
    if (!(into instanceof database.record) || !Out.put(result, null)) return EFAULT
    const found = await find(thread, database, key, into)
    if (typeof found === 'number') return -found
    Out.put(result, found)
    return 0
  }
}

async function loginName(thread: PosixThread): Promise<string | null> {
  const { uid } = thread.process.files.identity
  const found = await find(thread, users, uid, new passwd())
  return found === null || typeof found === 'number' ? null : found.pw_name
}

/** Users and groups. */
export const usersAndGroups: Family<UsersApi> = {
  getpwnam: getter(users),
  getpwuid: getter(users),
  getpwnam_r: reentrant(users),
  getpwuid_r: reentrant(users),
  getgrnam: getter(groups),
  getgrgid: getter(groups),
  getgrnam_r: reentrant(groups),
  getgrgid_r: reentrant(groups),
  getlogin: (thread) => async () => {
    const name = await loginName(thread)
    if (name === null) thread.fail(ENXIO)
    return name
  },
  getlogin_r: (thread) => async (into, namesize) => {
    if (!Out.is(into)) return EFAULT
    const name = await loginName(thread)
    if (name === null) return ENXIO
    if (typeof namesize !== 'number' || !(name.length < namesize)) return ERANGE
    Out.put(into, name)
    return 0
  },
}
