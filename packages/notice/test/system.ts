// Threads on virtual time that take from receivers when told to, and say what they got.

import {
  Scheduler,
  spawn,
  VirtualClock,
  WaitKind,
  WaitQueue,
  INFINITE_TIMEOUT,
  type LocalThread,
} from '@kos/thread'
import { rcOk } from '@kos/retcode'
import { EventList, type Receiver } from '@kos/notice'

export type Pair = [id: number, value: number]

export interface Outcome {
  readonly rc: unknown
  readonly events: Pair[]
}

/** Lets every thread run until it waits. */
export const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The element at an index that is in range. */
export const at = <T>(items: readonly T[], index: number): T => items[index] as T

export const ascending = (a: number, b: number): number => a - b

export const pairs = (list: EventList): Pair[] => list.events.map(({ id, mask }) => [id, mask])

export class System {
  readonly clock = new VirtualClock()
  readonly scheduler = new Scheduler({ clock: this.clock })

  /** Something that happens from outside while threads wait. */
  async act<T>(operation: () => T): Promise<T> {
    this.scheduler.enter()
    const answer = operation()
    this.scheduler.leave()
    await flush()
    return answer
  }

  async advance(milliseconds: number): Promise<void> {
    this.clock.limit += milliseconds
    this.scheduler.after(
      { deadline: 0, sequence: 0, heapIndex: -1, expire() {} },
      this.clock.limit - this.clock.now(),
    )
    this.scheduler.poll()
    await flush()
  }

  worker(priority = 15): Worker {
    return new Worker(this, priority)
  }
}

/** A thread that does one `take` at a time. */
export class Worker {
  readonly local: LocalThread
  readonly outcomes: Outcome[] = []
  readonly system: System
  readonly #inbox = new WaitQueue()
  #task: ((thread: LocalThread) => Promise<void>) | null = null

  constructor(system: System, priority: number) {
    this.system = system
    this.local = spawn(system.scheduler, (self) => this.#run(self), { priority })
    this.local.ended.catch(() => {})
  }

  get last(): Outcome | undefined {
    return this.outcomes.at(-1)
  }

  take(
    receiver: Receiver,
    timeout: number = INFINITE_TIMEOUT,
    countMax = 8,
    isCounted = false,
  ): Promise<void> {
    return this.#order(async (self) => {
      const list = new EventList()
      const { thread } = self
      const answer = isCounted
        ? receiver.takeCounted(thread, timeout, countMax, list)
        : receiver.take(thread, timeout, countMax, list)
      const rc = await self.wait(thread.complete(answer))
      this.outcomes.push({ rc, events: pairs(list) })
    })
  }

  terminate(): Promise<number> {
    return this.system.act(() => this.system.scheduler.terminate(this.local.thread, 1))
  }

  async #order(task: (thread: LocalThread) => Promise<void>): Promise<void> {
    await flush()
    this.#task = task
    await this.system.act(() => this.#inbox.wakeOne(rcOk))
  }

  async #run(self: LocalThread): Promise<void> {
    for (;;) {
      await self.wait(this.#inbox.park(self.thread, INFINITE_TIMEOUT, WaitKind.other, null))
      await this.#task?.(self)
    }
  }
}
