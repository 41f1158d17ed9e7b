// What a link has counted.

import type { Travel } from './broker.ts'
import type { DurableExport } from './durable-export.ts'
import type { DurableImport } from './durable-import.ts'
import type { FleetingExport } from './fleeting-export.ts'
import type { FleetingImport } from './fleeting-import.ts'

/** Counts of a topic that is exported. */
export interface ExportStats {
  readonly topic: string
  readonly direction: 'export'
  readonly travel: Travel
  /** Messages that wait for the broker. */
  readonly waiting: number
  /** Messages that the broker has. */
  readonly sent: number
  /** Messages that the full queue of the link declined or dropped. */
  readonly declined: number
  /** Messages whose ids are no unsigned numbers of 64 bits: they do not travel. */
  readonly malformed: number
}

/** Counts of a topic that is imported. */
export interface ImportStats {
  readonly topic: string
  readonly direction: 'import'
  readonly travel: Travel
  /** Batches that arrived and were not pushed, or not acknowledged. */
  readonly waiting: number
  /** Messages that came for the first time. */
  readonly received: number
  /** Messages that came again. */
  readonly duplicates: number
  /** Messages that did not come: a later one did. */
  readonly lost: number
  /** Messages that came, and that nobody got as the queue of some subscriber was full. */
  readonly declined: number
  /** Bytes that came and were no batch, or were more than a link holds. */
  readonly malformed: number
}

/** All counts of a link. */
export interface LinkStats {
  readonly name: string
  readonly isConnected: boolean
  readonly exports: readonly ExportStats[]
  readonly imports: readonly ImportStats[]
}

/** Those of an exported topic. */
export function exportStats(
  { queue }: FleetingExport | DurableExport,
  travel: Travel,
): ExportStats {
  const { topic, waiting, sent, declined, malformed } = queue
  return { topic, direction: 'export', travel, waiting, sent, declined, malformed }
}

/** Those of a fleeting imported topic. */
export function fleetingImportStats(from: FleetingImport): ImportStats {
  const { waiting, received, declined, malformed, origins, publisher } = from
  const { duplicates, lost } = origins
  const counts = { waiting, received, duplicates, lost, declined, malformed }
  return { topic: publisher.topic.name, direction: 'import', travel: 'fleeting', ...counts }
}

/** Those of a durable imported topic. */
export function durableImportStats(from: DurableImport): ImportStats {
  const { waiting, received, malformed, refused, origins, publisher } = from
  const { duplicates, lost } = origins
  const counts = { waiting, received, duplicates, lost, declined: 0 }
  const topic = publisher.topic.name
  return {
    topic,
    direction: 'import',
    travel: 'durable',
    ...counts,
    malformed: malformed + refused,
  }
}
