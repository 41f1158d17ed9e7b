// The graph of a solution in the language of Mermaid: what README files and issues show.

import { printable } from '../terminal.ts'
import type { GraphChannel, SolutionGraph, ChannelVerdict } from './solution-graph.ts'

const arrows: { readonly [V in ChannelVerdict]: string } = {
  granted: '-->',
  conditional: '-.->',
  denied: '--x',
}

/** Solid arrows are always granted, dotted ones by conditions, ones with a cross never. */
export function solutionMermaid({ processes, channels }: SolutionGraph): string {
  const ids = new Map(processes.map(({ name }, index) => [name, `p${index}`]))
  const nodes = processes.map(({ name, className }) => {
    const label = name === className ? name : `${name}\n${className}`
    return `  ${ids.get(name)}["${escaped(label)}"]`
  })
  const edges = channels.flatMap((channel) => {
    const [from, to] = [ids.get(channel.client), ids.get(channel.server)]
    return edgesOf(channel).map(([verdict, label]) => {
      return `  ${from} ${arrows[verdict]}|"${escaped(label)}"| ${to}`
    })
  })
  return `flowchart LR\n${[...nodes, ...edges].join('\n')}\n`
}

function edgesOf({ id, endpoints }: GraphChannel): readonly (readonly [ChannelVerdict, string])[] {
  if (endpoints.length === 0) return [['denied', `${id}: no endpoint`]]
  return endpoints.map(({ name, verdict }) => [verdict, `${id}: ${name}`])
}

// Entities of Mermaid have a # where those of HTML have &.
function escaped(text: string): string {
  const plain = printable(text)
  return plain
    .replaceAll(/["#<>&]/g, (sign) => `#${sign.codePointAt(0)};`)
    .replaceAll('\n', '<br/>')
}
