// DMA: how devices reach memory. Each device has a requester id (PCI: bus, device, function), and
// the I/O address space that its id is attached to; without one it reaches nothing.
//
// `iommu.ts` has these address spaces. What is blocked is reported by `machine.ts`.

/** What a DMA transfer does to memory. */
export type DmaDirection = 'read' | 'write'

/** A DMA transfer. */
export interface DmaTransfer {
  /** Name of the device. */
  readonly device: string
  /** Its requester id; null if it has none. */
  readonly bdf: number | null
  /** Where the transfer begins, in the I/O address space of the device. */
  readonly address: number
  /** Its length in bytes. */
  readonly size: number
  readonly direction: DmaDirection
}

/** A DMA transfer that was blocked. */
export interface StrayDma extends DmaTransfer {
  /** Why, in words: `bus mastering is off`, `the device is attached to no process`, ... */
  readonly reason: string
}

/** Memory as the devices of one process see it. */
export interface DmaDomain {
  /** Fills `target`, or answers why not; then `target` is as it was. Null: done. */
  read(address: number, target: Uint8Array): string | null
  /** Writes all of `source`, or nothing and answers why. Null: done. */
  write(address: number, source: Uint8Array): string | null
}

/** Who says in which domain a device is. */
export interface DmaDomains {
  /** The domain of a requester id; or why it has none, in words. */
  domainOf(bdf: number): DmaDomain | string
}

/** The requester id as people write it: `00:03.0` is function 0 of device 3 on bus 0. */
export function formatBdf(bdf: number): string {
  const hex = (number: number): string => number.toString(16).padStart(2, '0')
  return `${hex(bdf >> 8)}:${hex((bdf >> 3) & 31)}.${bdf & 7}`
}
