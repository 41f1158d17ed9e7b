// Where `kos top` shows its frames: over each other on a terminal, one after the other in a file,
// or as data.

import { formatIo, formatTop, type IoInspection, type KernelStatistics } from '@kos/kernel'
import { printable, type Terminal } from '../terminal.ts'

/** Two readings, and the last lines that were written. */
export interface Frame {
  readonly before: KernelStatistics
  readonly after: KernelStatistics
  readonly lines: readonly string[]
  /** What processes have of the devices; null if the machine has none. */
  readonly io: IoInspection | null
}

/** Shows frames. */
export interface Screen {
  begin(): void
  frame(frame: Frame): void
  /** After the last frame, which stays to be read. */
  end(): void
}

/** The alternate screen of a terminal, which gives way to what was there before. */
export function liveScreen(terminal: Terminal): Screen {
  let last = ''
  return {
    begin: () => terminal.out('\u001B[?1049h\u001B[?25l'),
    frame: (frame) => {
      last = textOf(frame, terminal)
      const written = frame.lines.map((line) => cut(line, terminal))
      const lines = [...last.split('\n'), '', ...written, '', 'Ctrl-C ends']
      // Each line is cleared as it is written, so that nothing flickers.
      terminal.out(`\u001B[H${lines.map((line) => `${line}\u001B[K`).join('\r\n')}\u001B[J`)
    },
    end: () => terminal.out(`\u001B[?25h\u001B[?1049l${last}\n`),
  }
}

/** Frames one after the other. */
export function plainScreen(terminal: Terminal): Screen {
  return {
    begin: () => {},
    frame: (frame) => terminal.out(`${textOf(frame, terminal)}\n\n`),
    end: () => {},
  }
}

/** Each reading as an object, one a line. */
export function jsonScreen(terminal: Terminal): Screen {
  return {
    begin: () => {},
    frame: ({ after, io }) =>
      terminal.out(`${JSON.stringify(io === null ? after : { ...after, io })}\n`),
    end: () => {},
  }
}

function textOf({ before, after, io }: Frame, terminal: Terminal): string {
  const { columns = () => 80 } = terminal
  const processes = formatTop(before, after, { width: columns() })
  if (io === null) return processes
  const devices = formatIo(io).split('\n')
  return [processes, '', ...devices.map((line) => cut(line, terminal))].join('\n')
}

function cut(line: string, { columns = () => 80 }: Terminal): string {
  const [first = ''] = printable(line).split('\n')
  return first.length < columns() ? first : `${first.slice(0, columns() - 1)}…`
}
