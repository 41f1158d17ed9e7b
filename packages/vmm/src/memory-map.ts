// A picture of an address space: its regions from the highest address down, coloured by state and
// protection, as SVG.
//
// Heights grow with the logarithm of sizes, so that a page and a gigabyte can be told apart and
// both fit. Free room between regions is a thin row of fixed height. What is filled of the bar at
// the left of a region is the part that has frames.

import { formatSize } from './describe.ts'
import { PAGE_SIZE } from './flags.ts'
import { formatAddress } from './memory-fault.ts'
import type { RegionDescription, RegionState } from './region-description.ts'

const WIDTH = 640
const LEFT = 150
const BOX = 300
const BAR = 8
const GAP = 22
const TOP = 34
const LEGEND = 30

/** Colours by protection, of pages that can be accessed. */
const colours: Readonly<Record<string, string>> = {
  'r--': '#9ecae1',
  'rw-': '#a1d99b',
  'r-x': '#fdd0a2',
  rwx: '#fc9272',
}
/** How the border is drawn, by state. */
const strokes: Readonly<Partial<Record<RegionState, string>>> = {
  reserved: ' stroke-dasharray="4 3"',
  shared: ' stroke-width="2"',
  device: ' stroke-width="2" stroke-dasharray="1 2"',
}
const GUARD = '#d62728'
const RESERVED = '#eeeeee'
const INK = '#222222'
const PALE = '#777777'

/** One row of the picture. */
interface Row {
  readonly height: number
  readonly draw: (y: number) => string
}

/**
 * The regions of a space, as `AddressSpace.regions` gives them, as an SVG document. At most `limit`
 * regions, the lowest ones.
 */
export function drawMemoryMap(
  regions: readonly RegionDescription[],
  title: string,
  limit: number = 200,
): string {
  const shown = regions.slice(0, limit)
  const rows =
    shown.length < regions.length ? [noteRow(`${regions.length - shown.length} more regions`)] : []
  for (let index = shown.length - 1; index >= 0; index--) {
    const region = shown[index] as RegionDescription
    rows.push(regionRow(region))
    const before = index > 0 ? (shown[index - 1] as RegionDescription) : undefined
    const free = before === undefined ? 0 : region.address - before.address - before.size
    if (free > 0) rows.push(noteRow(`${formatSize(free)} free`))
  }
  const height = TOP + rows.reduce((sum, row) => sum + row.height, 0) + LEGEND
  let y = TOP
  const body = rows.map((row) => {
    const drawn = row.draw(y)
    y += row.height
    return drawn
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
      'font-family="monospace" font-size="12">',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(LEFT, 20, escapeText(title), INK),
    ...body,
    legend(y + 20),
    '</svg>\n',
  ].join('\n')
}

function regionRow(region: RegionDescription): Row {
  const pages = region.size / PAGE_SIZE
  const height = Math.round(20 + 2 * Math.log2(pages))
  const draw = (y: number): string => {
    const filled = Math.round((height * region.resident) / pages)
    const stroke = strokes[region.state] ?? ''
    const words = [formatSize(region.size), region.state, region.protection, ...region.notes]
    return [
      `<rect x="${LEFT}" y="${y}" width="${BOX}" height="${height}" fill="${colourOf(region)}" stroke="${INK}"${stroke}/>`,
      `<rect x="${LEFT}" y="${y + height - filled}" width="${BAR}" height="${filled}" fill="${INK}"/>`,
      text(LEFT + BAR + 8, y + height / 2 + 4, words.join(' '), INK),
      text(10, y + height - 3, formatAddress(region.address), INK),
      text(LEFT + BOX + 10, y + height / 2 + 4, `${region.resident} of ${pages} pages`, PALE),
    ].join('\n')
  }
  return { height, draw }
}

function noteRow(words: string): Row {
  return { height: GAP, draw: (y) => text(LEFT + BAR + 8, y + 15, words, PALE) }
}

function colourOf(region: RegionDescription): string {
  if (region.state === 'guard') return GUARD
  return region.state === 'reserved' ? RESERVED : (colours[region.protection] ?? RESERVED)
}

function legend(y: number): string {
  const items: readonly (readonly [string, string])[] = [
    ...Object.entries(colours),
    ['reserved', RESERVED],
    ['guard', GUARD],
  ]
  return items
    .map(([name, colour], index) => {
      const x = 10 + index * 90
      return `<rect x="${x}" y="${y - 10}" width="12" height="12" fill="${colour}" stroke="${INK}"/>\n${text(x + 18, y, name, INK)}`
    })
    .join('\n')
}

function text(x: number, y: number, words: string, colour: string): string {
  return `<text x="${x}" y="${Math.round(y)}" fill="${colour}">${words}</text>`
}

function escapeText(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
