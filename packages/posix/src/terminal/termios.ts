// The settings of a terminal (termios.h): the record, its flags and speeds. Values are those of
// Linux. What they do here is in terminal.ts.

/** Entries of `c_cc`. */
export const NCCS = 32

/** Settings of a terminal (`struct termios`). Each is a set of bits. */
export class termios {
  c_iflag = 0
  c_oflag = 0
  c_cflag = 0
  c_lflag = 0
  /** Control characters, by the indices VEOF and so on. */
  readonly c_cc: Uint8Array = new Uint8Array(NCCS)
  /** Input speed: one of B0 to B38400. Use `cfgetispeed` and `cfsetispeed`. */
  c_ispeed = 0
  /** Output speed. */
  c_ospeed = 0
}

/** Indices into `c_cc`. */
export const VINTR = 0
export const VQUIT = 1
export const VERASE = 2
export const VKILL = 3
export const VEOF = 4
export const VTIME = 5
export const VMIN = 6
export const VSTART = 8
export const VSTOP = 9
export const VSUSP = 10
export const VEOL = 11

/** Bits of `c_iflag`. */
export const IGNBRK = 1
export const BRKINT = 2
export const IGNPAR = 4
export const PARMRK = 8
export const INPCK = 0x10
export const ISTRIP = 0x20
export const INLCR = 0x40
export const IGNCR = 0x80
export const ICRNL = 0x100
export const IXON = 0x400
export const IXANY = 0x800
export const IXOFF = 0x1000

/** Bit of `c_oflag`. */
export const OPOST = 1

/** Bits of `c_cflag`. */
export const CSIZE = 0x30
export const CS5 = 0
export const CS6 = 0x10
export const CS7 = 0x20
export const CS8 = 0x30
export const CSTOPB = 0x40
export const CREAD = 0x80
export const PARENB = 0x100
export const PARODD = 0x200
export const HUPCL = 0x400
export const CLOCAL = 0x800

/** Bits of `c_lflag`. */
export const ISIG = 1
export const ICANON = 2
export const ECHO = 8
export const ECHOE = 0x10
export const ECHOK = 0x20
export const ECHONL = 0x40
export const NOFLSH = 0x80
export const TOSTOP = 0x100
export const IEXTEN = 0x8000

/** Speeds in bits per second. */
export const B0 = 0
export const B50 = 1
export const B75 = 2
export const B110 = 3
export const B134 = 4
export const B150 = 5
export const B200 = 6
export const B300 = 7
export const B600 = 8
export const B1200 = 9
export const B1800 = 10
export const B2400 = 11
export const B4800 = 12
export const B9600 = 13
export const B19200 = 14
export const B38400 = 15

/** When `tcsetattr` acts. */
export const TCSANOW = 0
export const TCSADRAIN = 1
export const TCSAFLUSH = 2

/** What `tcflush` throws away. */
export const TCIFLUSH = 0
export const TCOFLUSH = 1
export const TCIOFLUSH = 2

/** What `tcflow` does. */
export const TCOOFF = 0
export const TCOON = 1
export const TCIOFF = 2
export const TCION = 3

/** The input speed in a record. */
export function cfgetispeed(settings: termios): number {
  return settings.c_ispeed
}

/** The output speed in a record. */
export function cfgetospeed(settings: termios): number {
  return settings.c_ospeed
}
