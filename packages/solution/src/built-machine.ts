// The devices of a described machine, made for one kernel.

import type { Device, PlacedDevice } from '@kos/io-hw'
import { connectLinks, type Link } from '@kos/io-hw/models'
import { type DeviceModel, deviceModels, type MadeDevice } from './device-models.ts'
import type { DescribedDevice } from './device-reader.ts'
import type { MachineDescription } from './machine-file.ts'

/** The host refused a device what it needs: its file is no disk, its port is taken. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'

  constructor(device: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`the device ${device}: ${why}`, { cause })
  }
}

/** The devices of a machine. They belong to one kernel. */
export class BuiltMachine implements AsyncDisposable {
  readonly description: MachineDescription
  readonly devices: readonly Pick<PlacedDevice, 'device' | 'placement'>[]
  readonly #made: readonly MadeDevice[]

  private constructor(description: MachineDescription, made: readonly MadeDevice[]) {
    this.description = description
    this.#made = made
    this.devices = made.map(({ device }, index) => {
      const { placement } = description.devices[index] as DescribedDevice
      return { device, placement }
    })
  }

  /**
   * Makes the devices, with what they have of the host: files are open, sockets bound. Rejects with
   * DeviceError for what the host refuses.
   */
  static async build(description: MachineDescription): Promise<BuiltMachine> {
    const made: MadeDevice[] = []
    try {
      for (const device of description.devices) made.push(await make(device))
      connectCables(description, made)
      return new BuiltMachine(description, made)
    } catch (error) {
      await closeAll(made)
      throw error
    }
  }

  /** The device of a name; null if there is none. */
  device(name: string): Device | null {
    return this.devices.find(({ device }) => device.name === name)?.device ?? null
  }

  /** Whether something of the host may reach a device at any time: a socket does. */
  get hearsHost(): boolean {
    return this.description.devices.some(({ settings }) => settings.udp !== undefined)
  }

  /** The machine runs: what is outside begins, as the input of a serial line. */
  start(): void {
    for (const { start } of this.#made) start?.()
  }

  /** Gives back what the devices have of the host. */
  async [Symbol.asyncDispose](): Promise<void> {
    await closeAll(this.#made)
  }
}

async function make({ name, model, settings }: DescribedDevice): Promise<MadeDevice> {
  try {
    return await (deviceModels[model] as DeviceModel).make(name, settings)
  } catch (error) {
    throw new DeviceError(name, error)
  }
}

// The reader has seen to it that a cable has two ends.
function connectCables({ devices }: MachineDescription, made: readonly MadeDevice[]): void {
  const ends = new Map<string, Link>()
  for (const [index, { settings }] of devices.entries()) {
    const { link } = made[index] as MadeDevice
    const { cable } = settings
    if (cable === undefined || link === undefined) continue
    const other = ends.get(cable)
    if (other === undefined) ends.set(cable, link)
    else connectLinks(other, link)
  }
}

async function closeAll(made: readonly MadeDevice[]): Promise<void> {
  for (const { close } of made) await close?.()
}
