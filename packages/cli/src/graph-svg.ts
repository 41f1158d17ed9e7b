// The graph of a policy as a picture: SVG with boxes for classes and arrows for requests. dagre
// finds the places; what the graph says comes from `@kos/security/analysis`.

import { Graph, layout } from '@dagrejs/dagre'
import {
  edgeLabel,
  formatOperation,
  type PolicyEdge,
  type PolicyGraph,
} from '@kos/security/analysis'

const fontSize = 13
const characterWidth = 7.2
const lineHeight = 18
const padding = 12

interface Point {
  readonly x: number
  readonly y: number
}

interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** What the layout says of an arrow. */
interface Arrow extends Partial<Point> {
  readonly points: readonly Point[]
}

/**
 * The picture of a graph. Arrows are dashed where conditions decide about all that they stand for;
 * what an arrow is about is beside it, and in full in its tooltip.
 */
export function graphSvg(graph: PolicyGraph): string {
  const placed = place(graph)
  const { width = 0, height = 0 } = placed.graph() as { width?: number; height?: number }
  const [fullWidth, fullHeight] = [Math.ceil(width), Math.ceil(height)]
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${fullWidth}" height="${fullHeight}"` +
      ` viewBox="0 0 ${fullWidth} ${fullHeight}" font-family="monospace" font-size="${fontSize}">`,
    style,
    arrowHead,
    ...graph.edges.map((edge) =>
      arrowText(edge, placed.edge(edge.source, edge.destination) as Arrow),
    ),
    ...graph.nodes.map((name) => boxText(name, placed.node(name) as Box)),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

const style = `<style>
rect { fill: #f4f6f8; stroke: #44546a; }
path { fill: none; stroke: #44546a; }
path.ask { stroke-dasharray: 6 4; }
text { fill: #1b2430; text-anchor: middle; dominant-baseline: middle; }
text.label { font-size: 11px; fill: #5b6878; }
</style>`

const arrowHead =
  '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"' +
  ' orient="auto-start-reverse"><polygon points="0,0 10,5 0,10" fill="#44546a"/></marker></defs>'

function place({ nodes, edges }: PolicyGraph): Graph {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 60, marginx: padding, marginy: padding })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const name of nodes) graph.setNode(name, sizeOf(name))
  for (const edge of edges)
    graph.setEdge(edge.source, edge.destination, { ...sizeOf(edgeLabel(edge)), labelpos: 'c' })
  layout(graph)
  return graph
}

function sizeOf(text: string): Pick<Box, 'width' | 'height'> {
  return { width: text.length * characterWidth + 2 * padding, height: lineHeight + padding }
}

function boxText(name: string, { x, y, width, height }: Box): string {
  const corner = `x="${rounded(x - width / 2)}" y="${rounded(y - height / 2)}"`
  const size = `width="${rounded(width)}" height="${rounded(height)}"`
  const text = `<text x="${rounded(x)}" y="${rounded(y)}">${escaped(name)}</text>`
  return `<g><rect ${corner} ${size} rx="4"/>${text}</g>`
}

function arrowText(edge: PolicyEdge, { points, x, y }: Arrow): string {
  const way = points.map(
    (point, at) => `${at === 0 ? 'M' : 'L'}${rounded(point.x)},${rounded(point.y)}`,
  )
  const title = `${edge.source} -> ${edge.destination}: ${edge.verdict}\n${operationsText(edge)}`
  const line = `<path class="${edge.verdict}" d="${way.join(' ')}" marker-end="url(#head)"/>`
  const label =
    x === undefined || y === undefined
      ? ''
      : `<text class="label" x="${rounded(x)}" y="${rounded(y)}">${escaped(edgeLabel(edge))}</text>`
  return `<g><title>${escaped(title)}</title>${line}${label}</g>`
}

function operationsText({ granted, ask }: PolicyEdge): string {
  const lines = [
    ...granted.map((operation) => `granted ${formatOperation(operation)}`),
    ...ask.map((operation) => `ask ${formatOperation(operation)}`),
  ]
  return lines.join('\n')
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }
  return text.replaceAll(/[<>&]/g, (sign) => signs[sign] ?? '')
}
