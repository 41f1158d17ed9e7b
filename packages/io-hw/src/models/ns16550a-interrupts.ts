// The interrupts of the NS16550A: which of them IIR names, of those that IER enables.

import type { ModemStatus } from './modem-status.ts'
import {
  IER_EDSSI,
  IER_ELSI,
  IER_ERBFI,
  IER_ETBEI,
  IIR_LINE_STATUS,
  IIR_MODEM_STATUS,
  IIR_NONE,
  IIR_RECEIVED_DATA,
  IIR_THR_EMPTY,
  IIR_TIMEOUT,
} from './ns16550a-registers.ts'
import type { SerialWire } from './serial-wire.ts'

/** The cause with the highest priority, as IIR has it. */
export function interruptCause(enabled: number, wire: SerialWire, modem: ModemStatus): number {
  const { receiver, transmitter } = wire
  if ((enabled & IER_ELSI) !== 0 && receiver.hasErrors) return IIR_LINE_STATUS
  if ((enabled & IER_ERBFI) !== 0) {
    if (receiver.isTriggered) return IIR_RECEIVED_DATA
    if (receiver.isTimedOut) return IIR_TIMEOUT
  }
  if ((enabled & IER_ETBEI) !== 0 && transmitter.isInterrupting) return IIR_THR_EMPTY
  if ((enabled & IER_EDSSI) !== 0 && modem.hasChanged) return IIR_MODEM_STATUS
  return IIR_NONE
}
