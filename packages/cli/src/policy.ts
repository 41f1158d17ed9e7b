// `kos policy`: what a policy means before anything runs. Each command shows one view of the
// analysis of one policy; a policy with errors has none.

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { coreClass, type SecurityEventType } from '@kos/security'
import {
  type Analysis,
  analyse,
  correspondents,
  differences,
  explain,
  formatDifferences,
  formatExplanation,
  formatPath,
  graphOf,
  matrixText,
  mermaid,
  methodMatrixText,
  paths,
  reportOf,
} from '@kos/security/analysis'
import { graphSvg } from './graph/policy-svg.ts'
import { changeData, explanationData, pathData } from './policy-data.ts'
import { checkClass, headNamed } from './policy-names.ts'
import { type PolicyFolders, readPolicy } from './policy-files.ts'
import { hasErrors, type Reporter } from './report.ts'
import type { Terminal } from './terminal.ts'

/** What the commands of `kos policy` run with. */
export interface PolicyCommand {
  readonly options: PolicyFolders
  readonly terminal: Terminal
  readonly reporter: Reporter
}

/** Shows something of an analysis. */
type View = (analysis: Analysis) => void

/** Shows a view of the policy at `path`; returns the exit code. */
function show(path: string, { options, terminal, reporter }: PolicyCommand, view: View): number {
  const policy = readPolicy(path, options, terminal)
  if (policy.hasErrors) {
    reporter.diagnostics(policy.diagnostics.filter(({ severity }) => severity === 'error'))
    return 1
  }
  view(analyse(policy))
  return 0
}

/** `kos policy matrix`: all classes, or the methods of `server`. */
export function showMatrix(
  path: string,
  event: SecurityEventType,
  server: string | undefined,
  command: PolicyCommand,
): number {
  return show(path, command, (analysis) => {
    if (server !== undefined) checkClass(analysis, server)
    const text =
      server === undefined ? matrixText(analysis, event) : methodMatrixText(analysis, server, event)
    command.reporter.result(text, reportOf(analysis, [event]))
  })
}

/** What `kos policy graph` shows, and how. */
export interface GraphFlags {
  readonly event: SecurityEventType
  readonly core: boolean
  readonly format: 'mermaid' | 'svg'
  /** The file to write; standard output if left out. */
  readonly out: string | undefined
}

/** `kos policy graph`: as text of Mermaid, or as a picture. */
export function showGraph(path: string, flags: GraphFlags, command: PolicyCommand): number {
  const { event, core, format, out } = flags
  return show(path, command, (analysis) => {
    const graph = graphOf(analysis, { event, core })
    const text = format === 'svg' ? graphSvg(graph) : mermaid(graph)
    if (out === undefined) return command.reporter.result(text, graph)
    writeFileSync(resolve(command.terminal.cwd, out), text)
    command.reporter.written(out)
  })
}

/** `kos policy paths`: the paths of requests between two classes. */
export function showPaths(path: string, from: string, to: string, command: PolicyCommand): number {
  return show(path, command, (analysis) => {
    checkClass(analysis, from)
    checkClass(analysis, to)
    const found = paths(analysis, from, to)
    command.reporter.result(pathsText(from, to, found), {
      shortest: found.shortest.map(pathData),
      granted: found.granted === null ? null : pathData(found.granted),
      over: found.over,
    })
  })
}

function pathsText(from: string, to: string, found: ReturnType<typeof paths>): string {
  const { shortest, granted, over } = found
  if (shortest.length === 0) return `${from} cannot reach ${to}\n`
  const lines = shortest.map(formatPath)
  const isSure = granted !== null && !lines.includes(formatPath(granted))
  if (isSure) lines.push(`${formatPath(granted)}   (always granted)`)
  if (over.length > 0) lines.push(`over: ${over.join(', ')}`)
  const isAsking = lines.some((line) => line.includes('?>'))
  if (isAsking) lines.push('conditions decide about ?>')
  return `${lines.join('\n')}\n`
}

/** `kos policy peers`: who may talk to whom, for all classes or one. */
export function showPeers(
  path: string,
  event: SecurityEventType,
  of: string | undefined,
  command: PolicyCommand,
): number {
  return show(path, command, (analysis) => {
    if (of !== undefined) checkClass(analysis, of)
    const all = [...correspondents(analysis, event)].filter(
      ([name]) => name === of || (of === undefined && name !== coreClass),
    )
    const lines = all.map(
      ([name, { to, from }]) =>
        `${name}\n  to    ${to.join(', ') || '(none)'}\n  from  ${from.join(', ') || '(none)'}\n`,
    )
    command.reporter.result(lines.join(''), Object.fromEntries(all))
  })
}

/** `kos policy explain`: the verdict about one operation, and the rules behind it. */
export function showExplanation(
  path: string,
  event: SecurityEventType,
  names: readonly string[],
  command: PolicyCommand,
): number {
  return show(path, command, (analysis) => {
    const explanation = explain(analysis, headNamed(analysis, event, names))
    command.reporter.result(`${formatExplanation(explanation)}\n`, explanationData(explanation))
  })
}

/** `kos policy diff`: what changed between two versions. */
export function showDifferences(before: string, after: string, command: PolicyCommand): number {
  const { options, terminal, reporter } = command
  const policies = [before, after].map((path) => readPolicy(path, options, terminal))
  const diagnostics = policies.flatMap((policy) => policy.diagnostics)
  if (hasErrors(diagnostics)) {
    reporter.diagnostics(diagnostics.filter(({ severity }) => severity === 'error'))
    return 1
  }
  const [first, second] = policies.map((policy) => analyse(policy)) as [Analysis, Analysis]
  const result = differences(first, second)
  reporter.result(formatDifferences(result), {
    comparison: result.comparison,
    changes: result.changes.map(changeData),
  })
  return 0
}
