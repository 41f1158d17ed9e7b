// What a command runs in.

import { readFileSync } from 'node:fs'

/** Where the command runs, what it reads, and what it writes to. */
export interface Terminal {
  /** The folder that paths count from. */
  readonly cwd: string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** All that comes over standard input; default nothing. */
  readonly input?: () => string
  /** Whether people see `err` on a terminal; default no. */
  readonly isTerminal?: boolean
  /** Whether people see `out` on a terminal; default no. */
  readonly isOutTerminal?: boolean
  /** The width of the terminal of `out`, in columns; default 80. */
  readonly columns?: () => number
  /** Calls `listener` at the next Ctrl-C, or request to end; answers what takes it back. */
  readonly onInterrupt?: (listener: () => void) => () => void
  /** Environment variables, of which NO_COLOR and FORCE_COLOR count; default none. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** The terminal of this process. */
export const here: Terminal = {
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  input: () => readFileSync(0, 'utf8'),
  isTerminal: process.stderr.isTTY === true,
  isOutTerminal: process.stdout.isTTY === true,
  columns: () => process.stdout.columns ?? 80,
  onInterrupt: interrupts,
  env: process.env,
}

// A second Ctrl-C ends the process at once, as it does without a listener.
function interrupts(listener: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const heard = (): void => {
    forget()
    listener()
  }
  const forget = (): void => signals.forEach((signal) => process.off(signal, heard))
  for (const signal of signals) process.on(signal, heard)
  return forget
}

/**
 * Whether to write to `err` in colours: on a terminal only, unless FORCE_COLOR says always (or, as
 * 0, never) or NO_COLOR says never. As in Node, FORCE_COLOR comes first.
 */
export function hasColours({ env = {}, isTerminal = false }: Terminal): boolean {
  return areColours(env, isTerminal)
}

/** The same for `out`. */
export function hasOutColours({ env = {}, isOutTerminal = false }: Terminal): boolean {
  return areColours(env, isOutTerminal)
}

function areColours(env: NonNullable<Terminal['env']>, isTerminal: boolean): boolean {
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return isTerminal && (env['NO_COLOR'] ?? '') === ''
}

/** A text in a colour or other style, by the number of ANSI; as it is without colours. */
export function painted(text: string, code: string, isColoured: boolean): string {
  return isColoured ? `\u001B[${code}m${text}\u001B[0m` : text
}

/**
 * A text of a file or a process as a terminal may have it: control characters, which a terminal
 * obeys, and those that turn the direction of text, become `?`. Tabs and ends of lines stay.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\u2028-\u202E\u2066-\u2069]/gu, '?')
}
