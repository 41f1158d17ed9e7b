// The policy as a graph: classes are nodes, and there is an edge where requests are not all denied.
// It is data alone: layout and pictures are the business of others (`kos policy graph` has both).

import { coreClass, type SecurityEventType } from '../event.ts'
import type { Analysis } from './analysis.ts'
import { bestVerdict, pairs } from './pairs.ts'
import { formatOperation, type OperationNames } from './universe.ts'

/** A graph of classes. */
export interface PolicyGraph {
  /** The classes, in the order of the policy. */
  readonly nodes: readonly string[]
  readonly edges: readonly PolicyEdge[]
}

/** From the class that acts to the other. */
export interface PolicyEdge {
  readonly source: string
  readonly destination: string
  /** `granted` if some operation is always granted; `ask` if conditions decide about all. */
  readonly verdict: 'granted' | 'ask'
  readonly granted: readonly OperationNames[]
  readonly ask: readonly OperationNames[]
}

/** What a graph shows. */
export interface GraphOptions {
  /** Default `request`. */
  readonly event?: SecurityEventType
  /** Whether the kernel is shown; default no, since mostly all classes call it. */
  readonly core?: boolean
}

/** The graph of a policy. */
export function graphOf(analysis: Analysis, options: GraphOptions = {}): PolicyGraph {
  const { event = 'request', core = false } = options
  const isShown = (name: string): boolean =>
    analysis.classes.has(name) && (core || name !== coreClass)
  const edges = pairs(analysis, event).flatMap((pair): PolicyEdge[] => {
    const { source, destination, granted, ask } = pair
    const verdict = bestVerdict(pair)
    if (verdict === 'denied' || !isShown(source) || !isShown(destination)) return []
    return [{ source, destination, verdict, granted, ask }]
  })
  return { nodes: [...analysis.classes.keys()].filter(isShown), edges }
}

const maxLabelled = 3

/** What an edge is about, in short: `calc.ops.Add, calc.ops.Div`, `12 methods`. */
export function edgeLabel({ granted, ask }: PolicyEdge): string {
  const all = [...granted, ...ask]
  if (all.length > maxLabelled) return `${all.length} methods`
  return all.map((operation) => formatOperation(operation)).join(', ')
}

/** The graph in the language of Mermaid: edges about which conditions decide are dotted. */
export function mermaid({ nodes, edges }: PolicyGraph): string {
  const ids = new Map(nodes.map((name, index) => [name, `n${index}`]))
  const lines = nodes.map((name) => `  ${ids.get(name)}["${escaped(name)}"]`)
  for (const edge of edges) {
    const arrow = edge.verdict === 'granted' ? '-->' : '-.->'
    const [from, to] = [ids.get(edge.source), ids.get(edge.destination)]
    lines.push(`  ${from} ${arrow}|"${escaped(edgeLabel(edge))}"| ${to}`)
  }
  return `flowchart LR\n${lines.join('\n')}\n`
}

// Entities of Mermaid have a # where those of HTML have &.
function escaped(text: string): string {
  return text.replaceAll(/["#<>&]/g, (sign) => `#${sign.codePointAt(0)};`)
}
