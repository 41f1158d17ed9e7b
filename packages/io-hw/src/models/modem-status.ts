// The modem lines of a UART: what MSR says of the inputs, and what has changed since it was read.
//
// In loop-back mode the outputs of MCR are the inputs: DTR is DSR, RTS is CTS, OUT1 is RI, and OUT2
// is DCD; then the pins of the outputs are inactive.

import {
  MCR_DTR,
  MCR_LOOP,
  MCR_OUT1,
  MCR_OUT2,
  MCR_RTS,
  MSR_CTS,
  MSR_DCD,
  MSR_DELTA_CTS,
  MSR_DELTA_DCD,
  MSR_DELTA_DSR,
  MSR_DSR,
  MSR_RI,
  MSR_TRAILING_RI,
} from './ns16550a-registers.ts'

/** Modem lines that the host sets; true is active. */
export interface ModemInputs {
  readonly cts: boolean
  readonly dsr: boolean
  readonly ri: boolean
  readonly dcd: boolean
}

/** Modem lines that the driver sets; true is active. */
export interface ModemOutputs {
  readonly dtr: boolean
  readonly rts: boolean
  readonly out1: boolean
  readonly out2: boolean
}

/** Modem control and status. */
export class ModemStatus {
  /** A host that is there and ready. */
  #inputs: ModemInputs = { cts: true, dsr: true, ri: false, dcd: true }
  #control = 0
  #status = 0

  /** The state after power-on; the host's lines are as they were. */
  reset(): void {
    this.#control = 0
    this.#status = this.#levels
  }

  /** MCR. */
  get control(): number {
    return this.#control
  }

  setControl(control: number): void {
    this.#control = control
    this.#update()
  }

  setInputs(inputs: Partial<ModemInputs>): void {
    this.#inputs = { ...this.#inputs, ...inputs }
    this.#update()
  }

  /** The pins of the outputs. */
  get outputs(): ModemOutputs {
    const control = this.isLooped ? 0 : this.#control
    return {
      dtr: (control & MCR_DTR) !== 0,
      rts: (control & MCR_RTS) !== 0,
      out1: (control & MCR_OUT1) !== 0,
      out2: (control & MCR_OUT2) !== 0,
    }
  }

  get isLooped(): boolean {
    return (this.#control & MCR_LOOP) !== 0
  }

  /** True while there is a modem status interrupt. */
  get hasChanged(): boolean {
    return (this.#status & 0x0f) !== 0
  }

  /** MSR. Reading forgets what has changed. */
  read(): number {
    const status = this.#status
    this.#status &= 0xf0
    return status
  }

  get #levels(): number {
    const control = this.#control
    const { cts, dsr, ri, dcd } = this.isLooped
      ? {
          cts: (control & MCR_RTS) !== 0,
          dsr: (control & MCR_DTR) !== 0,
          ri: (control & MCR_OUT1) !== 0,
          dcd: (control & MCR_OUT2) !== 0,
        }
      : this.#inputs
    return (cts ? MSR_CTS : 0) | (dsr ? MSR_DSR : 0) | (ri ? MSR_RI : 0) | (dcd ? MSR_DCD : 0)
  }

  #update(): void {
    const before = this.#status
    const levels = this.#levels
    const changed = before ^ levels
    let deltas = before & 0x0f
    if ((changed & MSR_CTS) !== 0) deltas |= MSR_DELTA_CTS
    if ((changed & MSR_DSR) !== 0) deltas |= MSR_DELTA_DSR
    if ((changed & before & MSR_RI) !== 0) deltas |= MSR_TRAILING_RI
    if ((changed & MSR_DCD) !== 0) deltas |= MSR_DELTA_DCD
    this.#status = levels | deltas
  }
}
