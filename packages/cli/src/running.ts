// What a command runs with, and how it leaves its exit code.

import type { Command } from 'commander'
import type { Reporter } from './report.ts'
import type { Terminal } from './terminal.ts'

/** Where commands run, and where they leave their exit code. */
export interface Running {
  readonly terminal: Terminal
  readonly reporter: Reporter
  readonly result: { code: number }
}

/** Lets `action` be what a command does; its exit code is what it answers. */
export function whenCalled(
  command: Command,
  { result }: Running,
  action: (...args: never[]) => number | Promise<number>,
): Command {
  return command.action(async (...args: unknown[]) => {
    result.code = await action(...(args as never[]))
  })
}

/** Adds examples to the help of a command: command lines without `kos`, each with what it does. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [args: string, what: string])[],
): Command {
  const lines = examples.map(([args, what]) => exampleLine(`  kos ${args}`, what))
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n`)
}

const commandColumn = 42

function exampleLine(command: string, what: string): string {
  if (command.length > commandColumn) return `${command}\n      ${what}`
  return `${command.padEnd(commandColumn)}  ${what}`
}
