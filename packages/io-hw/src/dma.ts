// DMA: how devices reach memory. Each device has a requester id (PCI: bus, device, function), and
// the I/O address space that its id is attached to; without one it reaches nothing.
//
// `iommu.ts` has these address spaces. What is blocked is reported here.

/** What a DMA transfer does to memory. */
export type DmaDirection = 'read' | 'write'

/** A DMA transfer that was blocked. */
export interface StrayDma {
  /** Name of the device. */
  readonly device: string
  /** Its requester id. */
  readonly bdf: number
  /** Where the transfer begins, in the I/O address space of the device. */
  readonly address: number
  /** Its length in bytes. */
  readonly size: number
  readonly direction: DmaDirection
  /** Why: `not attached`, `bus mastering is off`, or what the page says. */
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
  /** The domain of a requester id; or why it has none. */
  domainOf(bdf: number): DmaDomain | string
}
