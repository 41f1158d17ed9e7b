// The command line of `kos`: what it understands, and what it answers.
//
// What the commands do is in `gen.ts` and `fmt.ts`. Exit codes: 0; 1 if something is wrong with the
// files, or `--check` found a difference; 2 for a command line that makes no sense.

import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { formatFiles } from './fmt.ts'
import { generateFiles } from './gen.ts'
import { UsageError } from './inputs.ts'
import type { Terminal } from './terminal.ts'

const here: Terminal = {
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

/**
 * Runs `kos` with arguments, such as `['gen', 'resources', '--out', 'src/generated']`; returns the
 * exit code.
 */
export function main(args: readonly string[], terminal: Terminal = here): number {
  const result = { code: 0 }
  try {
    commandLine(terminal, result).parse(args, { from: 'user' })
    return result.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof UsageError) return fail(terminal, error.message, 2)
    if (isFileError(error)) return fail(terminal, error.message, 1)
    throw error
  }
}

function fail(terminal: Terminal, message: string, code: number): number {
  terminal.err(`kos: ${message}\n`)
  return code
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function commandLine(terminal: Terminal, result: { code: number }): Command {
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
  addGen(program, terminal, result)
  addFmt(program, terminal, result)
  return program
}

interface GenFlags {
  readonly out: string
  readonly include: readonly string[]
  readonly module: readonly string[]
  readonly runtime: string
  readonly extension: 'js' | 'ts'
  readonly check?: boolean
}

function addGen(program: Command, terminal: Terminal, result: { code: number }): void {
  program
    .command('gen')
    .description('Make TypeScript of .idl, .cdl and .edl files, and of all that they import.')
    .argument('<paths...>', 'files, or folders with such files')
    .option('-o, --out <folder>', 'where to write', 'generated')
    .option(
      '-I, --include <folder>',
      'a folder that names of packages count from; may come up several times',
      collect,
      [],
    )
    .option(
      '--module <name>',
      'a module whose files lie in flat folders, as NK_MODULE of CMake says; may come up several times',
      collect,
      [],
    )
    .option(
      '--runtime <package>',
      'what the files import from: @kos/libkos, or @kos/idl for messages alone',
      '@kos/libkos',
    )
    .addOption(
      new Option('--extension <ending>', 'the ending of imports of each other')
        .choices(['js', 'ts'])
        .default('js'),
    )
    .option('--check', 'write nothing; fail if a file is missing or differs')
    .exitOverride()
    .action((paths: readonly string[], flags: GenFlags) => {
      result.code = generateFiles(paths, { ...flags, check: flags.check ?? false }, terminal)
    })
}

function addFmt(program: Command, terminal: Terminal, result: { code: number }): void {
  program
    .command('fmt')
    .description('Format .idl, .cdl and .edl files in place.')
    .argument('<paths...>', 'files, or folders with such files')
    .option('--check', 'write nothing; fail if a file is not formatted')
    .exitOverride()
    .action((paths: readonly string[], flags: { readonly check?: boolean }) => {
      result.code = formatFiles(paths, flags.check ?? false, terminal)
    })
}

function collect(folder: string, before: readonly string[]): readonly string[] {
  return [...before, folder]
}

function version(): string {
  const manifest = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  return manifest.version
}
