// The ready queues: one per priority, and a bitmap of the priorities whose queue is not empty, as
// in the real-time scheduler of Linux and in seL4. First in, first out within a priority, unless a
// `Choice` decides otherwise. What makes a thread ready is in `scheduler.ts`.

import type { Thread } from './thread.ts'
import { ThreadPriorityHighest } from './thread-priority.ts'

/** Decides among ready threads of one priority. An explorer of schedules is one. */
export interface Choice {
  /**
   * Which of `count` ready threads of one priority runs next: 0 to count - 1, in order of arrival.
   * `first` is the first of them, `next` leads to the others; they must not be changed.
   */
  choose(count: number, first: Thread): number
  /**
   * Whether another thread of the same priority takes over after an operation that could have
   * blocked and did not.
   */
  preempt?(): boolean
}

const priorities = ThreadPriorityHighest + 1

/** Ready threads by priority. */
export class ReadyQueues {
  /** Bit p is set if a thread of priority p is ready. */
  bitmap = 0
  /**
   * The ready thread that came while no other was ready. It is in no queue: most switches are from
   * one thread to the only other one, and cost no links then (bench case thread/yield).
   */
  #sole: Thread | null = null
  readonly #first: (Thread | null)[] = Array.from({ length: priorities }, () => null)
  readonly #last: (Thread | null)[] = Array.from({ length: priorities }, () => null)

  /** Makes a thread the last of its priority. */
  append(thread: Thread): void {
    if (this.bitmap === 0) {
      this.#sole = thread
      this.bitmap = 1 << thread.priority
      return
    }
    if (this.#sole !== null) this.#enqueueSole(this.#sole)
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

  /** Makes a thread the first of its priority. */
  prepend(thread: Thread): void {
    if (this.bitmap === 0) return this.#appendSole(thread)
    if (this.#sole !== null) this.#enqueueSole(this.#sole)
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

  /** Takes a thread out. */
  remove(thread: Thread): void {
    if (thread === this.#sole) return this.#takeSole()
    const { previous, next, priority } = thread
    if (previous === null) this.#first[priority] = next
    else previous.next = next
    if (next === null) this.#last[priority] = previous
    else next.previous = previous
    if (this.#first[priority] === null) this.bitmap &= ~(1 << priority)
    thread.previous = null
    thread.next = null
  }

  /** Changes the priority of a ready thread, which becomes the last among its new equals. */
  move(thread: Thread, priority: number): void {
    this.remove(thread)
    thread.priority = priority
    this.append(thread)
  }

  /** Takes out and answers the thread that runs next; null if none is ready. */
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

  #appendSole(thread: Thread): void {
    this.#sole = thread
    this.bitmap = 1 << thread.priority
  }

  #takeSole(): void {
    this.#sole = null
    this.bitmap = 0
  }

  // A second thread becomes ready.
  #enqueueSole(sole: Thread): void {
    this.#takeSole()
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
