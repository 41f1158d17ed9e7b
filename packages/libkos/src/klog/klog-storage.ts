// KlogStorage: a program (class `kl.KlogStorage`) that writes audit records to its output, a line
// each, and keeps the last of them for those who ask. `klog.ts` passes them to it.

import type { Implementation } from '@kos/idl'
import { rcResourceNotFound } from '@kos/retcode'
import { klogStorageClass } from '../abi/audit-programs.ts'
import type { Kos } from '../kos-api.ts'
import { maxStoredRecords } from '../limits.ts'
import { type Program, program } from '../program.ts'
import { serve } from '../rpc/serve.ts'
import { KlogStorageService } from './klog-service.ts'

interface StoredRecord {
  readonly sequence: bigint
  readonly record: string
}

/** What is stored, and what is known to be lost. */
class Records {
  /** The number of the next record; 0n before the first one. */
  next = 0n
  stored = 0n
  lost = 0n
  readonly #kept: StoredRecord[] = []

  get kept(): number {
    return this.#kept.length
  }

  /**
   * Adds a record. Answers how many before it are lost, or null if it was added before. By its own
   * numbers where it has any: who passes records may count those that this one has.
   */
  add(sequence: bigint, lost: bigint, record: string): bigint | null {
    const isFirst = this.next === 0n
    if (!isFirst && sequence < this.next) return null
    const missing = isFirst ? lost : sequence - this.next
    this.next = sequence + 1n
    this.stored++
    this.lost += missing
    this.#kept.push({ sequence, record })
    if (this.#kept.length > maxStoredRecords) this.#kept.shift()
    return missing
  }

  /** The first one that is kept from a number on. */
  from(number: bigint): StoredRecord | undefined {
    return this.#kept.find(({ sequence }) => sequence >= number)
  }
}

function implementation(kos: Kos, records: Records): Implementation<typeof KlogStorageService> {
  return {
    Write({ sequence, lost, record }) {
      const missing = records.add(sequence, lost, record)
      if (missing === null) return
      if (missing > 0n) kos.log(`(${missing} records were lost)`)
      kos.log(`#${sequence} ${record}`)
    },
    Read({ sequence }) {
      const found = records.from(sequence)
      if (found === undefined) return { error: { rc: rcResourceNotFound } }
      return { found: found.sequence, record: found.record }
    },
    Count() {
      const { next, kept, stored, lost } = records
      return { next, kept, stored, lost }
    },
  }
}

/**
 * Stores audit records: a process of class `kl.KlogStorage` (documented name), which Klog reaches
 * over a connection of that name. It writes each record as a line with its number, and how many
 * were lost where some were.
 */
export const KlogStorage: Program<Kos> = /* @__PURE__ */ program(
  { endpoints: { storage: KlogStorageService } },
  async (kos) => {
    const storage = implementation(kos, new Records())
    await serve(kos, klogStorageClass, { storage })
  },
)
