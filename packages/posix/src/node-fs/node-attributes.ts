// Attributes of files of the host: read into records, and set.
//
// Node sets times in microseconds, and always both. Owners are those of the host, or one user that
// all files belong to, so that nobody here can give files away on the host.

import { EPERM } from '../errno.ts'
import { permissionBits } from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import {
  SET_ATIME,
  SET_ATIME_NOW,
  SET_GID,
  SET_MODE,
  SET_MTIME,
  SET_MTIME_NOW,
  SET_UID,
} from '../fs/file-system.ts'
import { nanosecondsPerSecond } from '../fs/file-time.ts'
import type { NodeStats } from './node-fs.ts'
import type { NodeInode } from './node-inode.ts'
import type { Reach } from './reach.ts'

/** The user and group that all files seem to belong to. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

const nanoseconds = BigInt(nanosecondsPerSecond)

/** Writes what the host says of a file, and whose it seems to be. */
export function readStats(stats: NodeStats, owner: Owner | null, into: FileStat): void {
  into.mode = Number(stats.mode)
  into.nlink = Number(stats.nlink)
  into.uid = owner === null ? Number(stats.uid) : owner.uid
  into.gid = owner === null ? Number(stats.gid) : owner.gid
  into.size = Number(stats.size)
  into.blksize = Number(stats.blksize)
  into.blocks = Number(stats.blocks)
  into.atimeNsec = nanosecondsOf(stats.atimeNs)
  into.atimeSec = secondsOf(stats.atimeNs, into.atimeNsec)
  into.mtimeNsec = nanosecondsOf(stats.mtimeNs)
  into.mtimeSec = secondsOf(stats.mtimeNs, into.mtimeNsec)
  into.ctimeNsec = nanosecondsOf(stats.ctimeNs)
  into.ctimeSec = secondsOf(stats.ctimeNs, into.ctimeNsec)
}

/**
 * Sets owner and mode as a mask says, if they are not so already. Answers 0 or a negated error
 * number; what was set before is set back then, if the host lets it.
 */
export function setOwnerAndMode(
  reach: Reach,
  inode: NodeInode,
  mask: number,
  from: FileStat,
  now: FileStat,
  owner: Owner | null,
): number {
  const uid = (mask & SET_UID) === 0 ? now.uid : from.uid
  const gid = (mask & SET_GID) === 0 ? now.gid : from.gid
  const isGiven = uid !== now.uid || gid !== now.gid
  if (isGiven && owner !== null) return -EPERM
  if (isGiven) {
    const fault = reach.setOwner(inode, uid, gid)
    if (fault !== 0) return fault
  }
  const before = now.mode & permissionBits
  const mode = (mask & SET_MODE) === 0 ? before : from.mode & permissionBits
  // A host takes S_ISUID and S_ISGID from what is given to somebody else. Who asks for the mode
  // only hears whether the host lets it be set, also if it is the same.
  const isKept = mode === before && !isGiven && (mask & (SET_UID | SET_GID)) !== 0
  if ((mask & SET_MODE) === 0 || isKept) return 0
  const fault = reach.setMode(inode, mode)
  if (fault !== 0 && isGiven) reach.setOwner(inode, now.uid, now.gid)
  return fault
}

/**
 * Sets the times that a mask names. The others stay, but for less than a microsecond. `unit` is the
 * resolution of the host's times in nanoseconds: 1000, or 1.
 */
export function setTimes(
  reach: Reach,
  inode: NodeInode,
  mask: number,
  from: FileStat,
  now: FileStat,
  unit: number,
): number {
  if ((mask & (SET_ATIME | SET_ATIME_NOW | SET_MTIME | SET_MTIME_NOW)) === 0) return 0
  const present = Date.now() / 1000
  const atime = (mask & SET_ATIME) === 0 ? now : from
  const mtime = (mask & SET_MTIME) === 0 ? now : from
  return reach.setTimes(
    inode,
    (mask & SET_ATIME_NOW) === 0 ? timeOf(atime.atimeSec, atime.atimeNsec, unit) : present,
    (mask & SET_MTIME_NOW) === 0 ? timeOf(mtime.mtimeSec, mtime.mtimeNsec, unit) : present,
  )
}

/**
 * A time for Node, which cuts it to whole units, towards 1970: a third of one further away, so that
 * no rounding changes one. As a text: Node takes a negative number for the present.
 */
function timeOf(seconds: number, nsec: number, unit: number): string {
  const third = seconds < 0 ? -0.3 : 0.3
  return String(seconds + ((Math.floor(nsec / 1000) * 1000) / unit + third) * (unit / 1e9))
}

function nanosecondsOf(time: bigint): number {
  const rest = Number(time % nanoseconds)
  return rest < 0 ? rest + nanosecondsPerSecond : rest
}

function secondsOf(time: bigint, nsec: number): number {
  return Number((time - BigInt(nsec)) / nanoseconds)
}
