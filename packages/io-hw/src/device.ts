// What a device model is to a machine, and a machine to a device model.
//
// A model has registers, and reaches everything else through the `DeviceContext` that it gets when
// it is attached: its interrupt lines, memory (by DMA only), and time. Register accesses, `tick`
// and the host side of a model are the only ways in. The models of this package are in `models/`.

/** Bytes of an access to a register. */
export type AccessSize = 1 | 2 | 4

/** A device model. */
export interface Device {
  /** For people: `uart`, `disk`. */
  readonly name: string
  /** Bytes of its registers, as ports or in memory. */
  readonly registerBytes: number
  /** Attached to a machine, once: before anything else is called. Then it is reset. */
  attach(context: DeviceContext): void
  /**
   * The registers at `offset`, little endian, as an unsigned number of `size` bytes. May have side
   * effects. `offset` is a multiple of `size`, and all bytes are within `registerBytes`. Other bits
   * are cut off.
   */
  read(offset: number, size: AccessSize): number
  /** Writes the registers at `offset`; `value` is unsigned and fits in `size` bytes. */
  write(offset: number, size: AccessSize, value: number): void
  /** The state after power-on. Lines are low, timers are cancelled already. */
  reset(): void
  /** The time has come that the model asked for by `context.tickAfter`. */
  tick?(): void
}

/** What a device reaches of its machine. */
export interface DeviceContext {
  /** Milliseconds of the machine's clock, with fractions. */
  now(): number
  /** Milliseconds since the Unix epoch, by the machine's real-time clock. */
  systemTime(): number
  /** 32 random bits; seeded under virtual time. */
  entropy(): number
  /** Calls `tick` in so many milliseconds; replaces what was asked for before. */
  tickAfter(milliseconds: number): void
  /** Takes back what `tickAfter` asked for. */
  cancelTick(): void
  /**
   * Sets the level of one of the interrupt lines of the device, by its index among them. A line is
   * shared by wire: it is high while any of its devices holds it high.
   */
  setLine(index: number, isHigh: boolean): void
  /**
   * What `tick` and the host side do at once: interrupts are delivered, by priority, at the end.
   */
  batch(operation: () => void): void
  /**
   * Reads memory by DMA, at an address of the device's I/O address space: all of `target`. False,
   * and `target` is as it was, if the device may not read all of it; the machine reports that.
   */
  dmaRead(address: number, target: Uint8Array): boolean
  /** Writes memory by DMA: all of `source`, or nothing and false. */
  dmaWrite(address: number, source: Uint8Array): boolean
}
