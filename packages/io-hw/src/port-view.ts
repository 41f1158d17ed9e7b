// Ports as a process sees them: checked by its I/O permission bitmap, without a system call.
//
// This is the half inside the process. An access that is not permitted goes to `PortFaults`, which
// in a kernel ends the process. Each byte of an access must be permitted. The checks are written
// out (bench case `io/port-read8`).

import { frozenClass } from '@kos/retcode'
import type { AccessSize } from './device.ts'
import { portCount } from './limits.ts'
import { allOnes } from './open-bus.ts'
import type { PortPermitBits } from './port-permits.ts'

/** What an access does. */
export type PortDirection = 'read' | 'write'

/** The ports of a machine: its port bus. */
export interface PortRegisters {
  read(port: number, size: AccessSize): number
  write(port: number, size: AccessSize, value: number): void
}

/**
 * Called for an access that is not permitted, which is not made. If it returns, a read gives all
 * ones.
 */
export type PortFaults = (port: number, size: AccessSize, direction: PortDirection) => void

class ProcessPorts {
  readonly #permits: PortPermitBits
  readonly #ports: PortRegisters
  readonly #fault: PortFaults

  /** The ports of a machine that a process may access. */
  constructor(permits: PortPermitBits, ports: PortRegisters, fault: PortFaults) {
    this.#permits = permits
    this.#ports = ports
    this.#fault = fault
  }

  /** The byte at a port. */
  read8(port: number): number {
    return this.#allows8(port) ? this.#ports.read(port, 1) : this.#refuse(port, 1)
  }

  /** The 16 bits at a port and the one behind it. */
  read16(port: number): number {
    return this.#allows(port, 3, 2) ? this.#ports.read(port, 2) : this.#refuse(port, 2)
  }

  /** The 32 bits at a port and the three behind it, unsigned. */
  read32(port: number): number {
    return this.#allows(port, 15, 4) ? this.#ports.read(port, 4) : this.#refuse(port, 4)
  }

  /** Writes the low 8 bits of `value`. */
  write8(port: number, value: number): void {
    if (this.#allows8(port)) this.#ports.write(port, 1, value & 0xff)
    else this.#fault(port, 1, 'write')
  }

  /** Writes the low 16 bits of `value`. */
  write16(port: number, value: number): void {
    if (this.#allows(port, 3, 2)) this.#ports.write(port, 2, value & 0xffff)
    else this.#fault(port, 2, 'write')
  }

  /** Writes the low 32 bits of `value`. */
  write32(port: number, value: number): void {
    if (this.#allows(port, 15, 4)) this.#ports.write(port, 4, value >>> 0)
    else this.#fault(port, 4, 'write')
  }

  /** Reads a port `count` times, into as many elements of `target` from the first on. */
  readBuffer8(port: number, target: Uint8Array, count: number): void {
    for (let index = 0; index < count; index++) target[index] = this.read8(port)
  }

  /** As `readBuffer8`, 16 bits each. */
  readBuffer16(port: number, target: Uint16Array, count: number): void {
    for (let index = 0; index < count; index++) target[index] = this.read16(port)
  }

  /** As `readBuffer8`, 32 bits each. */
  readBuffer32(port: number, target: Uint32Array, count: number): void {
    for (let index = 0; index < count; index++) target[index] = this.read32(port)
  }

  /** Writes a port `count` times, the elements of `source` from the first on. */
  writeBuffer8(port: number, source: Uint8Array, count: number): void {
    for (let index = 0; index < count; index++) this.write8(port, source[index] as number)
  }

  /** As `writeBuffer8`, 16 bits each. */
  writeBuffer16(port: number, source: Uint16Array, count: number): void {
    for (let index = 0; index < count; index++) this.write16(port, source[index] as number)
  }

  /** As `writeBuffer8`, 32 bits each. */
  writeBuffer32(port: number, source: Uint32Array, count: number): void {
    for (let index = 0; index < count; index++) this.write32(port, source[index] as number)
  }

  #allows8(port: number): boolean {
    const byte = this.#permits.bits[port >>> 3] as number
    return ((byte >>> (port & 7)) & 1) !== 0 && (port & 0xffff) === port
  }

  /** `mask` has a bit for each of `size` ports. */
  #allows(port: number, mask: number, size: AccessSize): boolean {
    if ((port & 0xffff) !== port || port + size > portCount) return false
    const { bits } = this.#permits
    const byte = port >>> 3
    const next = (port & 7) + size > 8 ? (bits[byte + 1] as number) : 0
    return ((((next << 8) | (bits[byte] as number)) >>> (port & 7)) & mask) === mask
  }

  #refuse(port: number, size: AccessSize): number {
    this.#fault(port, size, 'read')
    return allOnes[size]
  }
}

/** Makes a `PortView`. */
export const PortView: typeof ProcessPorts = /* @__PURE__ */ frozenClass(ProcessPorts)
/** The ports of one process. */
export type PortView = ProcessPorts
