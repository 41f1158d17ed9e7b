// The configuration space of a PCI function: 256 bytes, with a header of type 0 in the first 64.
// (PCI Local Bus Specification 3.0, chapter 6.)
//
// Software may change the bits that the mask names, and no others. There are no capabilities. What
// base address registers and the command register do is in `pci-function.ts`.

import type { AccessSize } from './device.ts'

/** Offsets in the configuration space. */
export const PCI_VENDOR_ID = 0x00
export const PCI_DEVICE_ID = 0x02
export const PCI_COMMAND = 0x04
export const PCI_STATUS = 0x06
export const PCI_REVISION_ID = 0x08
export const PCI_CLASS_CODE = 0x09
export const PCI_CACHE_LINE_SIZE = 0x0c
export const PCI_HEADER_TYPE = 0x0e
export const PCI_BAR_0 = 0x10
export const PCI_SUBSYSTEM_VENDOR_ID = 0x2c
export const PCI_SUBSYSTEM_ID = 0x2e
export const PCI_INTERRUPT_LINE = 0x3c
export const PCI_INTERRUPT_PIN = 0x3d

/** Command: the function answers at its ports. */
export const PCI_COMMAND_IO = 0x0001
/** Command: the function answers at its windows in memory. */
export const PCI_COMMAND_MEMORY = 0x0002
/** Command: the function may make DMA. */
export const PCI_COMMAND_MASTER = 0x0004
/** Command: the function may not assert its interrupt. */
export const PCI_COMMAND_INTERRUPT_DISABLE = 0x0400
/** Status: the function wants an interrupt, whether it may assert it or not. */
export const PCI_STATUS_INTERRUPT = 0x0008

/** Bytes of the configuration space. */
const configBytes = 256

/** 256 bytes, of which software may write some bits. */
export class PciConfig {
  readonly #bytes: DataView = new DataView(new ArrayBuffer(configBytes))
  readonly #mask: DataView = new DataView(new ArrayBuffer(configBytes))

  /** Sets a register, and which of its bits software may write. */
  define(offset: number, size: AccessSize, value: number, writable = 0): void {
    store(this.#bytes, offset, size, value)
    store(this.#mask, offset, size, writable)
  }

  /** Reads a register; `offset` is a multiple of `size`. */
  read(offset: number, size: AccessSize): number {
    if (size === 1) return this.#bytes.getUint8(offset)
    return size === 2 ? this.#bytes.getUint16(offset, true) : this.#bytes.getUint32(offset, true)
  }

  /** Writes the bits of a register that software may write. */
  write(offset: number, size: AccessSize, value: number): void {
    for (let byte = 0; byte < size; byte++) {
      const mask = this.#mask.getUint8(offset + byte)
      const kept = this.#bytes.getUint8(offset + byte) & ~mask
      this.#bytes.setUint8(offset + byte, kept | ((value >>> (8 * byte)) & mask))
    }
  }
}

function store(view: DataView, offset: number, size: AccessSize, value: number): void {
  if (size === 1) view.setUint8(offset, value)
  else if (size === 2) view.setUint16(offset, value, true)
  else view.setUint32(offset, value, true)
}
