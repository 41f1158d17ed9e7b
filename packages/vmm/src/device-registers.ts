// What accesses to device pages go to: the registers of devices, at physical addresses. A machine
// has them (`@kos/io-hw`); a `MemoryView` calls them on its slow path, never for memory.
//
// An address is a page and an offset in it, two small integers: as one number most addresses of
// devices would be floating point (bench cases `vmm/register32`, `io/irq`).

/** Bytes of an access to a register. */
export type RegisterSize = 1 | 2 | 4

/** The registers behind device pages. */
export interface DeviceRegisters {
  /** The value of a register: `offset` bytes, a multiple of `size`, into a physical page. */
  readRegister(page: number, offset: number, size: RegisterSize): number
  /** Writes a register; `value` has no bits above `size` bytes. */
  writeRegister(page: number, offset: number, size: RegisterSize, value: number): void
}
