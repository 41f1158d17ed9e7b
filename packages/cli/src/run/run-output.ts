// How `kos run` shows what happens: lines of processes on standard output, under their names, all
// else on standard error; or, with `--json`, an object a line.

import { hasColours, hasOutColours, painted, printable, type Terminal } from '../terminal.ts'
import type { Level, RunEvent, Tell } from './run-events.ts'

/** Shows events as objects, one a line: `{ event, level, time, process?, text, ... }`. */
export function jsonOutput({ out }: Terminal): Tell {
  return ({ event, level, time, process, text, data = {} }) =>
    out(`${JSON.stringify({ event, level, time, process, text, ...data })}\n`)
}

/** Shows events to people; `processes` have a colour each. */
export function textOutput(terminal: Terminal, processes: readonly string[]): Tell {
  const counts = new Map<string, number>()
  return (event) => {
    if (event.level === 'line') return terminal.out(lineText(event, terminal, processes))
    // That a process ended well is for tools; people see what it wrote.
    if (event.event === 'exit' && event.level === 'note') return
    const text = repeated(event, counts)
    if (text !== null) terminal.err(noteText(text, event, terminal))
  }
}

// Those that are hard to read on a dark or a light ground are not among them.
const colours = ['36', '35', '32', '34', '33', '96', '95', '92'] as const

function lineText(
  { process = '', text }: RunEvent,
  terminal: Terminal,
  all: readonly string[],
): string {
  const colour = colours[Math.max(0, all.indexOf(process)) % colours.length] as string
  const name = painted(`[${oneLine(process)}]`, colour, hasOutColours(terminal))
  return `${name} ${oneLine(text)}\n`
}

// A second line would look like one of another process.
function oneLine(text: string): string {
  return printable(text.replaceAll('\n', '?'))
}

const marks: { readonly [L in Exclude<Level, 'line'>]: readonly [mark: string, colour: string] } = {
  note: ['-- ', '2'],
  warning: ['!  ', '33'],
  error: ['!! ', '1;31'],
}

function noteText(text: string, { level }: RunEvent, terminal: Terminal): string {
  const [mark, colour] = marks[level as Exclude<Level, 'line'>]
  const lines = printable(text)
    .split('\n')
    .map((line, index) => (index === 0 ? mark : '   ') + line)
  return `${lines.map((line) => painted(line, colour, hasColours(terminal))).join('\n')}\n`
}

/** The text of an event, or null if it was told often enough. */
function repeated({ kind, text }: RunEvent, counts: Map<string, number>): string | null {
  if (kind === undefined) return text
  const count = (counts.get(kind) ?? 0) + 1
  counts.set(kind, count)
  if (count === 1) return text
  return /^10+$/.test(String(count)) ? `${text} (${count} times)` : null
}
