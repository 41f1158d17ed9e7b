// A device that misbehaves: at every access, and at times of its own, it sets its lines, reads and
// writes memory anywhere, and throws. All is drawn from the entropy of its machine.

import type { AccessSize, Device, DeviceContext } from '@kos/io-hw'
import type { IoOptions } from '../../src/index.ts'
import { deviceBdf, irqs, portsAt, registersAt } from '../test-device.ts'

/** Ticks between two accesses, so that time ends. */
const maxTicks = 3

class HostileDevice implements Device {
  readonly name = 'hostile'
  readonly registerBytes = 64
  #context: DeviceContext | null = null
  #ticks = 0

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.#ticks = 0
  }

  read(_offset: number, size: AccessSize): number {
    this.#ticks = maxTicks
    return this.#act() % 256 ** size
  }

  write(): void {
    this.#ticks = maxTicks
    this.#act()
  }

  tick(): void {
    if (this.#ticks-- > 0) this.#act()
    // A level that stays active lets no time pass.
    else for (const index of irqs.keys()) this.#context?.setLine(index, false)
  }

  #act(): number {
    const context = this.#context
    if (context === null) return 0
    const bits = context.entropy()
    context.setLine(bits & 1, (bits & 2) !== 0)
    const address = (bits & 4) === 0 ? bits : (bits >>> 3) & 0xffff_f000
    const bytes = new Uint8Array((bits >>> 8) & 63).fill(bits)
    if ((bits & 8) === 0) context.dmaRead(address, bytes)
    else context.dmaWrite(address, bytes)
    context.tickAfter((bits >>> 4) & 7)
    if ((bits & 0x3f0) === 0) throw new Error('the device failed')
    return bits
  }
}

/** A machine with such a device. */
export function hostileMachine(): IoOptions {
  const placement = { ports: portsAt, memory: registersAt, irqs, bdf: deviceBdf }
  return { devices: [{ device: new HostileDevice(), placement }] }
}
