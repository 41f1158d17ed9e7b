// What the scheduler needs of the host's event loop: turns, and what the host still has to finish.
//
// The host's timers and I/O get a turn after `length` switches of threads, so that they do not
// starve. While a thread runs a turn is always armed, because in real time a thread that still runs
// when it comes has made a foreign wait. Virtual time finds that out earlier (`quiescence.ts`).
// What happens in a turn is in `foreign-wait.ts`.

import type { Clock } from './clock.ts'
import { Quiescence } from './quiescence.ts'
import type { Thread } from './thread.ts'

/** Switches between two turns of the host, if the options of the scheduler do not say. */
const defaultTurnLength = 4096

/** Asks for turns of the host, one at a time, and says when the next is due. */
export class HostTurns {
  /** The count of switches at which the next turn is due: no thread runs until it has come. */
  dueAt: number
  /** True while everything that `arm` asks for is still to come. */
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
  readonly #quiescence: Quiescence | null
  #isTurnPending = false

  /**
   * `onTurn` is called in each turn; `length` switches may pass between two turns. `onQuiescence`
   * is called under virtual time, when the microtask queue has run dry.
   */
  constructor(
    clock: Clock,
    length: number | undefined,
    onTurn: () => void,
    onQuiescence: () => void,
  ) {
    this.#clock = clock
    this.#length = length ?? defaultTurnLength
    this.dueAt = this.#length
    this.#onTurn = () => {
      this.isArmed = false
      this.#isTurnPending = false
      onTurn()
    }
    const onDry = (): void => {
      this.isArmed = false
      onQuiescence()
    }
    this.#quiescence = clock.isVirtual ? new Quiescence(clock, onDry) : null
  }

  /** True if the host may still make a thread ready, or let virtual time go on. */
  get isHostAwaited(): boolean {
    return this.isTimeSuspended || this.awayThreads > 0 || this.hostOperations > 0
  }

  /** True under virtual time, if no code of a thread runs or is about to. */
  get isQuiescent(): boolean {
    return this.#quiescence !== null && !this.#quiescence.isAwaited
  }

  /**
   * A thread runs from now on: asks for a turn, unless one is on its way, and under virtual time to
   * be told of the next quiescence.
   */
  arm(): void {
    this.isArmed = true
    this.#quiescence?.expect()
    if (this.#isTurnPending) return
    this.#isTurnPending = true
    this.#clock.hostTask(this.#onTurn)
  }

  /** Virtual time stands until the next turn. */
  suspendTime(): void {
    this.isTimeSuspended = true
    this.arm()
  }

  /**
   * A turn came after `switches` switches: time may go on, and switches count anew. Under virtual
   * time they do so only if the turn was due: when another one comes, depends on the host.
   */
  restart(switches: number): void {
    this.isTimeSuspended = false
    if (!this.#clock.isVirtual || switches >= this.dueAt) this.dueAt = switches + this.#length
  }
}
