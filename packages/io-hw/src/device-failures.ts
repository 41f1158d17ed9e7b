// What a machine does when a device model throws: the access has no effect, a read gives all ones,
// and the host hears of it.

import type { Device } from './device.ts'

/** Hears of a device model that threw. */
export type DeviceFailureListener = (error: unknown, device: Device) => void

/** Passes on what device models throw. */
export class DeviceFailures {
  readonly #listener: DeviceFailureListener

  constructor(listener: DeviceFailureListener) {
    this.#listener = listener
  }

  report(error: unknown, device: Device): void {
    this.#listener(error, device)
  }
}
