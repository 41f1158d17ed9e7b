// The machine of a kernel, and what its processes have of it: what the parts of the io service
// share. Ports, registers, DMA buffers and interrupts have a file each.

import {
  type DmaTransfer,
  type IoClient,
  Machine,
  type PlacedDevice,
  ResourceManager,
  type StrayDma,
  timeOf,
} from '@kos/io-hw'
import type { KernelCore } from '../kernel-core.ts'
import type { MemoryProvides } from './memory.ts'
import { strayDmaPrinter } from '../reports.ts'
import type { Task } from '../task.ts'

/** The machine of a kernel: RAM is that of the memory service, time that of the kernel. */
export interface IoOptions {
  /** Its devices, each in its place on the buses. */
  readonly devices?: readonly Pick<PlacedDevice, 'device' | 'placement'>[]
  /** Interrupt lines; default 64. */
  readonly irqLines?: number
  /**
   * Called once when the kernel is made, after `devices` were placed: for what has no place on the
   * buses, as PCI functions. What it throws, making the kernel throws.
   */
  readonly setUp?: (machine: Machine) => void
}

/** Hears of DMA transfers that were blocked. */
export type StrayDmaListener = (stray: StrayDma) => void

/** The machine of a kernel, and its processes as clients of it. */
export class IoCore {
  readonly kernel: KernelCore
  readonly machine: Machine
  readonly resources: ResourceManager
  readonly #memory: MemoryProvides
  readonly #clients: Map<Task, IoClient> = new Map()

  constructor(
    kernel: KernelCore,
    memory: MemoryProvides,
    { devices = [], irqLines, setUp }: IoOptions,
    onStrayDma: StrayDmaListener = strayDmaPrinter(),
  ) {
    this.kernel = kernel
    this.#memory = memory
    const { scheduler, hostCode, probe, clock } = kernel
    const tellStray = hostCode.listener('onStrayDma', onStrayDma)
    this.machine = new Machine({
      memory: memory.physical,
      time: timeOf(clock, scheduler),
      ...(irqLines === undefined ? {} : { irqLines }),
      onStrayDma(stray) {
        probe?.strayDma?.(stray)
        tellStray(stray)
      },
      // In an entry, as all code of the host: see `host-code.ts`.
      onDeviceFailure(error, device) {
        scheduler.enter()
        hostCode.failed(error, `the device ${device.name}`)
        scheduler.leaveSoon()
      },
    })
    if (probe?.dma !== undefined)
      this.machine.onDma = (transfer: DmaTransfer) => probe.dma?.(transfer)
    this.resources = new ResourceManager(this.machine)
    for (const { device, placement } of devices) this.machine.place(device, placement)
    setUp?.(this.machine)
  }

  /** What a process that lives has of the machine. */
  clientOf(task: Task): IoClient {
    let client = this.#clients.get(task)
    if (client === undefined) {
      client = this.resources.client(task.name, this.#memory.spaceOf(task))
      this.#clients.set(task, client)
    }
    return client
  }

  /** A process ends: nothing of the machine is its own any more. */
  cutOff(task: Task): void {
    this.#clients.get(task)?.destroy()
    this.#clients.delete(task)
  }
}
