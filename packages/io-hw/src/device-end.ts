// What a device reaches of its machine: the `DeviceContext` that `Machine.place` gives it.

import type { Timed } from '@kos/thread'
import type { DeviceContext } from './device.ts'
import type { DeviceFailures } from './device-failures.ts'
import type { Machine } from './machine.ts'
import type { PlacedDevice } from './placement.ts'

/** The end of a machine at one device. */
export class DeviceEnd implements DeviceContext {
  readonly #machine: Machine
  readonly #placed: PlacedDevice
  readonly #timer: Timed

  constructor(machine: Machine, placed: PlacedDevice, failures: DeviceFailures) {
    this.#machine = machine
    this.#placed = placed
    const { device } = placed
    const tick = (): void => {
      try {
        device.tick?.()
      } catch (error) {
        failures.report(error, device)
      }
    }
    const expire = (): void => machine.interrupts.batch(tick)
    this.#timer = { expire, deadline: 0, sequence: 0, heapIndex: -1 }
  }

  now(): number {
    return this.#machine.time.now()
  }

  systemTime(): number {
    return this.#machine.time.systemTime()
  }

  entropy(): number {
    return this.#machine.time.entropy()
  }

  tickAfter(milliseconds: number): void {
    if (!(milliseconds >= 0))
      throw new RangeError(`${this.#placed.device.name}: no tick is due in ${milliseconds} ms`)
    if (this.#machine.isOn) this.#machine.time.after(this.#timer, milliseconds)
  }

  cancelTick(): void {
    this.#machine.time.cancel(this.#timer)
  }

  setLine(index: number, isHigh: boolean): void {
    this.#placed.sources[index]?.set(isHigh)
  }

  batch(operation: () => void): void {
    this.#machine.interrupts.batch(operation)
  }

  dmaRead(address: number, target: Uint8Array): boolean {
    return this.#machine.transfer(this.#placed, address, target, 'read')
  }

  dmaWrite(address: number, source: Uint8Array): boolean {
    return this.#machine.transfer(this.#placed, address, source, 'write')
  }
}
