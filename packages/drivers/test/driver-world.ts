// A kernel with a machine for a test: drivers on devices, clients that the test acts as, virtual
// time, and at the end a proof that nothing is left. `await using world = openWorld(devices)`.

import type { Device, StrayDma } from '@kos/io-hw'
import {
  allowAll,
  createFullKernel,
  type FullApi,
  type FullKernelOptions,
  type Kernel,
  VirtualClock,
} from '@kos/kernel'
import type { Kos, Program } from '@kos/libkos'
import { expect } from 'vitest'
import { type DeviceDescription, machineFile, writeMachineFile } from '../src/index.ts'

/** A device and where it is. */
export interface PlacedModel extends Partial<DeviceDescription> {
  readonly name: string
  readonly model: string
  readonly device: Device
}

/** A kernel, its machine and what both said. */
export class DriverWorld implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  /** Lines that processes wrote: `disk0: text`. */
  readonly lines: string[] = []
  /** DMA transfers that were blocked. */
  readonly strays: StrayDma[] = []
  readonly misuses: string[] = []
  /** How processes ended that did so by themselves. */
  readonly crashes: string[] = []
  readonly #file: Uint8Array

  constructor(models: readonly PlacedModel[], options: FullKernelOptions = {}) {
    this.#file = writeMachineFile(
      models.map(({ name, model, memory = null, ports = null, irqs = [], bdf = null }) => {
        return { name, model, memory, ports, irqs, bdf }
      }),
    )
    this.kernel = createFullKernel({
      clock: new VirtualClock(),
      security: allowAll(),
      machine: {
        setUp(machine) {
          for (const { device, memory, ports, irqs = [], bdf } of models)
            machine.place(device, {
              irqs,
              ...(memory == null ? {} : { memory }),
              ...(ports == null ? {} : { ports }),
              ...(bdf == null ? {} : { bdf }),
            })
        },
      },
      output: ({ process, text }) => void this.lines.push(`${process}: ${text}`),
      onMisuse: ({ message }) => void this.misuses.push(message),
      onExit: ({ process, exit }) => {
        if ('crash' in exit) this.crashes.push(`${process}: ${exit.crash}`)
      },
      onStrayDma: (stray) => void this.strays.push(stray),
      ...options,
    })
  }

  /** Starts a driver for a device; the process has its name. */
  drive(program: Program<Kos>, className: string, device: string): void {
    this.kernel.spawn(program, {
      name: device,
      className,
      args: [device],
      files: { [machineFile]: this.#file },
    })
  }

  /** Makes a process that the test acts as, with connections of the names of their drivers. */
  client(name: string, ...drivers: readonly string[]): void {
    const connections = Object.fromEntries(drivers.map((driver) => [driver, driver]))
    this.kernel.spawn(null, { name, connections })
  }

  /** Acts as a process until the routine is done. */
  async act<T>(name: string, routine: (kos: Kos) => Promise<T> | T): Promise<T> {
    const done = this.kernel.as(name, routine)
    done.catch(() => {})
    await this.kernel.run({ until: done })
    return done
  }

  /** Ends everything, and proves that nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    const { objects } = this.kernel.inspect()
    expect(Object.entries(objects).filter(([, count]) => count !== 0)).toEqual([])
    expect(this.crashes).toEqual([])
    expect(this.misuses).toEqual([])
  }
}
