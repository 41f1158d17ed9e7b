// `kos check`: what is wrong with files, policies among them, and nothing else. Policies are also
// searched for what does not do what it seems to. Folders with an init.yaml are checked as
// solutions: see `check-solutions.ts`.

import { dirname, resolve, sep } from 'node:path'
import { type Component, type Diagnostic, loadProject } from '@kos/idl-compiler'
import { parsePsl } from '@kos/security/psl'
import { checkSolutions, type CheckOptions, solutionsIn } from './check-solutions.ts'
import { exitFailure, exitOk } from './exit-codes.ts'
import { readText } from './file-access.ts'
import { endsIn, filesBeside, inputFiles, interfaceEndings, policyEndings } from './inputs.ts'
import { policyDiagnostics, policyFiles, type PolicyFolders, readPolicy } from './policy-files.ts'
import { counted, hasErrors, type Reporter } from './report.ts'
import type { Terminal } from './terminal.ts'

/**
 * Checks the files at `paths`, and what they mention; returns the exit code. Of several policies,
 * those that others of them include are parts of these.
 */
export async function checkFiles(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  reporter: Reporter,
): Promise<number> {
  const solutions = solutionsIn(paths, terminal)
  const said = await checkSolutions(solutions, options, terminal)
  const rest = restOf(paths, solutions, terminal)
  const diagnostics = [...said.diagnostics, ...fileDiagnostics(rest, options, terminal)]
  const distinct = [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()]
  reporter.diagnostics(distinct)
  if (hasErrors(distinct)) return exitFailure
  const counts = [counted(solutions.length, 'solution'), counted(rest.length + said.files, 'file')]
  reporter.summary(`${counts.filter((text) => text !== '').join(', ')} checked`)
  return exitOk
}

/** The files to check that are in none of the solutions. */
function restOf(
  paths: readonly string[],
  solutions: readonly string[],
  { cwd }: Terminal,
): readonly string[] {
  const others = paths.filter((path) => !solutions.includes(resolve(cwd, path)))
  if (others.length === 0) return []
  const isIn = (file: string): boolean =>
    solutions.some((folder) => resolve(cwd, file).startsWith(`${folder}${sep}`))
  const endings = [...interfaceEndings, ...policyEndings]
  // A folder of solutions may have nothing beside them.
  const open = others.filter(
    (path) => !solutions.some((each) => each.startsWith(resolve(cwd, path))),
  )
  const inside = others.filter((path) => !open.includes(path))
  return [
    ...inputFiles(open, cwd, endings),
    ...filesBeside(inside, cwd, endings).filter((file) => !isIn(file)),
  ]
}

/** What is to be said of files that are no solution together. */
function fileDiagnostics(
  files: readonly string[],
  options: PolicyFolders,
  terminal: Terminal,
): readonly Diagnostic[] {
  const interfaces = files.filter((file) => endsIn(file, interfaceEndings))
  const policies = files.filter((file) => endsIn(file, policyEndings))
  const access = policyFiles(options, terminal)
  const project = interfaces.length === 0 ? null : loadProject(interfaces, access)
  const folders = withFolders(options, project?.components ?? [])
  return [
    ...(project?.diagnostics ?? []),
    ...topFiles(policies, terminal.cwd).flatMap((file) =>
      policyDiagnostics(readPolicy(file, folders, terminal)),
    ),
  ]
}

/** The folders in which policies find these components also where they lie flat. */
function withFolders(options: PolicyFolders, components: readonly Component[]): PolicyFolders {
  const folders = components.map(({ file }) => dirname(file.source.path))
  const modules = components.map(({ name }) => name.slice(0, Math.max(0, name.lastIndexOf('.'))))
  return {
    ...options,
    include: [...new Set([...options.include, ...folders])],
    module: [...new Set([...options.module, ...modules.filter((module) => module !== '')])],
  }
}

/** The policies that no other one includes; all if each is included. */
function topFiles(files: readonly string[], cwd: string): readonly string[] {
  const included = files.flatMap((file) => includedBy(file, readText(resolve(cwd, file)) ?? ''))
  const top = files.filter((file) => {
    const path = `/${file.replace(/\.psl(\.in)?$/, '')}`
    return !included.some(([by, name]) => by !== file && path.endsWith(`/${name}`))
  })
  return top.length === 0 ? files : top
}

function includedBy(file: string, text: string): [string, string][] {
  return parsePsl(file, text).declarations.flatMap((declaration) =>
    declaration.kind === 'use-psl' ? [[file, declaration.name.text.replaceAll('.', '/')]] : [],
  )
}
