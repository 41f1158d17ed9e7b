// The command as a process of its own, as it is installed: without a terminal, and on one.

import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Run } from './folder.ts'

const command = fileURLToPath(new URL('../bin/kos.js', import.meta.url))

/** The command, as a shell takes it. */
export const kosLine = `'${process.execPath}' '${command}'`

/** How the command is spawned. */
export interface SpawnedOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Called with all that was written so far, whenever something was. */
  readonly onOutput?: (said: string, keys: Keys) => void
}

/** What a person can do meanwhile. */
export interface Keys {
  interrupt(): void
}

/** Runs `kos` in `cwd`, without a terminal. */
export function spawned(
  cwd: string,
  args: readonly string[],
  options: SpawnedOptions = {},
): Promise<Run> {
  return run(process.execPath, [command, ...args], cwd, options, (child) => ({
    interrupt: () => void child.kill('SIGINT'),
  }))
}

/** The same on a terminal, which shows both outputs as one: `out`. */
export function onTerminal(
  cwd: string,
  args: readonly string[],
  options: SpawnedOptions = {},
): Promise<Run> {
  const line = [process.execPath, command, ...args].map((word) => `'${word}'`).join(' ')
  return run(
    'script',
    ['-qec', `stty cols 100; exec ${line}`, '/dev/null'],
    cwd,
    options,
    (child) => ({
      interrupt: () => void child.stdin?.write('\u0003'),
    }),
  )
}

/** Runs another program of a new user in `cwd`; answers all that it wrote, and its exit code. */
export function program(cwd: string, name: string, args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(name, args, {
    cwd,
    encoding: 'utf8',
    env: environment({}),
  })
  return { code: status ?? -1, out: stdout, err: stderr }
}

// Nothing of the vitest that runs this.
function environment(more: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), TERM: 'xterm', ...more }
}

function run(
  name: string,
  args: readonly string[],
  cwd: string,
  { env = {}, onOutput = () => {} }: SpawnedOptions,
  keysOf: (child: ReturnType<typeof spawn>) => Keys,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env: environment(env) })
    const said = { out: '', err: '' }
    const keys = keysOf(child)
    const hear = (to: 'out' | 'err') => (text: string) => {
      said[to] += text
      onOutput(said.out + said.err, keys)
    }
    child.stdout.setEncoding('utf8').on('data', hear('out'))
    child.stderr.setEncoding('utf8').on('data', hear('err'))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, ...said }))
  })
}
