// A link: joins a bus with those of other kernels, over a broker. To its bus it is a subscriber of
// what it exports, and the publisher of what it imports.
//
// The broker calls at any time: that is noted, and whoever runs the link is told that it has work.
// `step` does it, and only `step` touches the bus.

import { RetcodeError, rcOk } from '@kos/retcode'
import type { Host } from '@kos/thread'
import type { Bus } from '../core/bus.ts'
import type { Publisher } from '../core/publisher.ts'
import { maxTroubles } from '../limits.ts'
import { BatchEncoder } from './batch.ts'
import type { Broker, BrokerEvents } from './broker.ts'
import { DurableExport } from './durable-export.ts'
import { DurableImport } from './durable-import.ts'
import { ExportQueue } from './export-queue.ts'
import { FleetingExport } from './fleeting-export.ts'
import { FleetingImport } from './fleeting-import.ts'
import { type CheckedLinkOptions, checkedLinkOptions, type LinkOptions } from './link-options.ts'
import {
  durableImportStats,
  exportStats,
  fleetingImportStats,
  type LinkStats,
} from './link-stats.ts'

/** A link of a bus, until it is closed. */
export class BusLink {
  readonly #bus: Bus<bigint>
  readonly #options: CheckedLinkOptions
  readonly #broker: Broker
  readonly #onWork: () => void
  readonly #fleetingExports: FleetingExport[] = []
  readonly #durableExports: DurableExport[] = []
  readonly #fleetingImports: Map<string, FleetingImport> = new Map()
  readonly #durableImports: Map<string, DurableImport> = new Map()
  readonly #publishers: Publisher<bigint>[] = []
  #isConnected = false
  /** Whether the broker was reached since the last step. */
  #isReached = false
  /** Whether the broker takes fleeting messages again. */
  #hasRoom = false
  /** Whether `onWork` was called, and no step was made since. */
  #isTold = false
  #isClosed = false
  #troubles: string[] = []
  readonly #work = (): void => {
    if (this.#isTold || this.#isClosed) return
    this.#isTold = true
    this.#onWork()
  }

  /**
   * Registers what it needs, and opens the broker. `onWork` is called when there is something to do
   * for `step`: once until that is called. It is called in the middle of operations of the bus.
   *
   * Throws TypeError for options that are none, and if the broker can't carry a topic;
   * RetcodeError with rcAlreadyExists if an imported topic has a publisher. Then nothing is left.
   */
  constructor(bus: Bus<bigint>, options: LinkOptions, onWork: () => void) {
    this.#bus = bus
    this.#options = checkedLinkOptions(bus, options)
    this.#broker = this.#options.broker
    this.#onWork = onWork
    try {
      this.#registerImports()
      this.#registerExports()
      const { name, exports, imports, window } = this.#options
      this.#broker.open({ name, exports, imports, window }, this.#events())
    } catch (error) {
      this.#unregister()
      throw error
    }
  }

  /**
   * Does all that there is to do: sends, pushes and acknowledges. What a large part is left of is
   * told by `onWork` again, so that others have a turn.
   *
   * Throws what `onTrouble` throws, when all else is done.
   */
  step(): void {
    if (this.#isClosed) return
    this.#isTold = false
    this.#unblock()
    for (const each of this.#fleetingExports) each.step()
    for (const each of this.#durableExports) each.step()
    for (const each of this.#durableImports.values()) each.step()
    for (const each of this.#fleetingImports.values()) if (each.step()) this.#work()
    this.#tellTroubles()
  }

  /** All counts. */
  stats(): LinkStats {
    const { name } = this.#options
    return {
      name,
      isConnected: this.#isConnected,
      exports: [
        ...this.#fleetingExports.map((each) => exportStats(each, 'fleeting')),
        ...this.#durableExports.map((each) => exportStats(each, 'durable')),
      ],
      imports: [
        ...[...this.#fleetingImports.values()].map(fleetingImportStats),
        ...[...this.#durableImports.values()].map(durableImportStats),
      ],
    }
  }

  /**
   * Ends it: its topics are free, what waits in it for the broker is gone, and the broker keeps what
   * was not acknowledged for the next link of the name. No message is touched, so that it can be
   * called when the bus is over, too. Resolves when the broker is closed.
   */
  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#isClosed = true
    this.#isConnected = false
    this.#unregister()
    return this.#broker.close()
  }

  #registerImports(): void {
    for (const [topic, travel] of this.#options.imports) {
      const { rc, publisher } = this.#bus.registerPublisher(topic)
      if (rc !== rcOk) throw new RetcodeError(rc, `the topic ${topic} has a publisher`)
      this.#publishers.push(publisher)
      if (travel === 'fleeting') {
        this.#fleetingImports.set(topic, new FleetingImport(publisher))
        continue
      }
      publisher.changed = this.#work
      this.#durableImports.set(topic, new DurableImport(publisher))
    }
  }

  #registerExports(): void {
    const { name, capacity, host, exports } = this.#options
    const low = host.entropy()
    const high = host.entropy()
    const encoder = new BatchEncoder(name, low, high)
    const idPrefix = `${plainName(name)}/${hex(high)}${hex(low)}/`
    const to: { readonly host: Host; readonly idPrefix: string } = { host, idPrefix }
    for (const [topic, travel] of exports) {
      const queue = new ExportQueue(this.#bus, topic, { name, capacity, encoder }, this.#work)
      if (travel === 'fleeting') this.#fleetingExports.push(new FleetingExport(queue, this.#broker))
      else this.#durableExports.push(new DurableExport(queue, this.#broker, to, this.#work))
    }
  }

  #events(): BrokerEvents {
    const room = (): void => {
      this.#hasRoom = true
      this.#work()
    }
    return {
      connected: (isConnected) => {
        if (this.#isClosed) return
        this.#isConnected = isConnected
        if (!isConnected) return
        this.#isReached = true
        room()
      },
      received: (topic, bytes, acknowledge) => this.#received(topic, bytes, acknowledge),
      room,
      trouble: (line) => {
        if (this.#troubles.length < maxTroubles) this.#troubles.push(line)
        this.#work()
      },
    }
  }

  #received(topic: string, bytes: Uint8Array, acknowledge: (() => void) | null): void {
    if (acknowledge === null) this.#fleetingImports.get(topic)?.arrive(bytes)
    else this.#durableImports.get(topic)?.arrive(bytes, acknowledge)
    this.#work()
  }

  // Room for fleeting messages says nothing of the storage: a pause ends with a connection only.
  #unblock(): void {
    if (this.#hasRoom) for (const each of this.#fleetingExports) each.unblock()
    if (this.#isReached) for (const each of this.#durableExports) each.unblock()
    this.#hasRoom = false
    this.#isReached = false
  }

  #tellTroubles(): void {
    if (this.#troubles.length === 0) return
    const troubles = this.#troubles
    this.#troubles = []
    for (const line of troubles) this.#options.onTrouble(line)
  }

  #unregister(): void {
    for (const each of this.#fleetingExports) each.close()
    for (const each of this.#durableExports) each.close()
    for (const publisher of this.#publishers) this.#bus.unregisterPublisher(publisher)
  }
}

// A name in letters that every broker takes in the id of a message.
function plainName(name: string): string {
  return name.replaceAll(/[^\w-]/g, (unit) => `%${hex(unit.charCodeAt(0))}`)
}

function hex(number: number): string {
  return (number >>> 0).toString(16).padStart(8, '0')
}
