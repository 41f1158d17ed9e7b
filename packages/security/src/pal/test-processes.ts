// The processes of one test: their security ids, by the names that the test gives them and by
// class.
//
// A class means its process that was started last. One that the test starts no process of has one
// all the same, as if it ran before the test.

import type { CheckedTestCase } from './check-case.ts'

/** The processes that an event is about. */
export interface EventSids {
  readonly sourceSid: number
  readonly destinationSid: number
}

/** The security ids of the processes of a test. */
export class TestProcesses {
  readonly #byName: Map<string, number> = new Map()
  readonly #byClass: Map<string, number> = new Map()
  #last = 0

  /** The security id of a named process; 0 for one that was not started. */
  readonly sidOf = (name: string): number => this.#byName.get(name) ?? 0

  /**
   * The security ids of an event; a new one for a process that it starts. If it names a process
   * that was not started, the answer is that name.
   */
  sidsOf({ head, source, destination, processes }: CheckedTestCase): EventSids | string {
    const missing = [...processes].find((name) => !this.#byName.has(name))
    if (missing !== undefined) return missing
    const isStart = head.type === 'execute' && destination === null
    const { source: from, destination: to } = head
    return {
      sourceSid: this.#of(from, source),
      destinationSid: isStart ? ++this.#last : to === '' ? 0 : this.#of(to, destination),
    }
  }

  /** The event was granted: if it starts a process, the process is there. */
  started({ head, node }: CheckedTestCase, sid: number): void {
    if (head.type !== 'execute') return
    this.#byClass.set(head.destination, sid)
    if (node.stored !== null) this.#byName.set(node.stored.text, sid)
  }

  #of(className: string, name: string | null): number {
    const named = name === null ? undefined : this.#byName.get(name)
    const sid = named ?? this.#byClass.get(className) ?? ++this.#last
    if (name === null) this.#byClass.set(className, sid)
    return sid
  }
}
