// Attributes of files as programs get them (sys/stat.h), and what kind of file a mode is.

import {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from '../fs/file-mode.ts'
import type { FileStat } from '../fs/file-stat.ts'
import { timespec } from './timespec.ts'

/** Attributes of a file (`struct stat`). */
export class Stat {
  /** Number of the mount that the file is in. */
  st_dev = 0
  st_ino = 0
  /** Type and permissions. */
  st_mode = 0
  st_nlink = 0
  st_uid = 0
  st_gid = 0
  /** Always 0: no file is a device. */
  st_rdev = 0
  /** Bytes; of a symbolic link those of its target, of a pipe those in it. */
  st_size = 0
  /** The last access. */
  readonly st_atim: timespec = new timespec()
  /** The last modification. */
  readonly st_mtim: timespec = new timespec()
  /** The last status change. */
  readonly st_ctim: timespec = new timespec()
  /** Best size of a transfer, in bytes. */
  st_blksize = 0
  /** Allocated blocks of 512 bytes. */
  st_blocks = 0
}

/** Copies attributes into the record of a program. */
export function writeStat(from: FileStat, into: Stat): void {
  into.st_dev = from.dev
  into.st_ino = from.ino
  into.st_mode = from.mode
  into.st_nlink = from.nlink
  into.st_uid = from.uid
  into.st_gid = from.gid
  into.st_rdev = 0
  into.st_size = from.size
  into.st_blksize = from.blksize
  into.st_blocks = from.blocks
  into.st_atim.tv_sec = from.atimeSec
  into.st_atim.tv_nsec = from.atimeNsec
  into.st_mtim.tv_sec = from.mtimeSec
  into.st_mtim.tv_nsec = from.mtimeNsec
  into.st_ctim.tv_sec = from.ctimeSec
  into.st_ctim.tv_nsec = from.ctimeNsec
}

/** Whether a mode is that of a block device. */
export function S_ISBLK(mode: number): boolean {
  return (mode & S_IFMT) === S_IFBLK
}

/** Whether a mode is that of a character device: a terminal. */
export function S_ISCHR(mode: number): boolean {
  return (mode & S_IFMT) === S_IFCHR
}

/** Whether a mode is that of a directory. */
export function S_ISDIR(mode: number): boolean {
  return (mode & S_IFMT) === S_IFDIR
}

/** Whether a mode is that of a pipe. */
export function S_ISFIFO(mode: number): boolean {
  return (mode & S_IFMT) === S_IFIFO
}

/** Whether a mode is that of a symbolic link. */
export function S_ISLNK(mode: number): boolean {
  return (mode & S_IFMT) === S_IFLNK
}

/** Whether a mode is that of a regular file. */
export function S_ISREG(mode: number): boolean {
  return (mode & S_IFMT) === S_IFREG
}

/** Whether a mode is that of a socket. */
export function S_ISSOCK(mode: number): boolean {
  return (mode & S_IFMT) === S_IFSOCK
}
