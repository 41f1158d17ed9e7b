// The command lines of `kos gen`, `kos fmt`, `kos check` and `kos test`: what they understand.

import { type Command, Option } from 'commander'
import { checkFiles } from './check.ts'
import { jsonHelp, withFolders, withPolicyOptions } from './command-options.ts'
import { formatFiles } from './fmt.ts'
import { generateFiles } from './gen.ts'
import type { PolicyFolders } from './policy-files.ts'
import { type Running, whenCalled, withExamples } from './running.ts'
import { type TestFlags, testPolicies } from './test.ts'

interface GenFlags {
  readonly out: string
  readonly include: readonly string[]
  readonly module: readonly string[]
  readonly runtime: string
  readonly extension: 'js' | 'ts'
  readonly check?: boolean
}

const pathsHelp = 'files, or folders with such files, or - for standard input'

/** Adds `kos gen`. */
export function addGen(program: Command, running: Running): void {
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
  withExamples(command, [
    ['gen resources --out src/generated', 'of all files in resources'],
    ['gen resources --check', 'for CI: fails if a module is not up to date'],
  ])
  whenCalled(command, running, (paths: readonly string[], flags: GenFlags) => {
    const options = { ...flags, check: flags.check ?? false }
    return generateFiles(paths, options, running.terminal, running.reporter)
  })
}

/** Adds `kos fmt`. */
export function addFmt(program: Command, running: Running): void {
  const command = program
    .command('fmt')
    .description('Format .idl, .cdl, .edl and .psl files in place.')
    .argument('<paths...>', pathsHelp)
    .option('--check', 'write nothing; fail if a file is not formatted')
    .option('--json', jsonHelp)
  withExamples(command, [
    ['fmt .', 'all files of this folder'],
    ['fmt --check .', 'for CI: fails if one is not formatted'],
    ['fmt - < security.psl', 'standard input, to standard output'],
  ])
  whenCalled(command, running, (paths: readonly string[], flags: { readonly check?: boolean }) =>
    formatFiles(paths, flags.check ?? false, running.terminal, running.reporter),
  )
}

/** Adds `kos check`. */
export function addCheck(program: Command, running: Running): void {
  const command = program
    .command('check')
    .description('Say what is wrong with policies (.psl, .psl.in), and .idl, .cdl, .edl files.')
    .argument('<paths...>', 'files, or folders with such files')
  withExamples(withPolicyOptions(command), [['check .', 'all files of this folder']])
  whenCalled(command, running, (paths: readonly string[], options: PolicyFolders) =>
    checkFiles(paths, options, running.terminal, running.reporter),
  )
}

/** Adds `kos test`. */
export function addTest(program: Command, running: Running): void {
  const command = program
    .command('test')
    .description('Run the tests inside policies.')
    .argument('<files...>', 'files with policies: security.psl, or a template security.psl.in')
  withPolicyOptions(command).addOption(
    new Option(
      '--coverage <form>',
      'say which rules and cases no test reaches; lcov is a file for genhtml',
    ).choices(['text', 'lcov']),
  )
  withExamples(command, [
    ['test security.psl', 'the tests of a policy'],
    ['test security.psl --coverage text', 'and what they do not reach'],
  ])
  whenCalled(command, running, (paths: readonly string[], flags: TestFlags) =>
    testPolicies(paths, flags, running.terminal, running.reporter),
  )
}
