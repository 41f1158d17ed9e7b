// The states of a thread of a scheduler. Which state follows which is decided in `scheduler.ts` and
// in the files that its first lines name.

/** The states of a thread. */
export const ThreadState: {
  /** Made, not started. */
  readonly new: 0
  /** May run and waits for its turn. */
  readonly ready: 1
  /** The one that runs. */
  readonly running: 2
  /** Waits in a blocking operation. */
  readonly parked: 3
  /** Awaits something the scheduler knows nothing of. */
  readonly away: 4
  /** Stopped for good by itself, without ending. */
  readonly suspended: 5
  /** Over. */
  readonly ended: 6
} = { new: 0, ready: 1, running: 2, parked: 3, away: 4, suspended: 5, ended: 6 }

/** One of the numbers of `ThreadState`. */
export type ThreadState = (typeof ThreadState)[keyof typeof ThreadState]
