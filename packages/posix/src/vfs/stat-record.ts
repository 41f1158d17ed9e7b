// Attributes as they go through messages, and back.

import type { FileStat, FileSystemStat } from '../fs/file-stat.ts'
import type { FsStat, Stat, Time } from '../generated/kl/VfsTypes.idl.ts'

/** A size or a number of a file as it is sent: what no file has is 0. */
function sent(value: number): bigint {
  return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : 0n
}

/** A time as it is sent. */
export function sentTime(seconds: number, nanoseconds: number): Time {
  const isWhole = Number.isSafeInteger(seconds)
  return { seconds: isWhole ? BigInt(seconds) : 0n, nanoseconds: nanoseconds >>> 0 }
}

/** Attributes of a file as they are sent. */
export function sentStat(stat: FileStat): Stat {
  return {
    ino: sent(stat.ino),
    size: sent(stat.size),
    blocks: sent(stat.blocks),
    dev: stat.dev >>> 0,
    mode: stat.mode >>> 0,
    nlink: stat.nlink >>> 0,
    uid: stat.uid >>> 0,
    gid: stat.gid >>> 0,
    blksize: stat.blksize >>> 0,
    atime: sentTime(stat.atimeSec, stat.atimeNsec),
    mtime: sentTime(stat.mtimeSec, stat.mtimeNsec),
    ctime: sentTime(stat.ctimeSec, stat.ctimeNsec),
  }
}

/** Takes attributes that arrived. */
export function takeStat(from: Stat, into: FileStat): void {
  into.ino = Number(from.ino)
  into.size = Number(from.size)
  into.blocks = Number(from.blocks)
  into.dev = from.dev
  into.mode = from.mode
  into.nlink = from.nlink
  into.uid = from.uid
  into.gid = from.gid
  into.blksize = from.blksize
  into.atimeSec = Number(from.atime.seconds)
  into.atimeNsec = from.atime.nanoseconds
  into.mtimeSec = Number(from.mtime.seconds)
  into.mtimeNsec = from.mtime.nanoseconds
  into.ctimeSec = Number(from.ctime.seconds)
  into.ctimeNsec = from.ctime.nanoseconds
}

/** Attributes of a file system as they are sent. */
export function sentFsStat(stat: FileSystemStat): FsStat {
  return {
    blocks: sent(stat.blocks),
    bfree: sent(stat.bfree),
    files: sent(stat.files),
    ffree: sent(stat.ffree),
    bsize: stat.bsize >>> 0,
    namemax: stat.namemax >>> 0,
  }
}

/** Takes attributes of a file system that arrived. */
export function takeFsStat(from: FsStat, into: FileSystemStat): void {
  into.blocks = Number(from.blocks)
  into.bfree = Number(from.bfree)
  into.files = Number(from.files)
  into.ffree = Number(from.ffree)
  into.bsize = from.bsize
  into.namemax = from.namemax
}
