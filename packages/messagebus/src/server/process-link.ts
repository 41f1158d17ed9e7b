// The link of a bus process over the starts of the process: it is closed when the process is over,
// and opened again, with the same broker, when it is started again.

import type { Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import type { Bus } from '../core/bus.ts'
import { maxNameLength } from '../limits.ts'
import { checkedLinkOptions, type LinkOptions } from '../link/link-options.ts'
import type { BusThreads } from './bus-session.ts'
import { LinkRunner } from './link-runner.ts'
import { BusProcessEnd } from './bus-process-end.ts'

/** The link of a bus process. */
export class ProcessLink {
  readonly #options: LinkOptions
  /** The end of the link of an earlier start. */
  #closing: Promise<unknown> = Promise.resolve()

  /** Throws TypeError for options that are none, for a bus. */
  constructor(bus: Bus<bigint>, options: LinkOptions) {
    const { name, exports, imports } = checkedLinkOptions(bus, options)
    for (const each of [name, ...exports.keys(), ...imports.keys()])
      if (!fitsMessages(each))
        throw new TypeError(
          `${each} does not fit into messages: 255 bytes of well-formed UTF-8, none of them 0`,
        )
    this.#options = options
  }

  /** Opens it; null if it can't be, and a line says why. It is closed with the process. */
  async open(kos: Kos, bus: Bus<bigint>, threads: BusThreads): Promise<LinkRunner | null> {
    const sys = sysOf(kos)
    if (sys.isQuiescent !== null) {
      kos.log(
        `${kos.name} has a link to other kernels: it starts in real time only, not in virtual`,
      )
      return null
    }
    let isOver = false
    let runner: LinkRunner | null = null
    const close = (): void => {
      isOver = true
      if (runner !== null) this.#closing = runner.close().catch(() => {})
    }
    sys.process.observe(new BusProcessEnd(sys, close))
    await this.#closing
    // It was killed meanwhile.
    if (isOver) return null
    try {
      runner = new LinkRunner(bus, this.#options, threads)
      return runner
    } catch (error) {
      kos.log(`${kos.name} has no link to other kernels: ${String(error)}`)
      return null
    }
  }
}

// Clients get names in messages.
function fitsMessages(name: string): boolean {
  let bytes = 0
  for (const each of name) {
    const code = each.codePointAt(0) as number
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) return false
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
  }
  return bytes <= maxNameLength
}
