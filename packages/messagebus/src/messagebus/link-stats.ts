// The counts of the link of a bus process, read by another process page by page.

import { type Kos, type Proxy, rcOk, type Result } from '@kos/libkos'
import type { LinkCounts, MessageBusStats } from '../generated/kl/MessageBusStats.idl.ts'
import type { ExportStats, ImportStats, LinkStats } from '../link/link-stats.ts'
import { entriesOf, readStats } from './bus-stats.ts'

/**
 * Reads all counts of the link of the bus that a connection leads to; null if it has none.
 *
 * rcOk; codes of `busStats`.
 */
export function linkStats(
  kos: Kos,
  connectionId: string,
): Promise<Result<{ readonly stats: LinkStats | null }>> {
  return readStats(kos, connectionId, countsOf)
}

async function countsOf(
  from: Proxy<MessageBusStats>,
): Promise<Result<{ readonly stats: LinkStats | null }>> {
  const { rc, entries } = await entriesOf<LinkCounts>((last) => {
    return from.Links({ after: last?.number ?? 0n })
  })
  if (rc !== rcOk) return { rc }
  const [first] = entries
  if (first === undefined) return { rc, stats: null }
  const stats = {
    name: first.link,
    isConnected: first.isConnected !== 0,
    exports: entries.filter(({ isImported }) => isImported === 0).map(exportStats),
    imports: entries.filter(({ isImported }) => isImported !== 0).map(importStats),
  }
  return { rc, stats }
}

function exportStats(counts: LinkCounts): ExportStats {
  const { topic, isDurable, waiting } = counts
  return {
    topic,
    direction: 'export',
    travel: isDurable === 0 ? 'fleeting' : 'durable',
    waiting,
    sent: Number(counts.travelled),
    declined: Number(counts.declined),
    malformed: Number(counts.malformed),
  }
}

function importStats(counts: LinkCounts): ImportStats {
  const { topic, isDurable, waiting } = counts
  return {
    topic,
    direction: 'import',
    travel: isDurable === 0 ? 'fleeting' : 'durable',
    waiting,
    received: Number(counts.travelled),
    duplicates: Number(counts.duplicates),
    lost: Number(counts.lost),
    declined: Number(counts.declined),
    malformed: Number(counts.malformed),
  }
}
