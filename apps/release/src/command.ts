// Commands of the check: they run to their end, and one that fails throws with all that it wrote.

import { spawnSync } from 'node:child_process'

/** Where a command runs, and what it finds in its environment beside what is there. */
export interface CommandOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** What a command wrote to its standard output. */
export function run(command: string, args: readonly string[], options: CommandOptions): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: options.cwd,
    encoding: 'utf8',
    env: { ...process.env, ...options.env },
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  })
  if (error !== undefined) throw error
  if (status === 0) return stdout
  throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`)
}

/** The same for a script, on this Node or on another one. */
export function runScript(
  args: readonly string[],
  options: CommandOptions,
  node: string = process.execPath,
): string {
  return run(node, args, options)
}
