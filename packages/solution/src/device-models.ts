// The models that machine.yaml knows: what each needs as a place, what else may be said of it, and
// how it is made.

import {
  connectLinks,
  type Link,
  Mc146818,
  memoryStore,
  Ns16550a,
  Pl061,
  VirtioBlock,
  VirtioConsole,
  VirtioEntropy,
  VirtioNet,
} from '@kos/io-hw/models'
import { fileStore, udpLink } from '@kos/io-hw/node'
import type { Device } from '@kos/io-hw'
import type { DeviceSettings, SettingName } from './device-settings.ts'
import { archiveOf } from './disk-archive.ts'

/** A device that was made for a machine. */
export interface MadeDevice {
  readonly device: Device
  /** What is sent to it once the machine runs. */
  readonly start?: () => void
  /** The end of its cable. */
  readonly link?: Link
  /** Gives back what it has of the host. */
  readonly close?: () => Promise<void> | void
}

/** A model. */
export interface DeviceModel {
  /** Where its registers may be. */
  readonly places: readonly ('memory' | 'ports')[]
  /** Bytes of its registers. */
  readonly registerBytes: number
  /** How many interrupt lines it has. */
  readonly irqs: number
  /** Whether it makes DMA, and so needs a requester id. */
  readonly isBusMaster: boolean
  readonly settings: readonly SettingName[]
  /** Settings of which no more than one may be there, or exactly one must be; `of` names the device. */
  readonly oneOf?: {
    readonly of: string
    readonly isNeeded: boolean
    readonly names: readonly SettingName[]
  }
  make(name: string, settings: DeviceSettings): MadeDevice | Promise<MadeDevice>
}

const onMmio = { places: ['memory'], registerBytes: 0x200, irqs: 1, isBusMaster: true } as const

/** By the name that `model` of a device says. */
export const deviceModels: Readonly<Record<string, DeviceModel>> = {
  ns16550a: {
    places: ['ports', 'memory'],
    registerBytes: 8,
    irqs: 1,
    isBusMaster: false,
    settings: ['input'],
    make(name, { input }) {
      const device = new Ns16550a({ name })
      if (input === undefined) return { device }
      return { device, start: () => sendWhenReady(device, new TextEncoder().encode(input)) }
    },
  },
  pl061: {
    places: ['memory'],
    registerBytes: 4096,
    irqs: 1,
    isBusMaster: false,
    settings: ['pins'],
    make(name, { pins = new Map() }) {
      const device = new Pl061({ name })
      const start = (): void => {
        for (const [pin, level] of pins) device.setPin(pin, level)
      }
      return { device, start }
    },
  },
  mc146818: {
    places: ['ports'],
    registerBytes: 2,
    irqs: 1,
    isBusMaster: false,
    settings: [],
    make: (name) => ({ device: new Mc146818({ name }) }),
  },
  'virtio-block': {
    ...onMmio,
    settings: ['file', 'archive', 'size', 'readOnly', 'latency'],
    oneOf: { of: 'a disk', isNeeded: true, names: ['file', 'archive', 'size'] },
    make(name, { file, archive, size = 0, readOnly: isReadOnly = false, latency = 0 }) {
      const store = file === undefined ? null : fileStore(file, { isReadOnly })
      const bytes = (): Uint8Array =>
        archive === undefined ? new Uint8Array(size) : archiveOf(archive)
      const sectors = store ?? memoryStore(bytes(), { isReadOnly })
      const device = new VirtioBlock(sectors, { name, latency })
      return { device, ...(store === null ? {} : { close: () => store.close() }) }
    },
  },
  'virtio-entropy': {
    ...onMmio,
    settings: [],
    make: (name) => ({ device: new VirtioEntropy({ name }) }),
  },
  'virtio-console': {
    ...onMmio,
    settings: [],
    make: (name) => ({ device: new VirtioConsole({ name }) }),
  },
  'virtio-net': {
    ...onMmio,
    settings: ['mac', 'cable', 'udp'],
    oneOf: { of: 'a network card', isNeeded: false, names: ['cable', 'udp'] },
    async make(name, { mac, udp }) {
      const device = new VirtioNet({ name, ...(mac === undefined ? {} : { mac }) })
      if (udp === undefined) return { device, link: device.link }
      const socket = await udpLink(udp)
      connectLinks(device.link, socket)
      return { device, close: () => socket.close() }
    },
  },
}

// A terminal with hardware flow control sends once the other end requests it (RTS): before, the speed
// of the line is not set, and bytes would arrive damaged.
function sendWhenReady(uart: Ns16550a, bytes: Uint8Array): void {
  if (uart.modemOutputs.rts) return uart.receive(bytes)
  const stop = uart.onModemChange(({ rts }) => {
    if (!rts) return
    stop()
    uart.receive(bytes)
  })
}
