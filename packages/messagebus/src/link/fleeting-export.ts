// An exported topic whose messages may be lost: each batch is sent once. While the broker takes none
// they wait in the queue, as long as the topic lets them.

import type { Broker } from './broker.ts'
import type { ExportQueue } from './export-queue.ts'

/** A fleeting exported topic. */
export class FleetingExport {
  readonly queue: ExportQueue
  readonly #broker: Broker
  #isBlocked = false

  constructor(queue: ExportQueue, broker: Broker) {
    this.queue = queue
    this.#broker = broker
  }

  /** The broker may take messages again. */
  unblock(): void {
    this.#isBlocked = false
  }

  /** Sends what waits, as far as the broker takes it. */
  step(): void {
    const { queue } = this
    while (!this.#isBlocked && queue.waiting > 0) {
      const bytes = queue.encode()
      if (bytes === null) return
      if (this.#broker.send(queue.topic, bytes)) queue.commit()
      else this.#isBlocked = true
    }
  }

  close(): void {
    this.queue.close()
  }
}
