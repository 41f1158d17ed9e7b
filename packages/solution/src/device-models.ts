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
import { fileStore, type UdpLinkOptions, udpLink } from '@kos/io-hw/node'
import type { Device } from '@kos/io-hw'

/** What is said of a device beside its place. What is left out is undefined. */
export interface DeviceSettings {
  /** A file of the host, by its absolute path. */
  readonly file?: string
  /** Bytes. */
  readonly size?: number
  readonly readOnly?: boolean
  /** Milliseconds. */
  readonly latency?: number
  /** What its line receives at the start. */
  readonly input?: string
  /** What drives the pins from outside: true is high. */
  readonly pins?: ReadonlyMap<number, boolean>
  readonly mac?: string
  /** The name of a cable, which two devices of the machine have. */
  readonly cable?: string
  readonly udp?: UdpLinkOptions
}

/** A key of a device that says such a thing. */
export type SettingName = keyof DeviceSettings

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
  /** Settings of which no more than one may be there, or exactly one must be. */
  readonly oneOf?: { readonly isNeeded: boolean; readonly names: readonly SettingName[] }
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
      return { device, start: () => device.receive(new TextEncoder().encode(input)) }
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
    settings: ['file', 'size', 'readOnly', 'latency'],
    oneOf: { isNeeded: true, names: ['file', 'size'] },
    make(name, { file, size = 0, readOnly: isReadOnly = false, latency = 0 }) {
      const store = file === undefined ? null : fileStore(file, { isReadOnly })
      const sectors = store ?? memoryStore(new Uint8Array(size), { isReadOnly })
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
    oneOf: { isNeeded: false, names: ['cable', 'udp'] },
    async make(name, { mac, udp }) {
      const device = new VirtioNet({ name, ...(mac === undefined ? {} : { mac }) })
      if (udp === undefined) return { device, link: device.link }
      const socket = await udpLink(udp)
      connectLinks(device.link, socket)
      return { device, close: () => socket.close() }
    },
  },
}
