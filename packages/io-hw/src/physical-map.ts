// The physical map of a machine: RAM, windows of devices, and what is registered beside them, with
// who has registered and mapped it. As data, and as a table for people.

import { formatAddress, formatSize } from '@kos/vmm'
import type { Machine } from './machine.ts'
import type { MemoryRange } from './memory-range.ts'
import type { ResourceManager } from './resource-manager.ts'

/** A part of physical memory. */
export interface PhysicalMapRow {
  /** Registers of a device, RAM, or registered addresses where no device answers. */
  readonly kind: 'ram' | 'device' | 'empty'
  /** Physical address of the first byte. */
  readonly address: number
  /** Bytes. */
  readonly size: number
  /** Name of the device; null without one. */
  readonly device: string | null
  /** Names of the processes that have registered pages of it. */
  readonly owners: readonly string[]
  /** Names of the processes that have mapped pages of it. */
  readonly mappedBy: readonly string[]
}

/** The parts of physical memory that are something, from the lowest address up. */
export function physicalMap(machine: Machine, manager: ResourceManager | null): PhysicalMapRow[] {
  const ranges = manager?.memory.all ?? []
  const row = (
    kind: PhysicalMapRow['kind'],
    { first, end, name }: { readonly first: number; readonly end: number; readonly name?: string },
  ): PhysicalMapRow => {
    const here = ranges.filter((range) => range.first < end && first < range.end)
    return {
      kind,
      address: first,
      size: end - first,
      device: name ?? null,
      owners: names(here.map(({ owner }) => owner)),
      mappedBy: names(here.flatMap(mappersOf)),
    }
  }
  const { bus } = machine
  const isEmpty = (range: MemoryRange): boolean =>
    bus.windows.every(({ first, end }) => range.end <= first || end <= range.first)
  return [
    row('ram', { first: 0, end: bus.ramBytes }),
    ...bus.windows.map(({ first, end, device: { name } }) => row('device', { first, end, name })),
    ...ranges.filter(isEmpty).map((range) => row('empty', range)),
  ].sort((one, other) => one.address - other.address)
}

/** The physical map as a table. */
export function describePhysicalMap(rows: readonly PhysicalMapRow[]): string {
  const cells = rows.map(({ kind, address, size, device, owners, mappedBy }) => [
    formatAddress(address),
    formatSize(size),
    device ?? (kind === 'ram' ? 'RAM' : '-'),
    owners.join(', ') || '-',
    mappedBy.join(', ') || '-',
  ])
  const table = [['address', 'size', 'what', 'registered by', 'mapped by'], ...cells]
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  )
  return table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function mappersOf(range: MemoryRange): string[] {
  return Array.from(range.mappings, ({ client }) => client)
}

function names(all: readonly string[]): string[] {
  return [...new Set(all)]
}
