// Cross checks of processes and the policy: what is never allowed, whatever happens.

import type { LoadedPolicy } from '@kos/security/psl'
import { analyse, type Analysis } from '@kos/security/analysis'
import type { Diagnostics } from '@kos/idl-compiler/text'
import { coreClass, initClass } from '@kos/security'
import type { SolutionCode } from './codes.ts'
import type { FoundProcess } from './process-checks.ts'
import type { PlacedText } from './process-node.ts'

/** Warns of processes and connections that the policy never allows anything. */
export function checkPolicy(
  policy: LoadedPolicy,
  processes: readonly FoundProcess[],
  diagnostics: Diagnostics,
): void {
  const analysis = analyse(policy)
  checkStarts(policy, analysis, processes)
  const classes = new Map(processes.map(({ name, node }) => [name, node.className.text]))
  for (const { node } of processes) {
    for (const { target } of node.connections) {
      const server = classes.get(target.text)
      if (server !== undefined) checkRequests(node.className.text, server, target, analysis)
    }
  }
  checkInit(policy, analysis, diagnostics)
}

/** Without these calls Einit starts nothing, whatever is granted to others. */
function checkInit({ files }: LoadedPolicy, analysis: Analysis, diagnostics: Diagnostics): void {
  const starts = [coreClass, initClass].map(
    (destination) => ({ type: 'execute', source: coreClass, destination, ...main }) as const,
  )
  const calls = ['Create', 'Run'].map((method) => {
    const names = { endpoint: 'task.Task', interface: 'kl.core.Task', method }
    return { type: 'request', source: initClass, destination: coreClass, ...names } as const
  })
  const denied = [...starts, ...calls].find((head) => analysis.verdictOf(head).verdict === 'denied')
  const source = files[0]?.source
  if (denied === undefined || source === undefined) return
  const { type, destination } = denied
  const grant = `${type} src = ${denied.source}, dst = ${destination} { grant () }`
  const what =
    type === 'request' ? `${initClass} to start processes` : `the start of ${destination}`
  const span = { start: 0, end: source.lineText(1).length }
  const code: SolutionCode = 'start-denied'
  diagnostics.warning(
    source,
    span,
    `the policy denies ${what}: nothing runs`,
    `write ${grant}`,
    code,
  )
}

function checkStarts(
  { classes, files }: LoadedPolicy,
  analysis: Analysis,
  processes: readonly FoundProcess[],
): void {
  const checked = new Set<string>()
  for (const { node } of processes) {
    const { text } = node.className
    const head = { type: 'execute', source: initClass, destination: text, ...main } as const
    if (checked.has(text) || analysis.verdictOf(head).verdict !== 'denied') continue
    checked.add(text)
    const top = files[0]?.source.path ?? 'the policy'
    if (classes.has(text)) {
      const hint = `write execute src = ${initClass}, dst = ${text} { grant () } in ${top}`
      warn(node.className, `the policy denies the start of ${text}`, 'start-denied', hint)
    } else {
      const message = `the policy says nothing of ${text}, so nothing is allowed to it`
      warn(node.className, message, 'class-not-in-policy', `write use EDL ${text} in ${top}`)
    }
  }
}

function checkRequests(
  client: string,
  server: string,
  target: PlacedText,
  analysis: Analysis,
): void {
  const operations = analysis.operationsOf('request', server)
  const isDenied = operations.every((operation) => {
    const head = { type: 'request', source: client, destination: server, ...operation } as const
    return analysis.verdictOf(head).verdict === 'denied'
  })
  if (!isDenied || operations.length === 0) return
  const message = `the policy denies every request of ${client} to ${server}`
  const hint = `write request src = ${client}, dst = ${server} { grant () }`
  warn(target, message, 'never-granted', hint)
}

function warn({ file, span }: PlacedText, message: string, code: SolutionCode, hint: string): void {
  file.diagnostics.warning(file.source, span, message, hint, code)
}

const main = { endpoint: '', interface: '', method: 'main' }
