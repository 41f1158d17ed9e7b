// What the devices of a solution do to the outside: what serial lines send, a line of text each time,
// and the levels of pins. Their input begins, too.

import { Ns16550a, Pl061, VirtioConsole } from '@kos/io-hw/models'
import type { BuiltMachine } from '@kos/solution'
import type { Tell } from './run-events.ts'

/**
 * Tells what comes out of the devices of a machine, which runs from now on. Answers what tells the
 * lines that were begun and have no end, when the run is over.
 */
export function hearOutside(machine: BuiltMachine, now: () => number, tell: Tell): () => void {
  const begun: Lines[] = []
  for (const { device } of machine.devices) {
    const say = (event: string, text: string, data?: Readonly<Record<string, unknown>>): void =>
      tell({
        event,
        level: 'line',
        time: now(),
        process: device.name,
        text,
        ...(data === undefined ? {} : { data }),
      })
    if (device instanceof Ns16550a || device instanceof VirtioConsole) {
      const lines = new Lines((text) => say('serial', text))
      device.onTransmit((bytes) => lines.add(bytes))
      begun.push(lines)
    }
    if (device instanceof Pl061)
      device.onPinChange((pin, level) =>
        say('pin', `pin ${pin} is ${levelName(level)}`, { pin, level }),
      )
  }
  machine.start()
  return () => {
    for (const lines of begun) lines.end()
  }
}

function levelName(level: boolean | null): string {
  if (level === null) return 'not driven'
  return level ? 'high' : 'low'
}

// Bytes of a line that never ends are told by the kilobyte.
const maxLineBytes = 1024

/** Bytes as lines of text. */
class Lines {
  readonly #tell: (text: string) => void
  #line: number[] = []

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === carriageReturn) continue
      if (byte === lineFeed) this.#tellLine()
      else if (this.#line.push(byte) === maxLineBytes) this.#tellLine()
    }
  }

  /** Nothing follows. */
  end(): void {
    if (this.#line.length > 0) this.#tellLine()
  }

  #tellLine(): void {
    this.#tell(Buffer.from(this.#line).toString())
    this.#line = []
  }
}

const lineFeed = 10
const carriageReturn = 13
