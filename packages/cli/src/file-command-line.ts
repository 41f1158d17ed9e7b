// The command lines of `kos gen`, `kos fmt`, `kos check` and `kos test`: what they understand.

import { type Command, Option } from 'commander'
import type { CheckOptions } from './check-solutions.ts'
import { jsonHelp, withFolders, withPolicyOptions } from './command-options.ts'
import { isSolution } from './solution-folder.ts'
import { type Running, whenCalled, withExamples } from './running.ts'
import type { TestFlags } from './test/policies.ts'

interface GenFlags {
  readonly out?: string
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
    .argument('[paths...]', `${pathsHelp}; default the solution in this folder`)
    .option(
      '-o, --out <folder>',
      'where to write; default generated, or where the programs of a solution look',
    )
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
    ['gen', 'of the solution in this folder, for editors'],
    ['gen resources --out src/generated', 'of all files in resources'],
    ['gen resources --check', 'for CI: fails if a module is not up to date'],
  ])
  whenCalled(command, running, async (paths: readonly string[], flags: GenFlags) => {
    const { terminal, reporter } = running
    const { generateFiles, generateSolution } = await import('./gen.ts')
    const { check = false, out } = flags
    const [folder = '.', ...others] = paths
    if (others.length === 0 && (paths.length === 0 || isSolution(folder, terminal)))
      return generateSolution(folder, { ...flags, check, out }, terminal, reporter)
    const options = { ...flags, check, out: out ?? 'generated' }
    return generateFiles(paths, options, terminal, reporter)
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
  type Flags = { readonly check?: boolean }
  whenCalled(command, running, async (paths: readonly string[], { check = false }: Flags) => {
    const { formatFiles } = await import('./fmt.ts')
    return formatFiles(paths, check, running.terminal, running.reporter)
  })
}

/** Adds `kos check`. */
export function addCheck(program: Command, running: Running): void {
  const command = program
    .command('check')
    .description(
      'Say what is wrong with solutions: folders with init.yaml, programs, policies and ' +
        'interfaces; and with policies (.psl, .psl.in) and .idl, .cdl, .edl files alone.',
    )
    .argument('[paths...]', 'folders, or files; default this folder')
    .option('--no-programs', 'do not load the programs of solutions')
  withExamples(withPolicyOptions(command), [
    ['check', 'the solution in this folder'],
    ['check resources security.psl', 'files'],
  ])
  whenCalled(command, running, async (paths: readonly string[], options: CheckOptions) => {
    const { checkFiles } = await import('./check.ts')
    const given = paths.length === 0 ? ['.'] : paths
    return checkFiles(given, options, running.terminal, running.reporter)
  })
}

/** Adds `kos test`. */
export function addTest(program: Command, running: Running): void {
  const command = program
    .command('test')
    .description(
      'Run the tests of solutions: those inside their policies, and those of their programs ' +
        '(*.test.ts, by vitest).',
    )
    .argument('[paths...]', 'folders of solutions, policies, files with tests; default this folder')
  withPolicyOptions(command).addOption(
    new Option(
      '--coverage <form>',
      'say which rules and cases no test reaches; lcov is a file for genhtml',
    ).choices(['text', 'lcov']),
  )
  withExamples(command, [
    ['test', 'all tests of the solution in this folder'],
    ['test security.psl --coverage text', 'those of a policy, and what they do not reach'],
  ])
  whenCalled(command, running, async (paths: readonly string[], flags: TestFlags) => {
    const { testPaths } = await import('./test/test.ts')
    const given = paths.length === 0 ? ['.'] : paths
    return testPaths(given, flags, running.terminal, running.reporter)
  })
}
