// The graph of a solution as a picture: a box for each process with a row for each endpoint that it
// offers, and an arrow from a client to each endpoint that a channel of it leads to. Solid green is
// always granted, dashed amber depends on conditions or the method, dotted red is always denied.
//
// dagre finds the places; arrows are then bent to the rows that they mean. Colours are in the style
// sheet, for light and for dark surroundings.

import { Graph, layout } from '@dagrejs/dagre'
import { legendHeight, legendText, legendWidth, styleText } from './legend.ts'
import type {
  GraphChannel,
  GraphProcess,
  ReachedEndpoint,
  SolutionGraph,
  ChannelVerdict,
} from './solution-graph.ts'
import { type Box, escaped, pixels, type Point, rounded } from './svg-parts.ts'

const characterWidth = 7.3
const smallWidth = 6.2
const headHeight = 44
const rowHeight = 24
const padding = 14
const margin = 24
// From the middle of a line of text to the line that it stands on.
const baseline = 4

/** An arrow: a channel, and the endpoint that it is about, if the server has one. */
interface Arrow {
  readonly key: string
  readonly channel: GraphChannel
  readonly endpoint: ReachedEndpoint | null
  readonly row: number
}

/** The picture of a solution. */
export function solutionSvg(graph: SolutionGraph): string {
  const channels = graph.channels.flatMap(arrowsOf)
  const placed = place(graph.processes, channels)
  const arrows = untangled(channels, placed)
  const size = placed.graph() as Partial<Box>
  const width = Math.max(pixels(size.width), legendWidth + 2 * margin)
  const top = pixels(size.height)
  const height = top + legendHeight + margin
  const boxes = new Map(graph.processes.map(({ name }) => [name, placed.node(name) as Box]))
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"` +
      ` viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(summary(graph))}">`,
    styleText,
    `<rect class="sheet" width="${width}" height="${height}"/>`,
    ...arrows.map((arrow) => arrowText(arrow, placed, boxes)),
    ...graph.processes.map((process) => boxText(process, boxes.get(process.name) as Box)),
    ...arrows.map((arrow) => labelText(arrow, placed)),
    legendText(margin, top),
    '</svg>',
  ]
  return `${parts.filter((part) => part !== '').join('\n')}\n`
}

function summary({ processes, channels }: SolutionGraph): string {
  const names = processes.map(({ name }) => name).join(', ')
  return `Processes ${names}, and ${channels.length} channels between them`
}

function arrowsOf(channel: GraphChannel): readonly Arrow[] {
  const key = `${channel.client}\n${channel.id}\n${channel.server}`
  if (channel.endpoints.length === 0) return [{ key, channel, endpoint: null, row: -1 }]
  return channel.endpoints.map((endpoint, row) => ({
    key: `${key}\n${endpoint.name}`,
    channel,
    endpoint,
    row,
  }))
}

function place(processes: readonly GraphProcess[], arrows: readonly Arrow[]): Graph {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 36,
    edgesep: 18,
    ranksep: 70,
    marginx: margin,
    marginy: margin,
  })
  for (const process of processes) graph.setNode(process.name, sizeOf(process))
  for (const { key, channel } of arrows) {
    const label = { width: channel.id.length * smallWidth + 12, height: 20, labelpos: 'c' }
    graph.setEdge(channel.client, channel.server, label, key)
  }
  layout(graph)
  return graph
}

// dagre may lead the arrows between two processes past each other: the uppermost way is for the
// uppermost row.
function untangled(arrows: readonly Arrow[], placed: Graph): readonly Arrow[] {
  const pairs = new Map<string, Arrow[]>()
  for (const arrow of arrows) {
    const pair = `${arrow.channel.client}\n${arrow.channel.server}`
    pairs.set(pair, [...(pairs.get(pair) ?? []), arrow])
  }
  return [...pairs.values()].flatMap((all) => {
    const height = ({ channel, key }: Arrow): number =>
      (placed.edge(channel.client, channel.server, key) as Point).y
    const keys = all.toSorted((a, b) => height(a) - height(b)).map(({ key }) => key)
    return all
      .toSorted((a, b) => a.row - b.row)
      .map((arrow, index) => ({ ...arrow, key: keys[index] as string }))
  })
}

function sizeOf({ name, className, endpoints }: GraphProcess): Pick<Box, 'width' | 'height'> {
  const widths = [
    name.length * (characterWidth + 0.5),
    className.length * smallWidth,
    ...endpoints.map((each) => (each.name.length + each.interface.length + 3) * smallWidth),
  ]
  return {
    width: Math.max(110, Math.ceil(Math.max(...widths)) + 2 * padding),
    height: headHeight + endpoints.length * rowHeight,
  }
}

function boxText(process: GraphProcess, { x, y, width, height }: Box): string {
  const { name, className, endpoints } = process
  const [left, top] = [x - width / 2, y - height / 2]
  const rows = endpoints.map((endpoint, index) => {
    const at = top + headHeight + index * rowHeight
    return (
      `<g><title>${escaped(`${endpoint.name} : ${endpoint.interface}\n${endpoint.methods.join('\n')}`)}</title>` +
      `<line class="rule" x1="${rounded(left)}" y1="${rounded(at)}" x2="${rounded(left + width)}" y2="${rounded(at)}"/>` +
      `<text class="row" x="${rounded(left + padding)}" y="${rounded(at + rowHeight / 2 + baseline)}">` +
      `${escaped(endpoint.name)}<tspan class="type" dx="8">${escaped(endpoint.interface)}</tspan></text></g>`
    )
  })
  const isPlain = name === className
  const nameY = top + headHeight / 2 + baseline - (isPlain ? 0 : 8)
  const parts = [
    `<rect class="box" x="${rounded(left)}" y="${rounded(top)}" width="${rounded(width)}" height="${rounded(height)}" rx="7"/>`,
    `<text class="name" x="${rounded(x)}" y="${rounded(nameY)}">${escaped(name)}</text>`,
    isPlain
      ? ''
      : `<text class="class" x="${rounded(x)}" y="${rounded(top + headHeight / 2 + baseline + 9)}">${escaped(className)}</text>`,
    ...rows,
  ]
  return `<g class="process">${parts.join('')}</g>`
}

function arrowText(arrow: Arrow, placed: Graph, boxes: ReadonlyMap<string, Box>): string {
  const verdict = verdictOf(arrow)
  const way = curve(pointsOf(arrow, placed, boxes))
  return (
    `<g><title>${escaped(titleOf(arrow))}</title>` +
    `<path class="hit" d="${way}"/>` +
    `<path class="channel ${verdict}" d="${way}" marker-end="url(#${verdict})"/></g>`
  )
}

function labelText({ channel, key, row }: Arrow, placed: Graph): string {
  // One label for a channel, beside its first arrow.
  if (row > 0) return ''
  const { x, y } = placed.edge(channel.client, channel.server, key) as Point
  const width = channel.id.length * smallWidth + 10
  return (
    `<rect class="tag" x="${rounded(x - width / 2)}" y="${rounded(y - 9)}" width="${rounded(width)}" height="18" rx="9"/>` +
    `<text class="label" x="${rounded(x)}" y="${rounded(y + baseline)}">${escaped(channel.id)}</text>`
  )
}

function verdictOf({ endpoint }: Arrow): ChannelVerdict {
  return endpoint?.verdict ?? 'denied'
}

function titleOf({ channel, endpoint }: Arrow): string {
  const { client, server, id } = channel
  const head = `${client} -> ${server} over ${id}`
  if (endpoint === null) return `${head}: ${server} has no endpoint`
  const { name, interface: type, granted, conditional, denied } = endpoint
  const line = (what: string, methods: readonly string[]): string[] =>
    methods.length === 0 ? [] : [`${what}: ${methods.join(', ')}`]
  return [
    `${head}, ${name} : ${type}`,
    ...line('always granted', granted),
    ...line('granted by conditions', conditional),
    ...line('denied', denied),
  ].join('\n')
}

// dagre leads arrows to the middles of boxes. Here they end at the row of their endpoint, on the
// side that they come from, and begin at the side of the client that looks there.
function pointsOf(arrow: Arrow, placed: Graph, boxes: ReadonlyMap<string, Box>): readonly Point[] {
  const { channel, key, row } = arrow
  const { points } = placed.edge(channel.client, channel.server, key) as { points: Point[] }
  const [from, to] = [boxes.get(channel.client) as Box, boxes.get(channel.server) as Box]
  const inner = points.slice(1, -1)
  const [first = to, last = from] = [inner[0], inner.at(-1)]
  const side = (box: Box, other: Point): number =>
    other.x >= box.x ? box.x + box.width / 2 : box.x - box.width / 2
  const start = { x: side(from, first), y: clamped(first.y, from) }
  const rowY = to.y - to.height / 2 + headHeight + (row + 0.5) * rowHeight
  const end = { x: side(to, last), y: row < 0 ? to.y : rowY }
  return [start, ...inner, end]
}

function clamped(y: number, box: Box): number {
  const room = box.height / 2 - 10
  return Math.min(box.y + room, Math.max(box.y - room, y))
}

// Horizontal at each point, so that arrows leave and enter boxes straight.
function curve(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1]
      if (before === undefined) return `M${rounded(x)},${rounded(y)}`
      const middle = (before.x + x) / 2
      return `C${rounded(middle)},${rounded(before.y)} ${rounded(middle)},${rounded(y)} ${rounded(x)},${rounded(y)}`
    })
    .join(' ')
}
