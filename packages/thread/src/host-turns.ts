// What the scheduler needs of the host's event loop: turns, and what the host still has to finish.
//
// The host's timers and I/O get a turn after `length` switches of threads, so that they do not
// starve. While a thread runs a turn is always armed, because a thread that still runs when it
// comes has made a foreign wait. What happens in a turn is in `foreign-wait.ts`.

import type { Clock } from './clock.ts'
import type { Thread } from './thread.ts'

/** Switches between two turns of the host, if the options of the scheduler do not say. */
const defaultTurnLength = 4096

/** Asks for turns of the host, one at a time, and says when the next is due. */
export class HostTurns {
  /** The count of switches at which the next turn is due: no thread runs until it has come. */
  dueAt: number
  /** True while a turn was asked for and has not come. */
  isArmed = false
  /**
   * The thread that was chosen when a turn was due: it runs in that turn. Null if there is none.
   */
  deferredThread: Thread | null = null
  /** How many threads are away. */
  awayThreads = 0
  /** How many host operations are pending. */
  hostOperations = 0
  /** True if virtual time stands until the next turn. */
  isTimeSuspended = false
  readonly #clock: Clock
  readonly #length: number
  readonly #onTurn: () => void

  /** `onTurn` is called in each turn; `length` switches may pass between two turns. */
  constructor(clock: Clock, length: number | undefined, onTurn: () => void) {
    this.#clock = clock
    this.#length = length ?? defaultTurnLength
    this.dueAt = this.#length
    this.#onTurn = () => {
      this.isArmed = false
      onTurn()
    }
  }

  /** True if the host may still make a thread ready, or let virtual time go on. */
  get isHostAwaited(): boolean {
    return this.isTimeSuspended || this.awayThreads > 0 || this.hostOperations > 0
  }

  /** Asks for a turn, unless one is armed. */
  arm(): void {
    if (this.isArmed) return
    this.isArmed = true
    this.#clock.hostTask(this.#onTurn)
  }

  /** Virtual time stands until the next turn. */
  suspendTime(): void {
    this.isTimeSuspended = true
    this.arm()
  }

  /** A turn came after `switches` switches: counts anew, and time may go on. */
  restart(switches: number): void {
    this.isTimeSuspended = false
    this.dueAt = switches + this.#length
  }
}
