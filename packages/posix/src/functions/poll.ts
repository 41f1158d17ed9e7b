// Waiting for events of several descriptors: `poll` of poll.h.

import { INFINITE_TIMEOUT } from '@kos/thread'
import { EFAULT, EINVAL } from '../errno.ts'
import { pollDescriptors } from '../io/poll-wait.ts'
import { OPEN_MAX } from '../limits.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isRecordOf } from './out-record.ts'

/** A descriptor and its events (`struct pollfd`). */
export class pollfd {
  /** Below 0 it is left out. */
  fd: number
  /** What is asked for: POLLIN, POLLOUT and so on. */
  events: number
  /** What was found; POLLERR, POLLHUP and POLLNVAL without being asked for. */
  revents = 0

  constructor(fd = -1, events = 0) {
    this.fd = fd
    this.events = events
  }
}

/** The function of poll.h. */
export interface PollApi {
  /**
   * Waits until one of the first `nfds` descriptors has an event, `timeout` milliseconds at most; -1:
   * without limit. Resolves with how many have some, 0 if the time is up. Files and directories are
   * always ready; a descriptor that is not open has POLLNVAL, also one that is closed meanwhile. -1:
   * EFAULT (no array of `pollfd`), EINVAL (more than OPEN_MAX or than there are, no time).
   */
  readonly poll: (fds: readonly pollfd[], nfds: number, timeout: number) => Promise<number>
}

function poll(
  thread: PosixThread,
  fds: readonly pollfd[],
  nfds: number,
  timeout: number,
): Promise<number> | number {
  if (!Array.isArray(fds)) return -EFAULT
  if (!Number.isInteger(nfds) || nfds < 0 || nfds > OPEN_MAX || nfds > fds.length) return -EINVAL
  if (!Number.isInteger(timeout) || timeout > 2 ** 31 - 1) return -EINVAL
  const polled = fds.slice(0, nfds)
  if (!polled.every((each) => isRecordOf(each, pollfd))) return -EFAULT
  const limit = timeout < 0 ? INFINITE_TIMEOUT : timeout
  return pollDescriptors(thread, thread.process.descriptors, polled, limit)
}

/** Waiting for events. */
export const polls: Family<PollApi> = {
  poll: (thread) => (fds, nfds, timeout) => thread.promise(poll(thread, fds, nfds, timeout)),
}
