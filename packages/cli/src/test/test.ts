// `kos test`: the tests of policies, and, in folders of solutions, those of programs.

import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { runTests } from '@kos/security/pal'
import type { LoadedPolicy } from '@kos/security/psl'
import { describeSolution, writeGenerated } from '@kos/solution'
import { exitFailure, exitOk } from '../exit-codes.ts'
import { endsIn, filesBeside, shownPath, UsageError } from '../inputs.ts'
import { describeOptions, readPolicy } from '../policy-files.ts'
import type { Reporter } from '../report.ts'
import { isSolutionFolder } from '../solution-folder.ts'
import { hasOutColours, type Terminal } from '../terminal.ts'
import { type PolicyTests, showPolicyTests, type TestFlags } from './policies.ts'
import { runVitest } from './run-vitest.ts'

/** What is to be tested. */
interface Subjects {
  readonly policies: readonly PolicyTests[]
  readonly programs: readonly ProgramFiles[]
}

/** Files with tests of programs. */
interface ProgramFiles {
  /** The folder that vitest runs in, by its absolute path. */
  readonly folder: string
  /** By their absolute paths. */
  readonly files: readonly string[]
}

const testEndings = ['ts', 'js', 'mts', 'mjs'].map((ending) => `.test.${ending}`)

/** Runs the tests at `paths`; resolves to the exit code. */
export async function testPaths(
  paths: readonly string[],
  flags: TestFlags,
  terminal: Terminal,
  reporter: Reporter,
): Promise<number> {
  const subjects = paths.map((path) => subjectsAt(path, flags, terminal))
  const programs = subjects.flatMap((each) => each.programs)
  const policies = subjects
    .flatMap((each) => each.policies)
    // In a solution, tests of programs may be all there are.
    .filter(({ report }) => programs.length === 0 || report.coverage === null || hasTests(report))
  if (policies.length + programs.length === 0) {
    reporter.failure('there are no tests: neither in a policy (assert "...") nor in *.test.ts')
    return exitFailure
  }
  showPolicyTests(policies, flags, reporter)
  const results = await testPrograms(programs, terminal, reporter)
  const passed = policies.every(({ report }) => report.passed) && results
  return passed ? exitOk : exitFailure
}

function hasTests({ sets }: PolicyTests['report']): boolean {
  return sets.some(({ sequences }) => sequences.length > 0)
}

function subjectsAt(path: string, flags: TestFlags, terminal: Terminal): Subjects {
  const { cwd } = terminal
  const absolute = resolve(cwd, path)
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) {
    if (isSolutionFolder(absolute)) return subjectsOf(absolute, flags, terminal)
    const where = path === '.' ? 'this folder' : path
    throw new UsageError(
      `there is no init.yaml in ${where}: name the folder of a solution, a policy or a test file`,
    )
  }
  if (stats?.isFile() === true && endsIn(path, testEndings)) {
    const folder = rootOf(absolute, cwd)
    // What tests import of it may not be there yet.
    if (isSolutionFolder(folder))
      writeGenerated(describeSolution(folder, describeOptions(flags, cwd)))
    return { policies: [], programs: [{ folder, files: [absolute] }] }
  }
  const policy = readPolicy(path, flags, terminal)
  return { policies: [testsOf(policy, shownPath(path, cwd))], programs: [] }
}

function subjectsOf(folder: string, flags: TestFlags, { cwd }: Terminal): Subjects {
  const description = describeSolution(folder, describeOptions(flags, cwd))
  writeGenerated(description)
  const { policy } = description
  const files = filesBeside([folder], cwd, testEndings).map((file) => resolve(cwd, file))
  return {
    policies: policy === null ? [] : [testsOf(policy, shownPath(folder, cwd))],
    programs: files.length === 0 ? [] : [{ folder, files }],
  }
}

function testsOf(policy: LoadedPolicy, path: string): PolicyTests {
  return { path, report: runTests(policy) }
}

/** The folder of the solution that a file is in; without one, the current folder. */
function rootOf(file: string, cwd: string): string {
  let folder = dirname(file)
  while (!isSolutionFolder(folder)) {
    const above = dirname(folder)
    if (above === folder) return cwd
    folder = above
  }
  return folder
}

async function testPrograms(
  programs: readonly ProgramFiles[],
  terminal: Terminal,
  reporter: Reporter,
): Promise<boolean> {
  let passed = true
  for (const { folder, files } of programs) {
    const isColoured = hasOutColours(terminal)
    const result = await runVitest({ folder, files, isQuiet: reporter.isJson, isColoured })
    if (result === null) {
      reporter.failure(
        'tests of programs need vitest, which is not here: npm install --save-dev vitest',
      )
      return false
    }
    reporter.programTests(result.tests)
    passed &&= result.passed
  }
  return passed
}
