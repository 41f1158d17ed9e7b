// Who asks: user, group and supplementary groups, and what the permission bits of a file let them
// do.

import { isDirectory, X_OK } from './file-mode.ts'
import type { FileStat } from './file-stat.ts'

/** A user with its groups. User 0 is root, who may do anything. */
export interface Credentials {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups. */
  readonly groups: readonly number[]
}

/** Whether somebody is in a group. */
export function isInGroup({ gid, groups }: Credentials, group: number): boolean {
  return gid === group || groups.includes(group)
}

/**
 * Whether the permission bits let somebody do all that `wanted` has (R_OK, W_OK, X_OK). One class
 * of bits counts: that of the owner, of the group, or of others. Root may do all, but execute only
 * what is a directory or executable for somebody.
 */
export function permits(credentials: Credentials, stat: FileStat, wanted: number): boolean {
  const { mode, uid, gid } = stat
  if (credentials.uid === 0)
    return (wanted & X_OK) === 0 || isDirectory(mode) || (mode & 0o111) !== 0
  if (credentials.uid === uid) return ((mode >> 6) & wanted) === wanted
  if (isInGroup(credentials, gid)) return ((mode >> 3) & wanted) === wanted
  return (mode & wanted) === wanted
}
