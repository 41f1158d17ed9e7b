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
  env: process.env,
}

/**
 * Whether to write in colours: on a terminal only, unless FORCE_COLOR says always (or, as 0, never)
 * or NO_COLOR says never. As in Node, FORCE_COLOR comes first.
 */
export function hasColours({ env = {}, isTerminal = false }: Terminal): boolean {
  const force = env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return isTerminal && (env['NO_COLOR'] ?? '') === ''
}
