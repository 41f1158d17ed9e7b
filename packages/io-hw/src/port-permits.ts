// The I/O permission bitmap of a process: a bit for each port, set if the process may access it.
// (Intel SDM, volume 1, chapter "Input/Output": a bit there is clear if the access is permitted.)
//
// The process only reads it, and needs no system call to learn what it may do (`port-view.ts`).

import { portCount } from './limits.ts'
import type { PortRange } from './port-range.ts'

/** What a process reads of its permits. */
export interface PortPermitBits {
  /** 8 KiB, the lowest port in the lowest bit; empty while no port was ever permitted. */
  readonly bits: Uint8Array
}

/** The ports that a process may access. */
export class PortPermits implements PortPermitBits {
  bits: Uint8Array = new Uint8Array(0)
  /** How often each range is permitted. Ranges do not overlap. */
  readonly #counts: Map<PortRange, number> = new Map()

  /** True if all of `size` ports from `port` on are permitted. */
  allows(port: number, size: number): boolean {
    for (let each = port; each < port + size; each++)
      if ((((this.bits[each >>> 3] ?? 0) >>> (each & 7)) & 1) === 0) return false
    return true
  }

  /** True if a registered range is permitted. */
  has(range: PortRange): boolean {
    return this.#counts.has(range)
  }

  /** For permissions: one more for all ports of a range. */
  permit(range: PortRange): void {
    if (this.bits.length === 0) this.bits = new Uint8Array(portCount / 8)
    this.#counts.set(range, (this.#counts.get(range) ?? 0) + 1)
    this.#set(range, true)
  }

  /** For permissions: one fewer. */
  withdraw(range: PortRange): void {
    const left = (this.#counts.get(range) ?? 0) - 1
    if (left > 0) {
      this.#counts.set(range, left)
      return
    }
    this.#counts.delete(range)
    this.#set(range, false)
  }

  #set({ first, end }: PortRange, isPermitted: boolean): void {
    const { bits } = this
    for (let port = first; port < end; port++) {
      const byte = bits[port >>> 3] as number
      const bit = 1 << (port & 7)
      bits[port >>> 3] = isPermitted ? byte | bit : byte & ~bit
    }
  }
}
