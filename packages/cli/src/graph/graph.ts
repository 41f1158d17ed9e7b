// `kos graph`: the solution in a folder as a picture, as text of Mermaid, or as data.

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exitFailure, exitOk } from '../exit-codes.ts'
import type { Reporter } from '../report.ts'
import type { SolutionDescription } from '@kos/solution'
import { describeFolder } from '../describe-folder.ts'
import type { Terminal } from '../terminal.ts'
import { solutionMermaid } from './mermaid.ts'
import { solutionGraph } from './solution-graph.ts'
import { solutionSvg } from './solution-svg.ts'

/** What the graph is shown as. */
export type GraphFormat = 'svg' | 'mermaid'

/** How to show it; without `out` on standard output. */
export interface GraphOutput {
  readonly format: GraphFormat
  readonly out: string | undefined
}

/**
 * Shows the solution in `folder`; returns the exit code. Errors are told; where the processes, the
 * interfaces and the policy can be read, as where only programs are missing, there is a graph all
 * the same.
 */
export function showSolution(
  folder: string,
  { format, out }: GraphOutput,
  terminal: Terminal,
  reporter: Reporter,
): number {
  const description = describeFolder(folder, terminal)
  const errors = description.diagnostics.filter(({ severity }) => severity === 'error')
  reporter.diagnostics(errors)
  const code = errors.length === 0 ? exitOk : exitFailure
  if (!isReadable(description)) return code
  const graph = solutionGraph(description)
  const text = format === 'svg' ? solutionSvg(graph) : solutionMermaid(graph)
  if (out === undefined) {
    reporter.result(text, graph)
    return code
  }
  writeFileSync(resolve(terminal.cwd, out), text)
  reporter.written(out)
  return code
}

function isReadable({ processes, project, policy }: SolutionDescription): boolean {
  return processes.length > 0 && !project.hasErrors && policy?.hasErrors !== true
}
