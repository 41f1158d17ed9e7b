// The modes of `fopen`: `r`, `w`, `a`, with `+` to read and write, and `b`, which changes nothing.

import {
  O_ACCMODE,
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from '../fs/open-flags.ts'

const modes = /^([rwa])(?:(\+)b?|b(\+)?)?$/

/** The flags of `open` for a mode; -1: it is none. */
export function openFlags(mode: unknown): number {
  const match = typeof mode === 'string' ? modes.exec(mode) : null
  if (match === null) return -1
  const [, letter, before, behind] = match
  const isUpdate = before !== undefined || behind !== undefined
  if (letter === 'r') return isUpdate ? O_RDWR : O_RDONLY
  const access = (isUpdate ? O_RDWR : O_WRONLY) | O_CREAT
  return letter === 'w' ? access | O_TRUNC : access | O_APPEND
}

/** Whether a description that is open with `flags` allows the access of a mode. */
export function allowsAccess(flags: number, wanted: number): boolean {
  const access = flags & O_ACCMODE
  return access === O_RDWR || access === (wanted & O_ACCMODE)
}
