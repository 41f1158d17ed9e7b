// What accesses to device pages go to: the registers of devices, at physical addresses. A machine
// has them (`@kos/io-hw`); a `MemoryView` calls them on its slow path, never for memory.

/** Bytes of an access to a register. */
export type RegisterSize = 1 | 2 | 4

/** The registers behind device pages. */
export interface DeviceRegisters {
  /** The value of a register, at a physical address that is a multiple of `size`. */
  read(address: number, size: RegisterSize): number
  /** Writes a register; `value` has no bits above `size` bytes. */
  write(address: number, size: RegisterSize, value: number): void
}
