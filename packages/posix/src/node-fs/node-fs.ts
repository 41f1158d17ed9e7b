// The part of `node:fs` that a file system of the host is made of: synchronous functions, which
// throw errors with a `code`. `node:fs` itself has them, and so have graceful-fs, memfs and others.

import {
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOCTTY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
} from '../fs/open-flags.ts'

/** Attributes of a file: what `lstatSync` and `fstatSync` give with `bigint: true`. */
export interface NodeStats {
  /** With `ino` it tells files apart. */
  readonly dev: bigint
  readonly ino: bigint
  readonly mode: bigint
  readonly nlink: bigint
  readonly uid: bigint
  readonly gid: bigint
  readonly size: bigint
  readonly blksize: bigint
  readonly blocks: bigint
  /** Nanoseconds since 1970. */
  readonly atimeNs: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly birthtimeNs: bigint
}

/** Sizes of a file system: what `statfsSync` gives. */
export interface NodeStatFs {
  readonly type: number
  readonly bsize: number
  readonly blocks: number
  readonly bfree: number
  readonly files: number
  readonly ffree: number
}

/** Flags of `open` as the host has them. */
export interface NodeFlags {
  readonly O_RDONLY: number
  readonly O_WRONLY: number
  readonly O_RDWR: number
  readonly O_CREAT: number
  readonly O_EXCL: number
  /** 0 where there is none. */
  readonly O_NOFOLLOW: number
  readonly O_DIRECTORY: number
  readonly O_NONBLOCK: number
  readonly O_NOCTTY: number
}

/** Synchronous functions of files. */
export interface NodeFs {
  /** The flags of `openSync`; those of Linux if left out. */
  readonly constants?: Partial<NodeFlags>
  lstatSync(path: string, options: { bigint: true; throwIfNoEntry: false }): NodeStats | undefined
  fstatSync(fd: number, options: { bigint: true }): NodeStats
  statfsSync(path: string): NodeStatFs
  openSync(path: string, flags: number, mode?: number): number
  closeSync(fd: number): void
  readSync(fd: number, into: Uint8Array, at: number, length: number, position: number): number
  writeSync(fd: number, from: Uint8Array, at: number, length: number, position: number): number
  ftruncateSync(fd: number, size: number): void
  fsyncSync(fd: number): void
  fchmodSync(fd: number, mode: number): void
  chmodSync(path: string, mode: number): void
  fchownSync(fd: number, uid: number, gid: number): void
  chownSync(path: string, uid: number, gid: number): void
  lchownSync(path: string, uid: number, gid: number): void
  utimesSync(path: string, atime: number | string, mtime: number | string): void
  futimesSync(fd: number, atime: number | string, mtime: number | string): void
  lutimesSync(path: string, atime: number | string, mtime: number | string): void
  readdirSync(path: string): string[]
  readdirSync(path: string, options: { encoding: 'buffer' }): Uint8Array[]
  readlinkSync(path: string): string
  readlinkSync(path: string, options: { encoding: 'buffer' }): Uint8Array
  mkdirSync(path: string, mode: number): unknown
  symlinkSync(target: string, path: string): void
  linkSync(path: string, newPath: string): void
  unlinkSync(path: string): void
  rmdirSync(path: string): void
  renameSync(path: string, newPath: string): void
}

/** With this `lstatSync` answers undefined for an entry that is not there: no error is made. */
export const lstatOptions = { bigint: true, throwIfNoEntry: false } as const
/** All numbers of the attributes are exact. */
export const fstatOptions = { bigint: true } as const
/** Names that are no UTF-8 stay as they are. */
export const bufferOptions = { encoding: 'buffer' } as const

const linux: NodeFlags = {
  O_RDONLY,
  O_WRONLY,
  O_RDWR,
  O_CREAT,
  O_EXCL,
  O_NOFOLLOW,
  O_DIRECTORY,
  O_NONBLOCK,
  O_NOCTTY,
}

/** The flags that a host has. */
export function flagsOf({ constants = linux }: NodeFs): NodeFlags {
  const none = { O_NOFOLLOW: 0, O_DIRECTORY: 0, O_NONBLOCK: 0, O_NOCTTY: 0 }
  return { ...none, ...(constants as NodeFlags) }
}
