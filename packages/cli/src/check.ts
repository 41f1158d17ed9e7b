// `kos check`: what is wrong with files, policies among them, and nothing else. Policies are also
// searched for what does not do what it seems to.

import { dirname, resolve } from 'node:path'
import { type Component, type Diagnostic, loadProject } from '@kos/idl-compiler'
import { analyse, findingDiagnostics, findings } from '@kos/security/analysis'
import { type LoadedPolicy, parsePsl } from '@kos/security/psl'
import { readText } from './file-access.ts'
import { endsIn, inputFiles, interfaceEndings, policyEndings } from './inputs.ts'
import { policyFiles, type PolicyFolders, readPolicy } from './policy-files.ts'
import { counted, hasErrors, type Reporter } from './report.ts'
import type { Terminal } from './terminal.ts'

/**
 * Checks the files at `paths`, and what they mention; returns the exit code. Of several policies,
 * those that others of them include are parts of these.
 */
export function checkFiles(
  paths: readonly string[],
  options: PolicyFolders,
  terminal: Terminal,
  reporter: Reporter,
): number {
  const files = inputFiles(paths, terminal.cwd, [...interfaceEndings, ...policyEndings])
  const interfaces = files.filter((file) => endsIn(file, interfaceEndings))
  const policies = files.filter((file) => endsIn(file, policyEndings))
  const access = policyFiles(options, terminal)
  const project = interfaces.length === 0 ? null : loadProject(interfaces, access)
  const folders = withFolders(options, project?.components ?? [])
  const diagnostics = [
    ...(project?.diagnostics ?? []),
    ...topFiles(policies, terminal.cwd).flatMap((file) =>
      policyDiagnostics(readPolicy(file, folders, terminal)),
    ),
  ]
  const distinct = new Map(diagnostics.map((each) => [JSON.stringify(each), each]))
  reporter.diagnostics([...distinct.values()])
  if (hasErrors(diagnostics)) return 1
  reporter.summary(`${counted(files.length, 'file')} checked`)
  return 0
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

/** All that is to be said of a policy; findings only of one without errors. */
function policyDiagnostics(policy: LoadedPolicy): readonly Diagnostic[] {
  if (policy.hasErrors) return policy.diagnostics
  return [...policy.diagnostics, ...findingDiagnostics(findings(analyse(policy)))]
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
