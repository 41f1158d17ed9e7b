// Waiting for descriptors in sets: functions of sys/select.h.

import { INFINITE_TIMEOUT } from '@kos/thread'
import { EBADF, EFAULT, EINVAL } from '../errno.ts'
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDNORM,
  POLLWRNORM,
} from '../io/poll-events.ts'
import { pollDescriptors, type PolledDescriptor } from '../io/poll-wait.ts'
import type { timespec } from '../io/timespec.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { pollfd } from './poll.ts'

/** Descriptors of a set are below this number. */
export const FD_SETSIZE = 1024

/** A set of descriptors. */
export class fd_set {
  /** @internal */
  readonly members: Set<number> = new Set()
}

/** Takes a descriptor out of a set. */
export function FD_CLR(fd: number, set: fd_set): void {
  if (set instanceof fd_set) set.members.delete(fd)
}

/** Whether a descriptor is in a set. */
export function FD_ISSET(fd: number, set: fd_set): boolean {
  return set instanceof fd_set && set.members.has(fd)
}

/** Adds a descriptor to a set; one that is not below FD_SETSIZE does nothing. */
export function FD_SET(fd: number, set: fd_set): void {
  const isMember = Number.isInteger(fd) && fd >= 0 && fd < FD_SETSIZE
  if (isMember && set instanceof fd_set) set.members.add(fd)
}

/** Empties a set. */
export function FD_ZERO(set: fd_set): void {
  if (set instanceof fd_set) set.members.clear()
}

/** An interval (`struct timeval`). */
export class timeval {
  tv_sec: number
  /** Microseconds of the second. */
  tv_usec: number

  constructor(tv_sec = 0, tv_usec = 0) {
    this.tv_sec = tv_sec
    this.tv_usec = tv_usec
  }
}

/** Functions of sys/select.h. */
export interface SysSelectApi {
  /**
   * Waits until a descriptor below `nfds` is ready to read, to write, or has something exceptional
   * pending; null stands for no set. `timeout` null: without limit, else rounded up to milliseconds.
   * Leaves in the sets what is ready, and resolves with how many members they have. Without sets it
   * sleeps. -1: EBADF (one is not open), EINVAL (`nfds`, or no time), EFAULT (no set); then the sets
   * stay.
   */
  readonly select: (
    nfds: number,
    readfds: fd_set | null,
    writefds: fd_set | null,
    errorfds: fd_set | null,
    timeout: timeval | null,
  ) => Promise<number>
  /** Likewise; `sigmask` is not used, for no signal interrupts it. */
  readonly pselect: (
    nfds: number,
    readfds: fd_set | null,
    writefds: fd_set | null,
    errorfds: fd_set | null,
    timeout: timespec | null,
    sigmask: unknown,
  ) => Promise<number>
}

/** What the three sets stand for. Ready to read is, too, what is at its end. */
const eventsOfSets = [
  POLLIN | POLLRDNORM | POLLHUP | POLLERR,
  POLLOUT | POLLWRNORM | POLLERR,
  POLLPRI,
] as const

type Sets = readonly [fd_set | null, fd_set | null, fd_set | null]

async function select(
  thread: PosixThread,
  nfds: number,
  sets: Sets,
  milliseconds: number,
): Promise<number> {
  if (!Number.isInteger(nfds) || nfds < 0 || nfds > FD_SETSIZE) return -EINVAL
  if (!sets.every((each) => each === null || each instanceof fd_set)) return -EFAULT
  if (Number.isNaN(milliseconds)) return -EINVAL
  const { descriptors } = thread.process
  const polled: PolledDescriptor[] = []
  for (let fd = 0; fd < nfds; fd++) {
    const events = eventsFor(sets, fd)
    if (events === 0) continue
    if (descriptors.get(fd) === undefined) return -EBADF
    polled.push(new pollfd(fd, events))
  }
  const answer = await pollDescriptors(thread, descriptors, polled, milliseconds, POLLNVAL)
  if (answer < 0) return answer
  if (polled.some(({ revents }) => (revents & POLLNVAL) !== 0)) return -EBADF
  return keepReady(sets, polled)
}

function eventsFor(sets: Sets, fd: number): number {
  let events = 0
  for (const [index, set] of sets.entries())
    if (set?.members.has(fd) === true) events |= eventsOfSets[index] as number
  return events
}

/** Leaves what is ready in the sets, and answers how many members are left. */
function keepReady(sets: Sets, polled: readonly PolledDescriptor[]): number {
  let count = 0
  for (const [index, set] of sets.entries()) {
    if (set === null) continue
    const ready = polled.filter(
      ({ fd, revents }) => set.members.has(fd) && (revents & (eventsOfSets[index] as number)) !== 0,
    )
    set.members.clear()
    for (const { fd } of ready) set.members.add(fd)
    count += ready.length
  }
  return count
}

/** Milliseconds, rounded up; NaN if it is no interval. */
function millisecondsOf(timeout: unknown, seconds: string, fraction: string, unit: number): number {
  if (timeout === null) return INFINITE_TIMEOUT
  if (typeof timeout !== 'object') return NaN
  const { [seconds]: whole, [fraction]: part } = timeout as { readonly [name: string]: unknown }
  if (typeof whole !== 'number' || typeof part !== 'number') return NaN
  if (!Number.isInteger(whole) || !Number.isInteger(part)) return NaN
  if (whole < 0 || part < 0 || part >= 1000 * unit) return NaN
  return Math.min(whole * 1000 + Math.ceil(part / unit), INFINITE_TIMEOUT - 1)
}

/** Waiting for descriptors. */
export const sysSelect: Family<SysSelectApi> = {
  select: (thread) => (nfds, readfds, writefds, errorfds, timeout) => {
    const milliseconds = millisecondsOf(timeout, 'tv_sec', 'tv_usec', 1000)
    return thread.promise(select(thread, nfds, [readfds, writefds, errorfds], milliseconds))
  },
  pselect: (thread) => (nfds, readfds, writefds, errorfds, timeout, _sigmask) => {
    const milliseconds = millisecondsOf(timeout, 'tv_sec', 'tv_nsec', 1_000_000)
    return thread.promise(select(thread, nfds, [readfds, writefds, errorfds], milliseconds))
  },
}
