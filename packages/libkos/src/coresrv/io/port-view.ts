// The I/O ports as a process sees them: a look at the I/O permission bitmap, then the port bus.

import type { ProcessIoPorts } from '../../abi/port.ts'

type Size = 1 | 2 | 4

/** Called for an access without a permission. */
export type PortFaultHandler = (port: number, size: Size, direction: 'read' | 'write') => void

/** The I/O ports that one process may access. */
export class PortView {
  readonly #ports: ProcessIoPorts
  readonly #fault: PortFaultHandler

  constructor(ports: ProcessIoPorts, fault: PortFaultHandler) {
    this.#ports = ports
    this.#fault = fault
  }

  read8(port: number): number {
    return this.#read(port, 1)
  }

  read16(port: number): number {
    return this.#read(port, 2)
  }

  read32(port: number): number {
    return this.#read(port, 4)
  }

  write8(port: number, value: number): void {
    this.#write(port, 1, value & 0xff)
  }

  write16(port: number, value: number): void {
    this.#write(port, 2, value & 0xffff)
  }

  write32(port: number, value: number): void {
    this.#write(port, 4, value >>> 0)
  }

  readBuffer8(port: number, target: Uint8Array, count: number): void {
    for (let i = 0; i < count; i++) target[i] = this.#read(port, 1)
  }

  readBuffer16(port: number, target: Uint16Array, count: number): void {
    for (let i = 0; i < count; i++) target[i] = this.#read(port, 2)
  }

  readBuffer32(port: number, target: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) target[i] = this.#read(port, 4)
  }

  writeBuffer8(port: number, source: Uint8Array, count: number): void {
    for (let i = 0; i < count; i++) this.#write(port, 1, source[i] as number)
  }

  writeBuffer16(port: number, source: Uint16Array, count: number): void {
    for (let i = 0; i < count; i++) this.#write(port, 2, source[i] as number)
  }

  writeBuffer32(port: number, source: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) this.#write(port, 4, source[i] as number)
  }

  #read(port: number, size: Size): number {
    if (!this.#isPermitted(port, size)) this.#fault(port, size, 'read')
    return this.#ports.bus.read(port, size)
  }

  #write(port: number, size: Size, value: number): void {
    if (!this.#isPermitted(port, size)) this.#fault(port, size, 'write')
    this.#ports.bus.write(port, size, value)
  }

  #isPermitted(port: number, size: Size): boolean {
    const { bits } = this.#ports.permits
    for (let byte = port; byte < port + size; byte++)
      if (((bits[byte >>> 3] as number) & (1 << (byte & 7))) === 0) return false
    return Number.isInteger(port)
  }
}
