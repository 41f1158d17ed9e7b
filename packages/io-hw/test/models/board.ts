// A machine with one device on it, as the driver of the device sees it: registers, an interrupt
// line, time that the test moves on.

import { VirtualClock } from '@kos/thread'
import { PhysicalMemory } from '@kos/vmm'
import { expect } from 'vitest'
import type { AccessSize, Device } from '../../src/device.ts'
import { IrqAttachment } from '../../src/irq-attachment.ts'
import { Machine } from '../../src/machine.ts'
import { type MachineTime, ManualTime } from '../../src/machine-time.ts'

/** Where the device is. */
export const irq = 4
const windowAddress = 0x1000_0000
const firstPort = 0x70

type MachineTimer = Parameters<MachineTime['after']>[0]

/** Manual time that counts what devices ask of it. */
export class CountedTime extends ManualTime {
  /** How often a timer was armed. */
  armings = 0
  readonly #timers: Set<MachineTimer> = new Set()

  override after(timer: MachineTimer, delay: number): void {
    expect(delay, 'a timer in the future').toBeGreaterThan(0)
    this.armings++
    this.#timers.add(timer)
    super.after(timer, delay)
  }

  /** Timers that are armed now. */
  get armed(): number {
    return [...this.#timers].filter((timer) => timer.heapIndex >= 0).length
  }
}

/** A machine with a device. */
export class Board {
  readonly time: CountedTime
  readonly machine: Machine
  readonly #bus: 'memory' | 'ports'

  constructor(device: Device, bus: 'memory' | 'ports', systemTime = 0) {
    this.#bus = bus
    this.time = new CountedTime(new VirtualClock({ systemTime }))
    this.machine = new Machine({
      memory: new PhysicalMemory({ bytes: 4096 }),
      time: this.time,
      irqLines: 8,
    })
    const place = bus === 'memory' ? { memory: windowAddress } : { ports: firstPort }
    this.machine.place(device, { ...place, irqs: [irq] })
  }

  read(offset: number, size: AccessSize = 1): number {
    return this.#bus === 'memory'
      ? this.machine.bus.read(windowAddress + offset, size)
      : this.machine.ports.read(firstPort + offset, size)
  }

  write(offset: number, value: number, size: AccessSize = 1): void {
    if (this.#bus === 'memory') this.machine.bus.write(windowAddress + offset, size, value)
    else this.machine.ports.write(firstPort + offset, size, value)
  }

  /** True while the device holds its interrupt line high. */
  get isInterrupting(): boolean {
    return this.machine.interrupts.lines[irq]?.high === 1
  }

  /** Runs `handler` for each interrupt, as long as the line is high. Answers when they came. */
  handle(handler: () => void, flags = 0): number[] {
    const times: number[] = []
    const attachment = this.machine.interrupts.attach(irq, flags, {
      interrupt: (attachment) => {
        if (!attachment.take()) return
        times.push(this.time.now())
        handler()
        attachment.acknowledge()
      },
    })
    expect(attachment).toBeInstanceOf(IrqAttachment)
    return times
  }

  /** Holds what no traffic may break: a read fits in its size, and other lines are low. */
  checkRead(offset: number, size: AccessSize): void {
    const value = this.read(offset, size)
    expect(Number.isInteger(value) && value >= 0 && value < 2 ** (8 * size)).toBe(true)
  }

  checkLines(): void {
    for (const line of this.machine.interrupts.lines)
      expect(line.high).toBeLessThanOrEqual(line.number === irq ? 1 : 0)
  }
}
