// The graph of a policy as a picture: SVG with boxes for classes and arrows for requests. dagre
// finds the places; what the graph says comes from `@kos/security/analysis`.

import { Graph, layout } from '@dagrejs/dagre'
import {
  edgeLabel,
  formatOperation,
  type PolicyEdge,
  type PolicyGraph,
} from '@kos/security/analysis'
import { type Box, escaped, pixels, type Point, rounded } from './svg-parts.ts'

const fontSize = 13
const characterWidth = 7.2
const lineHeight = 18
const padding = 12

/** What the layout says of an arrow: where it bends, and where its label is. */
interface Arrow extends Point {
  readonly points: readonly Point[]
}

/**
 * The picture of a graph. Arrows are dashed where conditions decide about all that they stand for;
 * what an arrow is about is beside it, and in full in its tooltip. What a class asks itself stands
 * in its box.
 */
export function graphSvg(graph: PolicyGraph): string {
  const own = new Map(graph.edges.filter(isOwn).map((edge) => [edge.source, edge]))
  const edges = graph.edges.filter((edge) => !isOwn(edge))
  const placed = place(graph.nodes, edges, own)
  const size = placed.graph() as Partial<Pick<Box, 'width' | 'height'>>
  const [width, height] = [size.width, size.height].map(pixels) as [number, number]
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"` +
      ` viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="${fontSize}">`,
    style,
    arrowHead,
    ...graph.nodes.map((name) => boxText(name, placed.node(name) as Box, own.get(name))),
    ...edges.map((edge) => arrowText(edge, placed.edge(edge.source, edge.destination) as Arrow)),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function isOwn({ source, destination }: PolicyEdge): boolean {
  return source === destination
}

const style = `<style>
rect { fill: #f4f6f8; stroke: #44546a; }
path { fill: none; stroke: #44546a; }
path.ask { stroke-dasharray: 6 4; }
text { fill: #1b2430; text-anchor: middle; dominant-baseline: middle; }
text.label { font-size: 11px; fill: #5b6878; paint-order: stroke; stroke: #fff; stroke-width: 5px; }
rect + text + text.label { stroke: none; }
</style>`

const arrowHead =
  '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"' +
  ' orient="auto-start-reverse"><polygon points="0,0 10,5 0,10" fill="#44546a"/></marker></defs>'

function place(
  nodes: readonly string[],
  edges: readonly PolicyEdge[],
  own: ReadonlyMap<string, PolicyEdge>,
): Graph {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 60, marginx: padding, marginy: padding })
  for (const name of nodes) {
    const itself = own.get(name)
    graph.setNode(name, sizeOf(itself === undefined ? [name] : [name, ownLabel(itself)]))
  }
  for (const edge of edges)
    graph.setEdge(edge.source, edge.destination, { ...sizeOf([edgeLabel(edge)]), labelpos: 'c' })
  layout(graph)
  return graph
}

function sizeOf(lines: readonly string[]): Pick<Box, 'width' | 'height'> {
  const longest = Math.max(...lines.map((line) => line.length))
  const width = longest * characterWidth + 2 * padding
  return { width, height: lines.length * lineHeight + padding }
}

function ownLabel(edge: PolicyEdge): string {
  return `itself: ${edgeLabel(edge)}`
}

function boxText(name: string, { x, y, width, height }: Box, own: PolicyEdge | undefined): string {
  const corner = `x="${rounded(x - width / 2)}" y="${rounded(y - height / 2)}"`
  const size = `width="${rounded(width)}" height="${rounded(height)}"`
  const box = `<rect ${corner} ${size} rx="4"/>`
  const text = (at: number): string =>
    `<text x="${rounded(x)}" y="${rounded(at)}">${escaped(name)}</text>`
  if (own === undefined) return `<g>${box}${text(y)}</g>`
  const label = labelText(ownLabel(own), x, y + lineHeight / 2)
  return `<g>${titleText(own)}${box}${text(y - lineHeight / 2)}${label}</g>`
}

function arrowText(edge: PolicyEdge, { points, x, y }: Arrow): string {
  const way = points.map(
    (point, at) => `${at === 0 ? 'M' : 'L'}${rounded(point.x)},${rounded(point.y)}`,
  )
  const line = `<path class="${edge.verdict}" d="${way.join(' ')}" marker-end="url(#head)"/>`
  return `<g>${titleText(edge)}${line}${labelText(edgeLabel(edge), x, y)}</g>`
}

function labelText(label: string, x: number, y: number): string {
  return `<text class="label" x="${rounded(x)}" y="${rounded(y)}">${escaped(label)}</text>`
}

function titleText(edge: PolicyEdge): string {
  const title = `${edge.source} -> ${edge.destination}: ${edge.verdict}\n${operationsText(edge)}`
  return `<title>${escaped(title)}</title>`
}

function operationsText({ granted, ask }: PolicyEdge): string {
  const lines = [
    ...granted.map((operation) => `granted ${formatOperation(operation)}`),
    ...ask.map((operation) => `ask ${formatOperation(operation)}`),
  ]
  return lines.join('\n')
}
