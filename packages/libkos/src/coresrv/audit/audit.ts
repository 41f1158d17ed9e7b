// The log of the security audit, for the program that reads it (`klog/klog.ts`). No documented
// header has these functions, so their names are ours.

import { type Result, rcOk } from '@kos/retcode'
import { readAuditTexts } from '../../abi/audit-texts.ts'
import { auditContract } from '../../abi/contracts.ts'
import { maxAuditText } from '../../abi/limits.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'
import { handleResult } from '../handle/handle_api.ts'

const calls = /* @__PURE__ */ callsOf(auditContract)

/** Records of the audit as texts, numbered from `first` on. */
export interface AuditedTexts {
  /** The number of the first record; numbers begin with 1. */
  readonly first: number
  /** How many records before the first one were lost: the kernel had no room for them. */
  readonly lost: number
  /** A line each, as `formatAuditRecord` of `@kos/security` makes it. */
  readonly records: readonly string[]
}

/** Functions that the audit service adds to `kos`. */
export interface AuditApi {
  /**
   * Opens the log of the security audit. The log is closed with its handle, then another process may
   * open it.
   *
   * rcBusy: it is open; rcQuotaExceeded, rcOutOfMemory: no handle is left.
   */
  readonly openAudit: () => Result<{ readonly handle: Handle }>
  /**
   * Takes records, and waits for one for `msec` milliseconds at most. The kernel keeps a record
   * until a call has a `next` that is above its number: so what a reader took and could not pass on
   * is read again by the next one. 0 as `next` stands for the first that is kept.
   *
   * rcTimeout; rcInvalidArgument: `log` is not what openAudit gave, or no record before `next` has
   * been made; rcNotConnected: the log was closed meanwhile.
   */
  readonly readAudit: (log: Handle, next: number, msec: number) => Promise<Result<AuditedTexts>>
}

/** Bytes of the buffer of a thread: room for some records of any length. */
const bufferSize = 8 * (maxAuditText + 1)

/** The program half of the audit service. */
export const auditLibrary: Library<AuditApi> = /* @__PURE__ */ Object.freeze({
  openAudit: (sys) => {
    const open = sys.call(calls.Open)
    const { registers } = sys
    return () => handleResult(open(), registers)
  },
  readAudit: (sys) => {
    const read = sys.call(calls.Read)
    const { results } = calls.Read
    const { registers } = sys
    const buffer = new Uint8Array(bufferSize)
    const finish = (rc: number): Result<AuditedTexts> => {
      if (rc !== rcOk) return { rc } as Result<AuditedTexts>
      return {
        rc: rcOk,
        first: registers[results.first] as number,
        lost: registers[results.lost] as number,
        records: readAuditTexts(buffer, registers[results.count] as number),
      }
    }
    return (log, next, msec) => sys.result(read(log, next, msec, buffer), finish)
  },
})
