// The command line: what `npm run bench -- ...` may be given. Paths are relative to where npm was
// called.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Pace } from './pace.ts'
import { defaultPace } from './pace.ts'

/** What the command line asks for. */
export interface Options {
  readonly patterns: readonly string[]
  readonly pace: Pace
  readonly check: boolean
  readonly help: boolean
  /** Where to write the results as JSON. */
  readonly json?: string
  /** A file of bars to use in place of our own. */
  readonly bars?: string
  /** The task of a child process; internal. */
  readonly child?: string
}

/** What `--help` prints. */
export const usage = `npm run bench [-- FILTER...] [--json FILE] [--check]

  FILTER          part of a case's name, or a pattern for all of it with * and ?
  --json FILE     also write the results as JSON
  --check         fail if a bar is not met, and name it
  --bars FILE     use other bars than apps/bench/bars.json
  --rounds N      rounds per comparison (${defaultPace.rounds})
  --round-ms N    how long a side runs in a round, in ms (${defaultPace.roundMs})
  --warm-up-ms N  how long a side runs before the first round, in ms (${defaultPace.warmUpMs})`

/**
 * Reads the command line. Throws an Error for people if it does not understand it.
 * @param folder what relative paths start from
 */
export function parseCommandLine(args: readonly string[], folder: string): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      bars: { type: 'string' },
      child: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      'round-ms': { type: 'string' },
      'warm-up-ms': { type: 'string' },
    },
  })
  const { json, bars, child, check, help } = values
  const pace = {
    rounds: Math.ceil(positive('rounds', values.rounds) ?? defaultPace.rounds),
    roundMs: positive('round-ms', values['round-ms']) ?? defaultPace.roundMs,
    warmUpMs: positive('warm-up-ms', values['warm-up-ms']) ?? defaultPace.warmUpMs,
  }
  return {
    patterns: positionals,
    pace,
    check,
    help,
    ...(json !== undefined && { json: resolve(folder, json) }),
    ...(bars !== undefined && { bars: resolve(folder, bars) }),
    ...(child !== undefined && { child }),
  }
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value)))
    throw new Error(`--${option} takes a number over 0, not ${text}`)
  return value
}
