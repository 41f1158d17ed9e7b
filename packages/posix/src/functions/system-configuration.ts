// What the system is: `sysconf`, `pathconf`, `fpathconf`, `confstr`, `gethostname` of unistd.h,
// `uname` of sys/utsname.h.

import { EBADF, EFAULT, EINVAL } from '../errno.ts'
import { FileStat } from '../fs/file-stat.ts'
import { pathValue, systemString, systemValue } from '../process/system-configuration.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../runtime/out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** The names of a system (`struct utsname`). */
export class utsname {
  sysname = ''
  nodename = ''
  release = ''
  version = ''
  machine = ''
}

/** Functions that tell what the system is. */
export interface SystemConfigurationApi {
  /**
   * A limit, or whether an option is there: `_SC_` names. -1: no limit, or it is not there, and errno
   * stays; -1 with errno EINVAL: there is no such name.
   */
  readonly sysconf: (name: number) => number
  /**
   * A limit of a file: `_PC_` names. Resolves with -1 as `sysconf`, and with errno as `stat` if there
   * is no such file.
   */
  readonly pathconf: (path: string, name: number) => Promise<number>
  /** The same of a descriptor. -1 with errno: EBADF, EINVAL. */
  readonly fpathconf: (fildes: number, name: number) => number
  /**
   * Leaves a string of the system, as much as fits into `len` characters with a null character:
   * `_CS_` names. How many it has with that; 0: it has no value, or with errno EINVAL there is no
   * such name.
   */
  readonly confstr: (name: number, buf: Out<string> | null, len: number) => number
  /**
   * Leaves the name of the host, as much as fits into `namelen` characters. 0; -1 with errno: EFAULT
   * (no place), EINVAL (no length).
   */
  readonly gethostname: (name: Out<string>, namelen: number) => number
  /** Writes the names of the system. 0; -1 with errno EFAULT: no record. */
  readonly uname: (name: utsname) => number
}

/** The name of every host: there is no network below it that would know another. */
const hostName = 'localhost'

function valueOf(thread: PosixThread, value: number | null): number {
  return value ?? thread.fail(EINVAL)
}

function isLength(length: number): boolean {
  return Number.isInteger(length) && length >= 0
}

/** What the system is. */
export const systemConfiguration: Family<SystemConfigurationApi> = {
  sysconf: (thread) => (name) => valueOf(thread, systemValue(thread.kos, name)),
  pathconf: (thread) => async (path, name) => {
    const { files } = thread.process
    const found = await thread.promise(files.stat(thread, null, path, new FileStat(), 0))
    return found < 0 ? found : valueOf(thread, pathValue(name))
  },
  fpathconf: (thread) => (fildes, name) => {
    if (thread.process.descriptors.get(fildes) === undefined) return thread.fail(EBADF)
    return valueOf(thread, pathValue(name))
  },
  confstr: (thread) => (name, buf, len) => {
    const text = systemString(name)
    if (text === null || !isLength(len)) {
      thread.fail(EINVAL)
      return 0
    }
    if (text === '') return 0
    if (len > 0) Out.put(buf, text.slice(0, len - 1))
    return text.length + 1
  },
  gethostname: (thread) => (name, namelen) => {
    if (!isLength(namelen)) return thread.fail(EINVAL)
    return Out.put(name, hostName.slice(0, namelen)) ? 0 : thread.fail(EFAULT)
  },
  uname: (thread) => (name) => {
    if (!(name instanceof utsname)) return thread.fail(EFAULT)
    name.sysname = 'kos'
    name.nodename = hostName
    name.release = '1.1'
    name.version = 'KasperskyOS Community Edition 1.1 interfaces'
    name.machine = 'javascript'
    return 0
  },
}
