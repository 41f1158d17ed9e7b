// Faults of devices (fault injection): one answers nothing any more from a time on, a DMA transfer
// fails, an interrupt is lost. Under virtual time they are repeatable.
//
// They are made between a device and its machine: the model of the device is as it is, and the
// machine has a device of the same name and registers.

import type { AccessSize, Device, DeviceContext } from '@kos/io-hw'
import type { FullApi, IoOptions, Kernel } from '@kos/kernel'
import { didYouMean } from '@kos/retcode/nearest'

/** A device that answers nothing any more. */
export interface StoppedDevice {
  /** Its name. */
  readonly device: string
  /** Milliseconds of the kernel's clock; 0: before anything runs. */
  readonly at: number
}

/** One of the things that a device does. */
export interface DeviceAction {
  /** The name of the device. */
  readonly device: string
  /** Counts them from 1. */
  readonly nth: number
}

/** What goes wrong with the devices of a machine. */
export interface DeviceFaults {
  /**
   * Devices that stop: from then on all their registers read as ones, writes are lost, their
   * interrupt lines are low, and they make no DMA.
   */
  readonly stopDevice?: readonly StoppedDevice[]
  /** DMA transfers that fail, as on a broken bus: no byte is transferred, and none is reported. */
  readonly failDma?: readonly DeviceAction[]
  /** Rises of an interrupt line that are lost: it stays low until the device raises it again. */
  readonly loseInterrupt?: readonly DeviceAction[]
}

/** The faulty devices of one run. */
export class FaultyDevices {
  readonly #faults: DeviceFaults
  readonly #devices: Map<string, FaultyDevice> = new Map()
  #cancel: (() => void)[] = []

  constructor(faults: DeviceFaults) {
    this.#faults = faults
  }

  /** A machine as `machine`, whose devices have these faults. Throws as `check`. */
  machineOf(machine: IoOptions | undefined): IoOptions | undefined {
    const placed = machine?.devices ?? []
    const names = placed.map(({ device }) => device.name)
    const plans = this.#plans(names)
    if (machine === undefined || plans.size === 0) return machine
    const devices = placed.map((each) => {
      if (!plans.has(each.device.name)) return each
      const { failDma = [], loseInterrupt = [] } = this.#faults
      const device = new FaultyDevice(
        each.device,
        numbersOf(failDma, each.device.name),
        numbersOf(loseInterrupt, each.device.name),
      )
      this.#devices.set(device.name, device)
      return { ...each, device }
    })
    return { ...machine, devices }
  }

  /** Arms the stops: when the machine is there, and no thread has run. */
  arm(kernel: Kernel<FullApi>): void {
    for (const { device, at } of this.#faults.stopDevice ?? []) {
      const stop = (): void => this.#devices.get(device)?.stop()
      if (at === 0) stop()
      else this.#cancel.push(kernel.after(at, stop))
    }
  }

  /** Nothing goes wrong any more. */
  disarm(): void {
    for (const cancel of this.#cancel) cancel()
    this.#cancel = []
    for (const device of this.#devices.values()) device.repair()
  }

  // Throws TypeError for a device that there is not, RangeError for a bad number.
  #plans(names: readonly string[]): ReadonlySet<string> {
    const { stopDevice = [], failDma = [], loseInterrupt = [] } = this.#faults
    for (const { device, at } of stopDevice) {
      checkDevice('stopDevice', device, names)
      if (!(at >= 0 && at < Infinity))
        throw new RangeError(`stopDevice: ${at} is no time to stop ${device} at`)
    }
    for (const action of failDma) checkAction('failDma', action, names)
    for (const action of loseInterrupt) checkAction('loseInterrupt', action, names)
    return new Set([...stopDevice, ...failDma, ...loseInterrupt].map(({ device }) => device))
  }
}

/** A device with faults, on a machine; and the machine, to its model. */
class FaultyDevice implements Device {
  readonly name: string
  readonly registerBytes: number
  readonly #model: Device
  readonly #failedDma: ReadonlySet<number>
  readonly #lostRises: ReadonlySet<number>
  #context: DeviceContext | null = null
  /** The lines as the model sets them, and as the machine sees them. */
  readonly #lines: Map<number, { isHigh: boolean; isSeen: boolean }> = new Map()
  #transfers = 0
  #rises = 0
  #isStopped = false
  #isRepaired = false

  constructor(model: Device, failedDma: ReadonlySet<number>, lostRises: ReadonlySet<number>) {
    this.name = model.name
    this.registerBytes = model.registerBytes
    this.#model = model
    this.#failedDma = failedDma
    this.#lostRises = lostRises
  }

  attach(context: DeviceContext): void {
    this.#context = context
    this.#model.attach({
      now: () => context.now(),
      systemTime: () => context.systemTime(),
      entropy: () => context.entropy(),
      tickAfter: (milliseconds) => context.tickAfter(milliseconds),
      cancelTick: () => context.cancelTick(),
      batch: (operation) => context.batch(operation),
      setLine: (index, isHigh) => this.#setLine(context, index, isHigh),
      dmaRead: (address, target) => this.#canTransfer() && context.dmaRead(address, target),
      dmaWrite: (address, source) => this.#canTransfer() && context.dmaWrite(address, source),
    })
  }

  read(offset: number, size: AccessSize): number {
    return this.#isStopped ? 2 ** (8 * size) - 1 : this.#model.read(offset, size)
  }

  write(offset: number, size: AccessSize, value: number): void {
    if (!this.#isStopped) this.#model.write(offset, size, value)
  }

  reset(): void {
    this.#model.reset()
  }

  tick(): void {
    if (!this.#isStopped) this.#model.tick?.()
  }

  stop(): void {
    const context = this.#context
    this.#isStopped = true
    context?.batch(() => {
      for (const [index, line] of this.#lines) this.#show(context, index, line, false)
    })
  }

  repair(): void {
    this.#isStopped = false
    this.#isRepaired = true
  }

  #canTransfer(): boolean {
    if (this.#isStopped) return false
    return this.#isRepaired || !this.#failedDma.has(++this.#transfers)
  }

  #setLine(context: DeviceContext, index: number, isHigh: boolean): void {
    const line = this.#lines.get(index) ?? { isHigh: false, isSeen: false }
    this.#lines.set(index, line)
    const isRise = isHigh && !line.isHigh
    line.isHigh = isHigh
    if (!isHigh) this.#show(context, index, line, false)
    else if (isRise && !this.#isLost()) this.#show(context, index, line, true)
  }

  #isLost(): boolean {
    if (this.#isStopped) return true
    return !this.#isRepaired && this.#lostRises.has(++this.#rises)
  }

  #show(context: DeviceContext, index: number, line: { isSeen: boolean }, isHigh: boolean): void {
    if (line.isSeen === isHigh) return
    line.isSeen = isHigh
    context.setLine(index, isHigh)
  }
}

function numbersOf(actions: readonly DeviceAction[], name: string): ReadonlySet<number> {
  return new Set(actions.filter(({ device }) => device === name).map(({ nth }) => nth))
}

function checkDevice(fault: string, device: string, names: readonly string[]): void {
  if (names.includes(device)) return
  const all = names.length === 0 ? 'the machine has none' : `there are: ${names.join(', ')}`
  throw new TypeError(`${fault}: there is no device ${device}; ${all}${didYouMean(device, names)}`)
}

function checkAction(fault: string, { device, nth }: DeviceAction, names: readonly string[]): void {
  checkDevice(fault, device, names)
  if (!(Number.isInteger(nth) && nth >= 1))
    throw new RangeError(`${fault}: ${nth} is no number; it counts from 1`)
}
