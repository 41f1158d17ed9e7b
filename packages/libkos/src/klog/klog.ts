// Klog: a program (class `kl.Klog`) that takes the records of the security audit from the kernel and
// passes them to `kl.KlogStorage`, one after the other.
//
// The kernel keeps a record until Klog says that it was stored. So nothing is lost when one of the
// two ends: a new Klog begins with what the storage wants next, and a record whose answer did not
// come is passed once more. What the kernel had no room for is counted, and passed as a number.

import type { Proxy } from '@kos/idl'
import { formatRetcode, RetcodeError, rcNotConnected, rcOk } from '@kos/retcode'
import { INFINITE_TIMEOUT } from '@kos/thread'
import { klogStorageClass } from '../abi/audit-programs.ts'
import type { Kos } from '../kos-api.ts'
import { maxStorageLooks, storageLookPause } from '../limits.ts'
import { type Program, program } from '../program.ts'
import { connect } from '../rpc/connect.ts'
import { KlogStorageService } from './klog-service.ts'

type Storage = Proxy<typeof KlogStorageService>

/** The storage, also when it ends and another one is connected in its place. */
class StorageLink {
  readonly #kos: Kos
  #storage: Storage | null = null

  constructor(kos: Kos) {
    this.#kos = kos
  }

  /** The number of the record that the storage wants next; 0 if it takes any. */
  async next(): Promise<{ readonly rc: number; readonly next: number }> {
    const { rc, answer } = await this.#ask((storage) => storage.Count())
    return { rc, next: Number(answer?.next ?? 0) }
  }

  /** Stores a record: rcOk, or why that is not possible. */
  async write(sequence: number, lost: number, record: string): Promise<number> {
    const message = { sequence: BigInt(sequence), lost: BigInt(lost), record }
    return (await this.#ask((storage) => storage.Write(message))).rc
  }

  // Asks again while there is no storage, since another one may be started. All calls can be
  // repeated: what was stored before is not stored again.
  async #ask<T extends { readonly rc: unknown }>(
    call: (storage: Storage) => Promise<T>,
  ): Promise<{ readonly rc: number; readonly answer?: T }> {
    for (let looks = 0; ; looks++) {
      const storage = this.#connected()
      const answer = typeof storage === 'number' ? { rc: storage } : await call(storage)
      const rc = Number(answer.rc)
      if (rc === rcOk) return { rc, answer: answer as T }
      if (rc !== rcNotConnected || looks === maxStorageLooks) return { rc }
      this.#storage = null
      await this.#kos.KnSleep(storageLookPause)
    }
  }

  #connected(): Storage | number {
    try {
      this.#storage ??= connect(this.#kos, KlogStorageService, klogStorageClass, 'storage')
      return this.#storage
    } catch (error) {
      if (error instanceof RetcodeError) return Number(error.rc)
      throw error
    }
  }
}

/**
 * Passes the audit records of the kernel to KlogStorage: a process of class `kl.Klog` with a
 * connection `kl.KlogStorage` to it (documented names). Ends with code 1 if the log is open already
 * or the policy denies a step; and 5 seconds after KlogStorage has ended if no other one was
 * connected. The kernel keeps the records for the next Klog, as many as it has room for.
 */
export const Klog: Program<Kos> = /* @__PURE__ */ program(async (kos) => {
  const { rc, handle: log } = kos.openAudit()
  if (log === undefined) return failed(kos, `the audit log is not opened: ${formatRetcode(rc)}`)
  const link = new StorageLink(kos)
  const wanted = await link.next()
  if (wanted.rc !== rcOk) return failed(kos, `there is no storage: ${formatRetcode(wanted.rc)}`)
  let { next } = wanted
  for (;;) {
    const taken = await kos.readAudit(log, next, INFINITE_TIMEOUT)
    if (taken.records === undefined)
      return failed(kos, `the audit log is not read: ${formatRetcode(taken.rc)}`)
    let { lost } = taken
    next = taken.first
    for (const record of taken.records) {
      const stored = await link.write(next, lost, record)
      if (stored !== rcOk)
        return failed(kos, `record ${next} is not stored: ${formatRetcode(stored)}`)
      lost = 0
      next++
    }
  }
})

// The next Klog goes on where this one stood.
function failed(kos: Kos, what: string): number {
  kos.log(what)
  return 1
}
