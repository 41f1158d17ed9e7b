// An address space in words: its regions as a table, and the way through the page table to one
// address.

import { PAGE_SIZE } from './flags.ts'
import { addressSpaceSize } from './limits.ts'
import { formatAddress } from './memory-fault.ts'
import {
  DEVICE_MASK,
  DEVICE_SHIFT,
  FRAME_SHIFT,
  type PageTableCells,
  ROOT,
} from './page-table-layout.ts'
import type { RegionDescription } from './region-description.ts'

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** A number of bytes as people write it: `12 KiB`. Cut off to one decimal place. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${Math.floor(value * 10) / 10} ${units[unit]}`
}

/** Regions as a table: a line for each, and one above that names the columns. */
export function describeRegions(regions: readonly RegionDescription[]): string {
  const head = ['address', 'size', 'state', 'access', 'resident', 'notes']
  const rows = regions.map((region) => [
    formatAddress(region.address),
    formatSize(region.size),
    region.state,
    region.protection,
    `${region.resident} of ${region.size / PAGE_SIZE}`,
    region.notes.join(', '),
  ])
  const all = [head, ...rows]
  const widths = head.map((_, column) =>
    Math.max(...all.map((row) => (row[column] as string).length)),
  )
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/**
 * The way through the page table to an address: a line for each level, and one for what is found.
 */
export function describeWalk({ cells }: PageTableCells, address: number): string {
  if (!(Number.isInteger(address) && address >= 0 && address < addressSpaceSize))
    return `${address} is no address`
  const page = Math.floor(address / PAGE_SIZE)
  const offset = address - page * PAGE_SIZE
  const lines = [`address ${formatAddress(address)}: page ${page}, byte ${offset} of it`]
  let table: number = ROOT
  for (let level = 4; level > 0; level--) {
    const index = Math.floor(page / 512 ** (level - 1)) & 511
    const entry = cells[table + index] as number
    const found = `level ${level}: table at ${table}, entry ${index}`
    if (entry === 0) return [...lines, `${found}: empty, so the kernel is asked`].join('\n')
    lines.push(
      level > 1 ? `${found}: the next table is at ${entry}` : `${found}: ${describeEntry(entry)}`,
    )
    table = entry
  }
  const physical = (table >>> FRAME_SHIFT) * PAGE_SIZE + offset
  return [
    ...lines,
    `physical address ${formatAddress(physical)}: byte ${offset} of the ${pageNoun(table)}`,
  ].join('\n')
}

function describeEntry(entry: number): string {
  const bits = isDevice(entry) ? entry >> DEVICE_SHIFT : entry
  const rights = ['read', 'written', 'executed'].filter((_, bit) => (bits & (1 << bit)) !== 0)
  return `${pageNoun(entry)} ${entry >>> FRAME_SHIFT}, which may be ${rights.join(', ')}`
}

function pageNoun(entry: number): string {
  return isDevice(entry) ? 'device page' : 'frame'
}

function isDevice(entry: number): boolean {
  return (entry & DEVICE_MASK) !== 0
}
