// The link of a bus process: a thread of its own makes its steps. Between them it awaits the host, as
// only real time allows, so that the kernel knows that something may happen at any time.

import type { Kos } from '@kos/libkos'
import type { Bus } from '../core/bus.ts'
import { BusLink } from '../link/bus-link.ts'
import type { LinkOptions } from '../link/link-options.ts'
import type { LinkStats } from '../link/link-stats.ts'
import type { BusThreads } from './bus-session.ts'

/** Runs the link of a bus. */
export class LinkRunner {
  readonly #link: BusLink
  readonly #threads: BusThreads
  /** The thread that makes the steps. */
  #kos: Kos | null = null
  #hasWork = false
  #goOn: (() => void) | null = null

  /** Throws what `BusLink` throws. Trouble is logged by the process, unless the options say where. */
  constructor(bus: Bus<bigint>, options: LinkOptions, threads: BusThreads) {
    const onTrouble = (line: string): void => this.#kos?.log(line)
    this.#threads = threads
    this.#link = new BusLink(bus, { onTrouble, ...options }, () => {
      this.#hasWork = true
      this.#goOn?.()
    })
  }

  /** Makes the steps in the calling thread, for as long as the process lives. */
  async run(kos: Kos): Promise<void> {
    this.#kos = kos
    for (;;) {
      if (!this.#hasWork) await new Promise<void>((resolve) => (this.#goOn = resolve))
      this.#goOn = null
      this.#hasWork = false
      this.#threads.acting = kos
      this.#link.step()
      // There is more: subscribers have a turn.
      if (this.#hasWork) await kos.KosThreadYield()
    }
  }

  /** All counts of the link. */
  stats(): LinkStats {
    return this.#link.stats()
  }

  /** The process is over. Resolves when the broker is closed. */
  close(): Promise<void> {
    return this.#link.close()
  }
}
