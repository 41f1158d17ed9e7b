// What the entry of a file says of it: type, permissions, size and times (`stat`), and what of
// that can be changed. A volume knows no owners: they are those of the mount.

import { EPERM } from '../errno.ts'
import { S_IFDIR, S_IFREG } from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import {
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_SIZE,
  SET_UID,
} from '../fs/file-system.ts'
import type { FileClock, Timespec } from '../fs/file-time.ts'
import { ATTR_READ_ONLY, type ShortEntry } from './directory-entry.ts'
import type { FatNode } from './fat-node.ts'
import { fatStampOf, secondsOf, stampOf } from './fat-time.ts'

/** What a mount gives all files of a volume. */
export interface FatOwnership {
  /** Where time stamps come from. They are stored as UTC. */
  readonly clock: FileClock
  /** The owner of all files; 0 if left out, like `gid`. */
  readonly uid?: number
  readonly gid?: number
  /** Permissions that no file has; 0o022 if left out. */
  readonly umask?: number
}

/** The attributes of the files of a volume. */
export class FatAttributes {
  readonly #options: FatOwnership
  readonly #now: Timespec = { seconds: 0, nanoseconds: 0 }

  constructor(options: FatOwnership) {
    this.#options = options
  }

  /** Type and permissions. */
  modeOf({ isDirectory, entry }: FatNode): number {
    const { umask = 0o022 } = this.#options
    if (isDirectory) return S_IFDIR | (0o777 & ~umask)
    const bits = (entry.attributes & ATTR_READ_ONLY) === 0 ? 0o666 : 0o444
    return S_IFREG | (bits & ~umask)
  }

  /** Writes all but links, size and blocks. */
  tell(node: FatNode, into: FileStat): void {
    const { accessedDate, modifiedDate, modifiedTime } = node.entry
    into.ino = node.ino
    into.mode = this.modeOf(node)
    into.uid = this.#options.uid ?? 0
    into.gid = this.#options.gid ?? 0
    into.atimeSec = secondsOf(accessedDate, 0)
    into.mtimeSec = into.ctimeSec = secondsOf(modifiedDate, modifiedTime)
    into.atimeNsec = into.mtimeNsec = into.ctimeNsec = 0
  }

  /** EPERM, negated: another owner than that of the mount. */
  ownerFault(mask: number, from: FileStat): number {
    const { uid = 0, gid = 0 } = this.#options
    if ((mask & SET_UID) !== 0 && from.uid !== uid) return -EPERM
    return (mask & SET_GID) !== 0 && from.gid !== gid ? -EPERM : 0
  }

  /** Changes permissions and times in the entry of a file. */
  set(node: FatNode, mask: number, from: FileStat): void {
    const { entry } = node
    if ((mask & SET_MODE) !== 0 && !node.isDirectory) {
      entry.attributes &= ~ATTR_READ_ONLY
      if ((from.mode & 0o222) === 0) entry.attributes |= ATTR_READ_ONLY
    }
    if ((mask & SET_ATIME) !== 0)
      entry.accessedDate = fatStampOf(from.atimeSec, from.atimeNsec).date
    if ((mask & SET_ATIME_NOW) !== 0) entry.accessedDate = stampOf(this.#time()).date
    if ((mask & (SET_SIZE | SET_MTIME_NOW)) !== 0) this.setModified(node)
    if ((mask & SET_MTIME) !== 0) {
      const { date, time } = fatStampOf(from.mtimeSec, from.mtimeNsec)
      entry.modifiedDate = date
      entry.modifiedTime = time
    }
  }

  /** A file was changed now. */
  setModified({ entry }: FatNode): void {
    const { date, time } = stampOf(this.#time())
    entry.modifiedDate = date
    entry.modifiedTime = time
  }

  /** A file was read now: whether that is another day than it was. */
  setAccessed({ entry }: FatNode): boolean {
    const { date } = stampOf(this.#time())
    if (date === entry.accessedDate) return false
    entry.accessedDate = date
    return true
  }

  /** The entry of a file that is made now. */
  newEntry(attributes: number): ShortEntry {
    const { date, time, hundredths } = stampOf(this.#time())
    return {
      short: '',
      attributes,
      caseFlags: 0,
      createdHundredths: hundredths,
      createdTime: time,
      createdDate: date,
      accessedDate: date,
      modifiedTime: time,
      modifiedDate: date,
      cluster: 0,
      size: 0,
    }
  }

  #time(): Timespec {
    this.#options.clock.read(this.#now)
    return this.#now
  }
}
