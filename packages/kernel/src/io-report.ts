// The devices of a kernel for people: who has registered and uses what, as tables of text. The data
// is `inspect().io`; numbers of addresses and sizes are as in a physical map.

import { describePhysicalMap, formatBdf } from '@kos/io-hw'
import { formatAddress, formatSize } from '@kos/vmm'
import type { IoInspection } from './services/io.ts'

/**
 * The physical map, and below it the ports, interrupts, DMA buffers and domains that there are. Lines
 * end without spaces, and with `\n` between them.
 *
 * `console.log(formatIo(kernel.inspect().io))`
 */
export function formatIo(io: IoInspection): string {
  const parts = [
    describePhysicalMap(io.map),
    table(
      ['ports', 'registered by', 'permitted'],
      io.ports.map(({ first, size, owner, permitted }) => [
        `${hex(first)}${size > 1 ? `-${hex(first + size - 1)}` : ''}`,
        owner,
        listed(permitted),
      ]),
    ),
    table(
      ['irq', 'registered by', 'handler', 'state', 'taken'],
      io.irqs.map(({ irq, owner, handler, isMasked, taken }) => [
        String(irq),
        owner,
        handler ?? '-',
        isMasked ? 'masked' : 'enabled',
        String(taken),
      ]),
    ),
    table(
      ['DMA buffer', 'size', 'created by', 'devices of', 'mapped by'],
      io.dma.map(({ blocks, size, owner, permitted, mappings }) => [
        formatAddress(blocks[0]?.address ?? 0),
        formatSize(size),
        owner,
        listed(permitted.map(({ process }) => process)),
        listed(mappings.map(({ process }) => process)),
      ]),
    ),
    table(
      ['domain of', 'devices', 'mapped'],
      io.domains.map(({ process, devices, mapped }) => [
        process,
        listed(devices.map(formatBdf)),
        formatSize(mapped),
      ]),
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** Rows under headings; empty without rows. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const all = [headings, ...rows]
  const widths = headings.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  )
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(', ') || '-'
}

function hex(port: number): string {
  return `0x${port.toString(16)}`
}
