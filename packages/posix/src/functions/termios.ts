// Terminals: termios.h, `ctermid` of stdio.h, `ttyname`, `ttyname_r`, `tcgetpgrp` and `tcsetpgrp`
// of unistd.h. As documented, most of them do nothing: a terminal here has no speed, no line, no
// process group.
//
// The documentation says of some that they "return -1" and names no errno: it is EBADF for what is
// no open descriptor, ENOTTY for what is no terminal, and ENOSYS for a terminal.

import { EBADF, EFAULT, EINVAL, ENOSYS, ENOTTY } from '../errno.ts'
import { isRecordOf } from './out-record.ts'
import type { Family } from '../runtime/family.ts'
import { Out } from '../out.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { copyTermios, isSpeed, isTermios } from '../terminal/settings.ts'
import { TerminalDescription } from '../terminal/terminal-description.ts'
import {
  TCIOFF,
  TCION,
  TCOOFF,
  TCSAFLUSH,
  TCSANOW,
  termios as Settings,
} from '../terminal/termios.ts'

/** Functions for terminals. */
export interface TermiosApi {
  /** Writes the settings of a terminal. 0; -1 with errno: EBADF, ENOTTY, EFAULT (no record). */
  readonly tcgetattr: (fildes: number, termios_p: Settings) => number
  /**
   * Sets the settings of a terminal. Speeds and hardware settings are ignored: they stay. 0; -1
   * with errno: EBADF, ENOTTY, EFAULT (no record), EINVAL (`optional_actions` is none of TCSANOW,
   * TCSADRAIN, TCSAFLUSH).
   */
  readonly tcsetattr: (fildes: number, optional_actions: number, termios_p: Settings) => number
  /** Always -1. errno: EBADF, ENOTTY, ENOSYS (a terminal). */
  readonly tcdrain: (fildes: number) => number
  /** Always -1. errno: EBADF, ENOTTY, ENOSYS (a terminal). */
  readonly tcflush: (fildes: number, queue_selector: number) => number
  /** Always -1. errno: EBADF, ENOTTY, ENOSYS (a terminal). */
  readonly tcsendbreak: (fildes: number, duration: number) => number
  /** Always -1. errno: EBADF, ENOTTY, ENOSYS (a terminal). */
  readonly tcgetsid: (fildes: number) => number
  /**
   * 0 to have input stopped or started, which has no effect. -1 with errno: EBADF, ENOTTY, EINVAL
   * (no such action), ENOSYS (TCOOFF, TCOON: output is not suspended or resumed).
   */
  readonly tcflow: (fildes: number, action: number) => number
  /** Sets the input speed in a record. 0; -1 with errno: EFAULT (no record), EINVAL (no speed). */
  readonly cfsetispeed: (termios_p: Settings, speed: number) => number
  /** Sets the output speed in a record. 0; -1 with errno: EFAULT (no record), EINVAL (no speed). */
  readonly cfsetospeed: (termios_p: Settings, speed: number) => number
  /** The name of the terminal, which is empty; written to `s`, too, if that is given. */
  readonly ctermid: (s?: Out<string> | null) => string
  /** Always null. errno: EBADF, ENOTTY, ENOSYS (a terminal: it has no name). */
  readonly ttyname: (fildes: number) => string | null
  /** Always an error number: EBADF, ENOTTY, or ENOSYS (a terminal). */
  readonly ttyname_r: (fildes: number, name: Out<string>, namesize: number) => number
  /** Always -1. errno: EBADF, ENOTTY, ENOSYS (a terminal). */
  readonly tcgetpgrp: (fildes: number) => number
  /** Always -1. errno: EBADF, ENOTTY, ENOSYS (a terminal). */
  readonly tcsetpgrp: (fildes: number, pgid_id: number) => number
}

function terminalAt({ process }: PosixThread, fildes: number): TerminalDescription | number {
  const description = process.descriptors.get(fildes)
  if (description === undefined) return -EBADF
  return description instanceof TerminalDescription ? description : -ENOTTY
}

// What a function that no terminal has answers, as a number below 0.
function refused(thread: PosixThread, fildes: number): number {
  const terminal = terminalAt(thread, fildes)
  return typeof terminal === 'number' ? terminal : -ENOSYS
}

function refusing(thread: PosixThread): (fildes: number) => number {
  return (fildes) => thread.fail(-refused(thread, fildes))
}

function setAttributes(terminal: TerminalDescription, actions: number, wanted: Settings): number {
  if (!isTermios(wanted)) return -EFAULT
  if (!Number.isInteger(actions) || actions < TCSANOW || actions > TCSAFLUSH) return -EINVAL
  const { c_cflag, c_ispeed, c_ospeed } = terminal.settings
  copyTermios(wanted, terminal.settings)
  Object.assign(terminal.settings, { c_cflag, c_ispeed, c_ospeed })
  return 0
}

function flow(thread: PosixThread, fildes: number, action: number): number {
  const terminal = terminalAt(thread, fildes)
  if (typeof terminal === 'number') return terminal
  if (!Number.isInteger(action) || action < TCOOFF || action > TCION) return -EINVAL
  return action < TCIOFF ? -ENOSYS : 0
}

function speedSetter(
  thread: PosixThread,
  field: 'c_ispeed' | 'c_ospeed',
): (settings: Settings, speed: number) => number {
  return (settings, speed) => {
    if (!(settings instanceof Settings)) return thread.fail(EFAULT)
    if (!isSpeed(speed)) return thread.fail(EINVAL)
    settings[field] = speed
    return 0
  }
}

/** Terminals. */
export const termios: Family<TermiosApi> = {
  tcgetattr: (thread) => (fildes, into) => {
    const terminal = terminalAt(thread, fildes)
    if (typeof terminal === 'number') return thread.fail(-terminal)
    if (!isRecordOf(into, Settings)) return thread.fail(EFAULT)
    copyTermios(terminal.settings, into)
    return 0
  },
  tcsetattr: (thread) => (fildes, actions, wanted) => {
    const terminal = terminalAt(thread, fildes)
    if (typeof terminal === 'number') return thread.fail(-terminal)
    return thread.result(setAttributes(terminal, actions, wanted))
  },
  tcdrain: refusing,
  tcflush: refusing,
  tcsendbreak: refusing,
  tcgetsid: refusing,
  tcflow: (thread) => (fildes, action) => thread.result(flow(thread, fildes, action)),
  cfsetispeed: (thread) => speedSetter(thread, 'c_ispeed'),
  cfsetospeed: (thread) => speedSetter(thread, 'c_ospeed'),
  ctermid: () => (s) => {
    Out.put(s, '')
    return ''
  },
  ttyname: (thread) => (fildes) => {
    thread.fail(-refused(thread, fildes))
    return null
  },
  ttyname_r: (thread) => (fildes) => -refused(thread, fildes),
  tcgetpgrp: refusing,
  tcsetpgrp: refusing,
}
