// Registers of the NS16550A UART: their offsets and bits.
//
// Names and values are those of the data sheet (National Semiconductor PC16550D).

/** Receiver buffer (read), transmitter holding register (write); DLAB: divisor, low byte. */
export const RBR = 0
export const THR = 0
export const DLL = 0
/** Interrupt enable; DLAB: divisor, high byte. */
export const IER = 1
export const DLM = 1
/** Interrupt identification (read), FIFO control (write). */
export const IIR = 2
export const FCR = 2
/** Line control. */
export const LCR = 3
/** Modem control. */
export const MCR = 4
/** Line status. */
export const LSR = 5
/** Modem status. */
export const MSR = 6
/** Scratch. */
export const SCR = 7

/** Received data, and character time-out. */
export const IER_ERBFI = 0x01
export const IER_ETBEI = 0x02
export const IER_ELSI = 0x04
export const IER_EDSSI = 0x08

export const IIR_MODEM_STATUS = 0x00
export const IIR_NONE = 0x01
export const IIR_THR_EMPTY = 0x02
export const IIR_RECEIVED_DATA = 0x04
export const IIR_LINE_STATUS = 0x06
export const IIR_TIMEOUT = 0x0c
export const IIR_FIFOS_ENABLED = 0xc0

export const FCR_ENABLE = 0x01
export const FCR_RESET_RECEIVER = 0x02
export const FCR_RESET_TRANSMITTER = 0x04
/** Received characters at which there is an interrupt, by bits 7 and 6. */
export const triggerLevels = [1, 4, 8, 14] as const

/** Data bits, less 5. */
export const LCR_WORD_LENGTH = 0x03
/** Two stop bits, or one and a half with 5 data bits. */
export const LCR_STOP_BITS = 0x04
export const LCR_PARITY = 0x08
export const LCR_EVEN_PARITY = 0x10
export const LCR_STICK_PARITY = 0x20
export const LCR_BREAK = 0x40
export const LCR_DLAB = 0x80

export const MCR_DTR = 0x01
export const MCR_RTS = 0x02
export const MCR_OUT1 = 0x04
export const MCR_OUT2 = 0x08
export const MCR_LOOP = 0x10
export const MCR_ALL = 0x1f

export const LSR_DATA_READY = 0x01
export const LSR_OVERRUN = 0x02
export const LSR_PARITY = 0x04
export const LSR_FRAMING = 0x08
export const LSR_BREAK = 0x10
export const LSR_THR_EMPTY = 0x20
export const LSR_TRANSMITTER_EMPTY = 0x40
export const LSR_FIFO_ERROR = 0x80

/** What has changed since the last read: CTS, DSR, the end of RI, DCD. */
export const MSR_DELTA_CTS = 0x01
export const MSR_DELTA_DSR = 0x02
export const MSR_TRAILING_RI = 0x04
export const MSR_DELTA_DCD = 0x08
export const MSR_CTS = 0x10
export const MSR_DSR = 0x20
export const MSR_RI = 0x40
export const MSR_DCD = 0x80
