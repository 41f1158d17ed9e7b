// Made by `kos gen` from kl/VfsTypes.idl. Do not edit.
//
// What the interfaces of the virtual file system share.
/* eslint-disable */

import { bytes, sint64, string, struct, uint32, uint64 } from '@kos/libkos'
import type { Type } from '@kos/libkos'
import { isObject } from '@kos/libkos/codec'
import type { ValueCodec } from '@kos/libkos/codec'

/** Data in a message: what is longer goes through a buffer (VfsBuffer.idl). */
export const MaxData = 4096

/** Bytes of a path in UTF-8. */
export type Path = string
export const Path: Type<Path> = /* @__PURE__ */ string(4095)

export type Data = Uint8Array
export const Data: Type<Data> = /* @__PURE__ */ bytes(MaxData)

/** Seconds since 1970, and nanoseconds or one of the marks of utimensat. */
export interface Time {
  readonly seconds: bigint
  readonly nanoseconds: number
}
export const Time: Type<Time> = /* @__PURE__ */ struct({ seconds: sint64, nanoseconds: uint32 })

/** As struct stat. */
export interface Stat {
  readonly ino: bigint
  readonly size: bigint
  readonly blocks: bigint
  readonly dev: number
  readonly mode: number
  readonly nlink: number
  readonly uid: number
  readonly gid: number
  readonly blksize: number
  readonly atime: Time
  readonly mtime: Time
  readonly ctime: Time
}
export const Stat: Type<Stat> = /* @__PURE__ */ struct({ ino: uint64, size: uint64, blocks: uint64, dev: uint32, mode: uint32, nlink: uint32, uid: uint32, gid: uint32, blksize: uint32, atime: Time, mtime: Time, ctime: Time })

/** As struct statvfs. */
export interface FsStat {
  readonly blocks: bigint
  readonly bfree: bigint
  readonly files: bigint
  readonly ffree: bigint
  readonly bsize: number
  readonly namemax: number
}
export const FsStat: Type<FsStat> = /* @__PURE__ */ struct({ blocks: uint64, bfree: uint64, files: uint64, ffree: uint64, bsize: uint32, namemax: uint32 })

export const TimeCodec: ValueCodec<Time> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { seconds, nanoseconds } = given
    return { seconds, nanoseconds }
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    const { seconds, nanoseconds } = taken
    if (typeof seconds !== 'bigint' || BigInt.asIntN(64, seconds) !== seconds) return -1
    view.setBigInt64(at, seconds, true)
    if (typeof nanoseconds !== 'number' || nanoseconds >>> 0 !== nanoseconds) return -1
    view.setUint32(at + 8, nanoseconds, true)
    view.setUint32(at + 12, 0, true)
    return used
  },
  get(view, at) {
    return {
      seconds: view.getBigInt64(at, true),
      nanoseconds: view.getUint32(at + 8, true),
    }
  },
  check(view, at) {
    if (view.getUint32(at + 12, true) !== 0) return ' has reserved bytes that are not zero'
    return null
  },
}

export const StatCodec: ValueCodec<Stat> = {
  take(given, writer) {
    if (!isObject(given)) return null as never
    const { ino, size: size_, blocks, dev, mode, nlink, uid, gid, blksize } = given
    const atime = TimeCodec.take(given.atime, writer)
    const mtime = TimeCodec.take(given.mtime, writer)
    const ctime = TimeCodec.take(given.ctime, writer)
    return { ino, size: size_, blocks, dev, mode, nlink, uid, gid, blksize, atime, mtime, ctime }
  },
  put(taken, view, at, arena, data, used) {
    if (taken === null) return -1
    const { ino, size: size_, blocks, dev, mode, nlink, uid, gid, blksize, atime, mtime, ctime } = taken
    if (typeof ino !== 'bigint' || BigInt.asUintN(64, ino) !== ino) return -1
    view.setBigUint64(at, ino, true)
    if (typeof size_ !== 'bigint' || BigInt.asUintN(64, size_) !== size_) return -1
    view.setBigUint64(at + 8, size_, true)
    if (typeof blocks !== 'bigint' || BigInt.asUintN(64, blocks) !== blocks) return -1
    view.setBigUint64(at + 16, blocks, true)
    if (typeof dev !== 'number' || dev >>> 0 !== dev) return -1
    view.setUint32(at + 24, dev, true)
    if (typeof mode !== 'number' || mode >>> 0 !== mode) return -1
    view.setUint32(at + 28, mode, true)
    if (typeof nlink !== 'number' || nlink >>> 0 !== nlink) return -1
    view.setUint32(at + 32, nlink, true)
    if (typeof uid !== 'number' || uid >>> 0 !== uid) return -1
    view.setUint32(at + 36, uid, true)
    if (typeof gid !== 'number' || gid >>> 0 !== gid) return -1
    view.setUint32(at + 40, gid, true)
    if (typeof blksize !== 'number' || blksize >>> 0 !== blksize) return -1
    view.setUint32(at + 44, blksize, true)
    used = TimeCodec.put(atime, view, at + 48, arena, data, used)
    if (used < 0) return -1
    used = TimeCodec.put(mtime, view, at + 64, arena, data, used)
    if (used < 0) return -1
    used = TimeCodec.put(ctime, view, at + 80, arena, data, used)
    if (used < 0) return -1
    return used
  },
  get(view, at, arena, data, handles, bytes) {
    return {
      ino: view.getBigUint64(at, true),
      size: view.getBigUint64(at + 8, true),
      blocks: view.getBigUint64(at + 16, true),
      dev: view.getUint32(at + 24, true),
      mode: view.getUint32(at + 28, true),
      nlink: view.getUint32(at + 32, true),
      uid: view.getUint32(at + 36, true),
      gid: view.getUint32(at + 40, true),
      blksize: view.getUint32(at + 44, true),
      atime: TimeCodec.get(view, at + 48, arena, data, handles, bytes),
      mtime: TimeCodec.get(view, at + 64, arena, data, handles, bytes),
      ctime: TimeCodec.get(view, at + 80, arena, data, handles, bytes),
    }
  },
  check(view, at, segments) {
    const atime = TimeCodec.check(view, at + 48, segments)
    if (atime !== null) return '.atime' + atime
    const mtime = TimeCodec.check(view, at + 64, segments)
    if (mtime !== null) return '.mtime' + mtime
    const ctime = TimeCodec.check(view, at + 80, segments)
    if (ctime !== null) return '.ctime' + ctime
    return null
  },
}

export const FsStatCodec: ValueCodec<FsStat> = {
  take(given) {
    if (!isObject(given)) return null as never
    const { blocks, bfree, files, ffree, bsize, namemax } = given
    return { blocks, bfree, files, ffree, bsize, namemax }
  },
  put(taken, view, at, _arena, _data, used) {
    if (taken === null) return -1
    const { blocks, bfree, files, ffree, bsize, namemax } = taken
    if (typeof blocks !== 'bigint' || BigInt.asUintN(64, blocks) !== blocks) return -1
    view.setBigUint64(at, blocks, true)
    if (typeof bfree !== 'bigint' || BigInt.asUintN(64, bfree) !== bfree) return -1
    view.setBigUint64(at + 8, bfree, true)
    if (typeof files !== 'bigint' || BigInt.asUintN(64, files) !== files) return -1
    view.setBigUint64(at + 16, files, true)
    if (typeof ffree !== 'bigint' || BigInt.asUintN(64, ffree) !== ffree) return -1
    view.setBigUint64(at + 24, ffree, true)
    if (typeof bsize !== 'number' || bsize >>> 0 !== bsize) return -1
    view.setUint32(at + 32, bsize, true)
    if (typeof namemax !== 'number' || namemax >>> 0 !== namemax) return -1
    view.setUint32(at + 36, namemax, true)
    return used
  },
  get(view, at) {
    return {
      blocks: view.getBigUint64(at, true),
      bfree: view.getBigUint64(at + 8, true),
      files: view.getBigUint64(at + 16, true),
      ffree: view.getBigUint64(at + 24, true),
      bsize: view.getUint32(at + 32, true),
      namemax: view.getUint32(at + 36, true),
    }
  },
  check() {
    return null
  },
}
