// The command line of `kos`: what it understands, and what it answers.
//
// What the commands do is in `gen.ts`, `fmt.ts`, `check.ts`, `test.ts` and `policy.ts`. Exit codes:
// 0; 1 if something is wrong with the files, a test failed, or `--check` found a difference; 2 for
// a command line that makes no sense.

import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { jsonHelp, withFolders, withPolicyOptions } from './command-options.ts'
import { formatFiles } from './fmt.ts'
import { generateFiles } from './gen.ts'
import { UsageError } from './inputs.ts'
import { type Reporter, reporterOf } from './report.ts'
import { addCheck, addPolicy } from './policy-command-line.ts'
import { here, type Terminal } from './terminal.ts'
import { type TestFlags, testPolicies } from './test.ts'

/**
 * Runs `kos` with arguments, such as `['gen', 'resources', '--out', 'src/generated']`; returns the
 * exit code.
 */
export function main(args: readonly string[], terminal: Terminal = here): number {
  const result = { code: 0 }
  const isJson = args.includes('--json')
  const reporter = reporterOf(terminal, isJson)
  try {
    const err = isJson ? () => {} : terminal.err
    commandLine({ ...terminal, err }, reporter, result).parse(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help, or what commander has told people itself.
      if (error.exitCode === 0 || !isJson) return error.exitCode === 0 ? 0 : 2
    } else if (!(error instanceof UsageError) && !isFileError(error)) throw error
    reporter.failure(error.message)
    result.code = isFileError(error) ? 1 : 2
  }
  reporter.end()
  return result.code
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function commandLine(terminal: Terminal, reporter: Reporter, result: { code: number }): Command {
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
  addGen(program, (paths, flags) => {
    result.code = generateFiles(
      paths,
      { ...flags, check: flags.check ?? false },
      terminal,
      reporter,
    )
  })
  addFmt(program, (paths, flags) => {
    result.code = formatFiles(paths, flags.check ?? false, terminal, reporter)
  })
  addCheck(program, { terminal, reporter, result })
  addPolicy(program, { terminal, reporter, result })
  addTest(program, (paths, flags) => {
    result.code = testPolicies(paths, flags, terminal, reporter)
  })
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

type Action<Flags> = (paths: readonly string[], flags: Flags) => void

function addGen(program: Command, action: Action<GenFlags>): void {
  const command = program
    .command('gen')
    .description('Make TypeScript of .idl, .cdl and .edl files, and of all that they import.')
    .argument('<paths...>', pathsHelp)
    .option('-o, --out <folder>', 'where to write', 'generated')
  withFolders(command)
    .addOption(
      new Option('--runtime <package>', 'what the files import from; @kos/idl is messages alone')
        .choices(['@kos/libkos', '@kos/idl'])
        .default('@kos/libkos'),
    )
    .addOption(
      new Option('--extension <ending>', 'the ending of imports of each other')
        .choices(['js', 'ts'])
        .default('js'),
    )
    .option('--check', 'write nothing; fail if a file is missing or differs')
    .option('--json', jsonHelp)
    .exitOverride()
    .action(action)
}

function addFmt(program: Command, action: Action<{ readonly check?: boolean }>): void {
  program
    .command('fmt')
    .description('Format .idl, .cdl, .edl and .psl files in place.')
    .argument('<paths...>', pathsHelp)
    .option('--check', 'write nothing; fail if a file is not formatted')
    .option('--json', jsonHelp)
    .exitOverride()
    .action(action)
}

function addTest(program: Command, action: Action<TestFlags>): void {
  const command = program
    .command('test')
    .description('Run the tests inside policies.')
    .argument('<files...>', 'files with policies: security.psl, or a template security.psl.in')
  withPolicyOptions(command)
    .addOption(
      new Option(
        '--coverage <form>',
        'say which rules and cases no test reaches; lcov is a file for genhtml',
      ).choices(['text', 'lcov']),
    )
    .exitOverride()
    .action(action)
}

const pathsHelp = 'files, or folders with such files, or - for standard input'

function version(): string {
  const manifest = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  return manifest.version
}
