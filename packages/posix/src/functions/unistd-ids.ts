// Who the process is: real and effective user and group, and how they are changed (unistd.h). They
// are those of its files: permissions there are what ids are for.

import { EFAULT, EINVAL } from '../errno.ts'
import type { IdRule } from '../fs/identity.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isOutArray } from './out-record.ts'

/** Functions of unistd.h for ids. */
export interface UnistdIdsApi {
  /** The real user. */
  readonly getuid: () => number
  /** The effective user, with which permissions are checked. */
  readonly geteuid: () => number
  /** The real group. */
  readonly getgid: () => number
  /** The effective group. */
  readonly getegid: () => number
  /**
   * Writes the supplementary groups to `grouplist`, and answers how many. With `gidsetsize` 0 it only
   * answers. -1: EINVAL (there are more than `gidsetsize`), EFAULT.
   */
  readonly getgroups: (gidsetsize: number, grouplist?: number[] | Uint32Array) => number
  /**
   * Root becomes another user for good: real, effective and saved one. Others set the effective user
   * to the real or the saved one. -1: EPERM; EINVAL, no id.
   */
  readonly setuid: (uid: number) => Promise<number>
  /** Sets the effective user: anybody for root, else the real or the saved one. -1: EPERM; EINVAL. */
  readonly seteuid: (uid: number) => Promise<number>
  /** `setuid`, for the group. */
  readonly setgid: (gid: number) => Promise<number>
  /** `seteuid`, for the group. */
  readonly setegid: (gid: number) => Promise<number>
}

function getgroups(
  thread: PosixThread,
  gidsetsize: number,
  grouplist: number[] | Uint32Array | undefined,
): number {
  const { groups } = thread.process.files.identity.effective
  if (gidsetsize === 0) return groups.length
  if (!Number.isInteger(gidsetsize) || gidsetsize < groups.length) return thread.fail(EINVAL)
  if (!isOutArray(grouplist) && !(grouplist instanceof Uint32Array)) return thread.fail(EFAULT)
  if (grouplist instanceof Uint32Array && grouplist.length < groups.length)
    return thread.fail(EFAULT)
  for (const [index, group] of groups.entries()) grouplist[index] = group
  return groups.length
}

const setter = (rule: IdRule) => (thread: PosixThread) => (id: number) =>
  thread.promise(thread.process.files.setId(thread, rule, id))

/** Users and groups. */
export const unistdIds: Family<UnistdIdsApi> = {
  getuid: (thread) => () => thread.process.files.identity.uid,
  geteuid: (thread) => () => thread.process.files.identity.effective.uid,
  getgid: (thread) => () => thread.process.files.identity.gid,
  getegid: (thread) => () => thread.process.files.identity.effective.gid,
  getgroups: (thread) => (gidsetsize, grouplist) => getgroups(thread, gidsetsize, grouplist),
  setuid: /* @__PURE__ */ setter('setuid'),
  seteuid: /* @__PURE__ */ setter('seteuid'),
  setgid: /* @__PURE__ */ setter('setgid'),
  setegid: /* @__PURE__ */ setter('setegid'),
}
