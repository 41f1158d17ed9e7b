// The command line of `kos`: what it understands, and what it answers.
//
// What each command understands is in the files `*-command-line.ts`, what it does in a file or
// folder of its name, which is loaded when the command is called. Exit codes: `exit-codes.ts`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { exitCodesHelp, exitFailure, exitOk, exitUsage } from './exit-codes.ts'
import { addCheck, addFmt, addGen, addTest } from './file-command-line.ts'
import { addCompletion, addExplain } from './help-command-line.ts'
import { UsageError } from './inputs.ts'
import { packageFolder } from './package-folder.ts'
import { addPolicy } from './policy-command-line.ts'
import { reporterOf } from './report.ts'
import type { Running } from './running.ts'
import { addRun, addTop } from './run-command-line.ts'
import { addGraph, addNew } from './solution-command-line.ts'
import { here, type Terminal } from './terminal.ts'

/**
 * Runs `kos` with arguments, such as `['gen', 'resources', '--out', 'src/generated']`; resolves to
 * the exit code: 0; 1 if something is wrong with the files, a test or a process failed, or
 * `--check` found a difference; 2 for a command line that makes no sense.
 */
export async function main(args: readonly string[], terminal: Terminal = here): Promise<number> {
  const result = { code: exitOk }
  const isJson = args.includes('--json')
  const reporter = reporterOf(terminal, isJson)
  try {
    const err = isJson ? () => {} : terminal.err
    const running = { terminal: { ...terminal, err }, reporter, result }
    await commandLine(running).parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help, or what commander has told people itself.
      if (error.exitCode === 0 || !isJson) return error.exitCode === 0 ? exitOk : exitUsage
    } else if (!(error instanceof UsageError) && !isOfHost(error)) throw error
    reporter.failure(error.message)
    result.code = isOfHost(error) ? exitFailure : exitUsage
  }
  reporter.end()
  return result.code
}

// What the host refuses: a file, or what a device needs. Its class is known once folders are read.
function isOfHost(error: unknown): error is Error {
  return error instanceof Error && ('syscall' in error || error.name === 'DeviceError')
}

function commandLine(running: Running): Command {
  const { terminal } = running
  const program = new Command('kos')
    .description('Tools for kos solutions.')
    .version(version())
    .showHelpAfterError('Run with --help to see what there is.')
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .exitOverride()
    .addHelpText('after', exitCodesHelp)
  for (const add of [
    addNew,
    addCheck,
    addTest,
    addGen,
    addFmt,
    addRun,
    addTop,
    addGraph,
    addPolicy,
    addExplain,
  ])
    add(program, running)
  addCompletion(program, running)
  return program
}

function version(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string
  }
  return manifest.version
}
