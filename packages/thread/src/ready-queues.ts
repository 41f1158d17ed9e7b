// The threads that may run: 32 queues, one per priority, and a bit for each that is not empty.
// First come first served inside a priority, unless a `Choice` says otherwise. Who becomes ready
// and what happens to the chosen one is in `scheduler.ts`.

import type { Thread } from './thread.ts'
import { ThreadPriorityHighest } from './thread-priority.ts'

/** The seam where equal threads are told apart, and where the explorer of schedules steps in. */
export interface Choice {
  /**
   * Which of `count` equal ready threads runs next, in order of arrival: 0 to count - 1. `first` is
   * the first of them; `next` leads to the others. They are to be looked at, not touched.
   */
  choose(count: number, first: Thread): number
  /**
   * Whether another thread of the same priority takes over after an operation that could have
   * blocked.
   */
  preempt?(): boolean
}

const priorities = ThreadPriorityHighest + 1

/** Ready threads by priority. */
export class ReadyQueues {
  /** Bit p is set if a thread of priority p is ready. */
  bitmap = 0
  /**
   * The only ready thread, if it came alone: it stands in no queue, since most hand-overs are from
   * one thread to one other.
   */
  #sole: Thread | null = null
  readonly #first: (Thread | null)[] = Array.from({ length: priorities }, () => null)
  readonly #last: (Thread | null)[] = Array.from({ length: priorities }, () => null)

  /** Links a thread in at the end of its queue. */
  append(thread: Thread): void {
    if (this.bitmap === 0) {
      this.#sole = thread
      this.bitmap = 1 << thread.priority
      return
    }
    if (this.#sole !== null) this.#queue(this.#sole)
    this.#append(thread)
  }

  #append(thread: Thread): void {
    const priority = thread.priority
    const last = this.#last[priority] as Thread | null
    thread.previous = last
    thread.next = null
    this.#last[priority] = thread
    if (last === null) {
      this.#first[priority] = thread
      this.bitmap |= 1 << priority
    } else last.next = thread
  }

  /** Links a thread in at the head of its queue. */
  prepend(thread: Thread): void {
    if (this.bitmap === 0) return this.#stand(thread)
    if (this.#sole !== null) this.#queue(this.#sole)
    const priority = thread.priority
    const first = this.#first[priority] as Thread | null
    thread.previous = null
    thread.next = first
    this.#first[priority] = thread
    if (first === null) {
      this.#last[priority] = thread
      this.bitmap |= 1 << priority
    } else first.previous = thread
  }

  /** Unlinks a thread, wherever it stands. */
  remove(thread: Thread): void {
    if (thread === this.#sole) return this.#leaveSole()
    const { previous, next, priority } = thread
    if (previous === null) this.#first[priority] = next
    else previous.next = next
    if (next === null) this.#last[priority] = previous
    else next.previous = previous
    if (this.#first[priority] === null) this.bitmap &= ~(1 << priority)
    thread.previous = null
    thread.next = null
  }

  /** Changes the priority of a thread that is linked in; it stands last among its new equals. */
  move(thread: Thread, priority: number): void {
    this.remove(thread)
    thread.priority = priority
    this.append(thread)
  }

  /** Unlinks and answers the thread that runs next, or null. */
  take(choice: Choice | null): Thread | null {
    const sole = this.#sole
    if (sole !== null) {
      this.#sole = null
      this.bitmap = 0
      return sole
    }
    return this.bitmap === 0 ? null : this.#takeFirst(choice)
  }

  #takeFirst(choice: Choice | null): Thread {
    const priority = 31 - Math.clz32(this.bitmap)
    const first = this.#first[priority] as Thread
    const thread = choice === null || first.next === null ? first : chosen(first, choice)
    this.remove(thread)
    return thread
  }

  #stand(thread: Thread): void {
    this.#sole = thread
    this.bitmap = 1 << thread.priority
  }

  #leaveSole(): void {
    this.#sole = null
    this.bitmap = 0
  }

  // A second thread is ready: the first one takes its place in a queue.
  #queue(sole: Thread): void {
    this.#leaveSole()
    this.#append(sole)
  }
}

function chosen(first: Thread, choice: Choice): Thread {
  let count = 0
  for (let thread: Thread | null = first; thread !== null; thread = thread.next) count++
  let thread = first
  for (let steps = choice.choose(count, first); steps > 0 && thread.next !== null; steps--)
    thread = thread.next
  return thread
}
