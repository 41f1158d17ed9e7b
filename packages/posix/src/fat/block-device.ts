// A device of sectors, as file systems on disks need it: a disk of @kos/drivers (`blockDevice`), or
// bytes in memory (memory-device.ts). And the transfers that a file system asks of it.
//
// The mechanisms of this folder are generators of transfers: they say what is to be read or written,
// and get the answer. `perform` lets a device do it; so nothing below knows threads or promises.

import type { Kos } from '@kos/libkos'
import { EIO } from '../errno.ts'

/** Bytes of a sector of a device. */
export const sectorSize = 512

/**
 * A device of sectors of 512 bytes. Operations answer 0 or a negated error number (EIO). Sectors are
 * written in the order in which writes are answered; inside one write in ascending order.
 */
export interface BlockDevice {
  readonly sectorSize: 512
  /** Sectors of the device. */
  readonly sectors: number
  /** Reads `count` sectors from number `sector` on into a buffer of that size. */
  read(kos: Kos, sector: number, count: number, into: Uint8Array): Promise<number>
  /** Writes `count` sectors from a buffer of that size. */
  write(kos: Kos, sector: number, count: number, from: Uint8Array): Promise<number>
  /** Returns when everything that was written before will outlast a power cut. */
  flush(kos: Kos): Promise<number>
}

/** What a device is to do; `sector`, `count` and `bytes` are none for `flush`. */
export interface Transfer {
  readonly kind: 'read' | 'write' | 'flush'
  readonly sector: number
  readonly count: number
  readonly bytes: Uint8Array
}

/** Asks for transfers, gets 0 or a negated error number for each, and ends with a result. */
export type Transfers<T> = Generator<Transfer, T, number>

const noBytes = /* @__PURE__ */ new Uint8Array(0)

/** Asks to read sectors into a buffer; answers 0 or a negated error number. */
export function* reading(sector: number, bytes: Uint8Array): Transfers<number> {
  return yield { kind: 'read', sector, count: bytes.length / sectorSize, bytes }
}

/** Asks to write sectors from a buffer; answers 0 or a negated error number. */
export function* writing(sector: number, bytes: Uint8Array): Transfers<number> {
  return yield { kind: 'write', sector, count: bytes.length / sectorSize, bytes }
}

/** Asks to make what was written last; answers 0 or a negated error number. */
export function* flushing(): Transfers<number> {
  return yield { kind: 'flush', sector: 0, count: 0, bytes: noBytes }
}

/** Lets a device do all transfers, one after the other. Answers their result. */
export async function perform<T>(
  kos: Kos,
  device: BlockDevice,
  transfers: Transfers<T>,
): Promise<T> {
  try {
    for (let answer = 0; ;) {
      const step = transfers.next(answer)
      if (step.done === true) return step.value
      answer = await performOne(kos, device, step.value)
    }
  } finally {
    // A thread that was cancelled while it waited ends the mechanism as well.
    transfers.return(undefined as T)
  }
}

async function performOne(kos: Kos, device: BlockDevice, transfer: Transfer): Promise<number> {
  const { kind, sector, count, bytes } = transfer
  if (kind === 'flush') return faultOf(await device.flush(kos))
  if (sector + count > device.sectors) return -EIO
  return faultOf(await device[kind](kos, sector, count, bytes))
}

/** A device answers 0; whatever else it says is EIO. */
function faultOf(answer: number): number {
  return answer === 0 ? 0 : -EIO
}
