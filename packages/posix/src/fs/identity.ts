// Who a process is: its real, effective and saved user and group, and how they may change. The
// effective ones are what permissions are checked with.

import { EINVAL, EPERM } from '../errno.ts'
import type { Credentials } from './credentials.ts'
import { isId } from './set-attributes.ts'

/** By which function ids are changed. */
export type IdRule = 'setuid' | 'seteuid' | 'setgid' | 'setegid'

/** The ids of a process. */
export class Identity {
  uid: number
  gid: number
  savedUid: number
  savedGid: number
  /** The effective ids and the supplementary groups: replaced, not changed. */
  effective: Credentials

  /** All ids are those of the credentials. */
  constructor(credentials: Credentials) {
    this.effective = credentials
    this.uid = this.savedUid = credentials.uid
    this.gid = this.savedGid = credentials.gid
  }

  /** The real ids as credentials, for `access`. */
  get real(): Credentials {
    const { uid, gid, effective } = this
    if (uid === effective.uid && gid === effective.gid) return effective
    return { uid, gid, groups: effective.groups }
  }

  /**
   * Changes ids. `setuid` and `setgid` set all three if the effective user is root; else, like
   * `seteuid` and `setegid`, the effective one, to the real or the saved one. Answers 0, or negated
   * EINVAL (no id) or EPERM (neither root nor one of the two).
   */
  set(rule: IdRule, id: number): number {
    if (!isId(id)) return -EINVAL
    const isRoot = this.effective.uid === 0
    const ofUser = rule === 'setuid' || rule === 'seteuid'
    const own = ofUser ? [this.uid, this.savedUid] : [this.gid, this.savedGid]
    if (!isRoot && !own.includes(id)) return -EPERM
    if (isRoot && rule === 'setuid') this.uid = this.savedUid = id
    if (isRoot && rule === 'setgid') this.gid = this.savedGid = id
    this.effective = { ...this.effective, ...(ofUser ? { uid: id } : { gid: id }) }
    return 0
  }
}
