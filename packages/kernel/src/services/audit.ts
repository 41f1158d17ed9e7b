// The security audit, for the program that reads it. The records come from the monitor of the
// kernel; they are kept in `audit-log.ts`. The programs are libkos': `Klog` and `KlogStorage`.

import { HANDLE_TYPE_AUDIT, KernelObject } from '@kos/handles'
import type { AuditApi } from '@kos/libkos'
import { auditContract, klogClass } from '@kos/libkos/abi'
import { auditLibrary } from '@kos/libkos/libraries'
import { rcBusy, rcInvalidArgument } from '@kos/retcode'
import type { AuditRecord } from '@kos/security'
import { defaultAuditRecords } from '../limits.ts'
import type { Needed } from '../provides.ts'
import { defineService, type Service } from '../service.ts'
import { AuditLog, AuditReader } from './audit-log.ts'
import { returnHandle } from './returns.ts'

/** The log of the audit. */
export interface AuditOptions {
  /** Most records that wait to be read; the oldest one goes, and is counted. Default 4096. */
  readonly records?: number
}

/** What the audit service provides. */
export interface AuditProvides {
  /** Adds a record to the log. */
  readonly record: (record: AuditRecord) => void
  /** A process of class `kl.Klog` is to come, and will read what there is by then. */
  readonly awaitKlog: () => void
  /** True while a process has the log open, or will have. */
  readonly isRead: boolean
}

/** The security audit: its records, for one process at a time. */
export function audit({ records = defaultAuditRecords }: AuditOptions = {}): Service<
  'audit',
  AuditApi,
  Needed<'handles'>,
  AuditProvides
> {
  if (!Number.isInteger(records) || records < 1)
    throw new RangeError(`audit: records is ${records}; it is a whole number from 1 on`)
  return defineService({
    name: 'audit',
    needs: ['handles'],
    contract: auditContract,
    library: auditLibrary,
    start(kernel) {
      const log = new AuditLog(records)
      let isKlogToCome = false
      return {
        provides: {
          record: (record) => log.add(record),
          awaitKlog: () => void (isKlogToCome = true),
          get isRead() {
            return isKlogToCome || log.isOpen
          },
        },
        handlers: {
          Open(thread) {
            const { task } = thread
            const reader = log.open(task)
            if (reader === null) return rcBusy
            const object = new KernelObject(HANDLE_TYPE_AUDIT, task.space, 0, reader)
            const handle = task.space.create(object, 0)
            if (handle < 0) log.close(reader)
            return returnHandle(thread, handle)
          },
          Read(thread, handle, next, msec, buffer) {
            const value = kernel.valueOf(thread.task, handle, 0)
            if (typeof value === 'number') return value
            return value instanceof AuditReader
              ? log.read(thread, next, msec, buffer)
              : rcInvalidArgument
          },
        },
        taskEnded({ className }) {
          if (className === klogClass) isKlogToCome = false
        },
        counts: () => ({ auditReaders: Number(log.isOpen), auditWaits: log.waiting }),
      }
    },
  })
}
