// The terminal of a process: made with its POSIX state, as its descriptors 0, 1 and 2.

import type { Kos } from '@kos/libkos'
import { sysOf } from '@kos/libkos/process'
import type { PosixProcess } from './posix-process.ts'
import type { PosixThread } from './posix-thread.ts'
import { InputBytes, type TerminalInput } from '../terminal/terminal-input.ts'
import { TerminalDescription } from '../terminal/terminal-description.ts'

/** The declared file that input comes from. */
const inputFile = 'stdin'

/**
 * Gives a process its terminal. When its first thread is over, the terminal prints what it has of a
 * line: a program need not call `exit`.
 */
export function openTerminal(process: PosixProcess, kos: Kos, input?: TerminalInput): void {
  const sys = sysOf(kos)
  const { files } = sys.info
  const bytes = (Object.hasOwn(files, inputFile) ? files[inputFile] : undefined) ?? new Uint8Array()
  const terminal = new TerminalDescription(input ?? new InputBytes(bytes))
  process.local(TerminalDescription, () => terminal)
  const { descriptors } = process
  const fd = descriptors.add(terminal)
  descriptors.duplicate(fd)
  descriptors.duplicate(fd)
  const { tid } = sys
  sys.process.observe({
    began() {},
    left: (left) => void (left.tid === tid && terminal.flush({ kos })),
    killed() {},
  })
}

/** The terminal of the process of a thread. */
export function terminalOf({ process }: PosixThread): TerminalDescription {
  return process.local(
    TerminalDescription,
    () => new TerminalDescription(new InputBytes(new Uint8Array())),
  )
}
