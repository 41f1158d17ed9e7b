// The frames of a serial wire, as LCR of a UART describes them.

import {
  LCR_EVEN_PARITY,
  LCR_PARITY,
  LCR_STOP_BITS,
  LCR_WORD_LENGTH,
  LSR_BREAK,
  LSR_FRAMING,
  LSR_PARITY,
} from './ns16550a-registers.ts'

/** Data bits of a character. */
function dataBits(lineControl: number): number {
  return 5 + (lineControl & LCR_WORD_LENGTH)
}

/** Bits of a frame on the wire: start, data, parity, and one, one and a half or two stop bits. */
export function frameBits(lineControl: number): number {
  const data = dataBits(lineControl)
  const parity = (lineControl & LCR_PARITY) === 0 ? 0 : 1
  const longStop = data === 5 ? 1.5 : 2
  return 1 + data + parity + ((lineControl & LCR_STOP_BITS) === 0 ? 1 : longStop)
}

/** The bits of a character that are on the wire. */
export function characterMask(lineControl: number): number {
  return (1 << dataBits(lineControl)) - 1
}

/**
 * The errors, bits of LSR, with which a character is received. A break has no stop bit, and a parity
 * bit of 0, which is wrong where 1 is expected. Parity is checked only if there is any.
 */
export function receivedErrors(errors: number, lineControl: number): number {
  let received = errors
  if ((errors & LSR_BREAK) !== 0) {
    // Odd parity of 0 is 1; so is stick parity unless even parity is selected.
    received |= (lineControl & LCR_EVEN_PARITY) === 0 ? LSR_FRAMING | LSR_PARITY : LSR_FRAMING
  }
  return (lineControl & LCR_PARITY) === 0 ? received & ~LSR_PARITY : received
}
