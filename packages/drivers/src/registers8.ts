// Registers of 8 bits that a machine has as ports or in memory: so a driver does not ask which.

import { type Kos, type Result, rcDeviceNotFound, rcOk } from '@kos/libkos'
import { openMemory, openPorts } from './io-resources.ts'
import type { DeviceDescription } from './machine-file.ts'

/** Registers by their number. */
export interface Registers8 {
  read(kos: Kos, register: number): number
  write(kos: Kos, register: number, value: number): void
}

/**
 * Takes the `count` registers of a device. rcDeviceNotFound: it has none; codes of `openPorts` and
 * `openMemory`.
 */
export function openRegisters8(
  kos: Kos,
  { ports, memory }: DeviceDescription,
  count: number,
): Result<{ readonly registers: Registers8 }> {
  if (ports !== null) {
    const opened = openPorts(kos, ports, count)
    if (opened.rc !== rcOk) return { rc: opened.rc }
    return { rc: rcOk, registers: new PortRegisters(opened.base) }
  }
  if (memory === null) return { rc: rcDeviceNotFound }
  const opened = openMemory(kos, memory, count)
  if (opened.rc !== rcOk) return { rc: opened.rc }
  return { rc: rcOk, registers: new MemoryRegisters(opened.addr) }
}

class PortRegisters implements Registers8 {
  readonly #base: number

  constructor(base: number) {
    this.#base = base
  }

  read(kos: Kos, register: number): number {
    return kos.IoReadIoPort8(this.#base + register)
  }

  write(kos: Kos, register: number, value: number): void {
    kos.IoWriteIoPort8(this.#base + register, value)
  }
}

class MemoryRegisters implements Registers8 {
  readonly #addr: number

  constructor(addr: number) {
    this.#addr = addr
  }

  read(kos: Kos, register: number): number {
    return kos.IoReadMmReg8(this.#addr + register)
  }

  write(kos: Kos, register: number, value: number): void {
    kos.IoWriteMmReg8(this.#addr + register, value)
  }
}
