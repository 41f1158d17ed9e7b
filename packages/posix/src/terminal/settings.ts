// What a terminal does with settings: those that it begins with, copies of them, and whether a record
// has some.

import {
  B0,
  B38400,
  CLOCAL,
  CREAD,
  CS8,
  ECHO,
  ECHOE,
  ECHOK,
  ICANON,
  ICRNL,
  IEXTEN,
  ISIG,
  IXON,
  OPOST,
  termios,
} from './termios.ts'

/** The settings that a terminal begins with: lines, echo, signals, 8 bits, 38400 bits per second. */
export function newTermios(): termios {
  const settings = new termios()
  settings.c_iflag = ICRNL | IXON
  settings.c_oflag = OPOST
  settings.c_cflag = CS8 | CREAD | CLOCAL
  settings.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | IEXTEN
  settings.c_cc.set([3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0])
  settings.c_ispeed = B38400
  settings.c_ospeed = B38400
  return settings
}

/** Copies settings. */
export function copyTermios(from: termios, into: termios): void {
  into.c_iflag = from.c_iflag
  into.c_oflag = from.c_oflag
  into.c_cflag = from.c_cflag
  into.c_lflag = from.c_lflag
  into.c_cc.set(from.c_cc)
  into.c_ispeed = from.c_ispeed
  into.c_ospeed = from.c_ospeed
}

/** Whether a record is one of settings, with numbers in all fields. */
export function isTermios(value: unknown): value is termios {
  if (!(value instanceof termios)) return false
  const { c_iflag, c_oflag, c_cflag, c_lflag, c_ispeed, c_ospeed } = value
  return [c_iflag, c_oflag, c_cflag, c_lflag, c_ispeed, c_ospeed].every(Number.isInteger)
}

/** Whether a number is one of B0 to B38400. */
export function isSpeed(speed: number): boolean {
  return Number.isInteger(speed) && speed >= B0 && speed <= B38400
}
