// The log of the security audit: numbered records in a ring, for one process that reads them. A
// record is kept until that process says that it has stored it, or until the ring is full; then the
// oldest one goes. What goes without having been stored is counted, and the reader is told.
//
// What Klog and KlogStorage are granted is no record of the log, for each record would make others.

import type { ZeroHandlesListener } from '@kos/handles'
import { byteLength } from '@kos/ipc'
import {
  auditContract,
  auditTextSize,
  callsOf,
  klogClass,
  klogStorageClass,
  maxAuditText,
  writeAuditText,
} from '@kos/libkos/abi'
import { rcBufferTooSmall, rcInvalidArgument, rcNotConnected, rcOk } from '@kos/retcode'
import { type AuditRecord, formatAuditRecord } from '@kos/security'
import { type QueueListener, WaitKind, type Waiter, WaitQueue } from '@kos/thread'
import type { Task, TaskThread } from '../task.ts'

const calls = /* @__PURE__ */ callsOf(auditContract)

/** A thread that waits for records, and the buffer it wants them in. */
class ReadWait {
  readonly thread: TaskThread
  readonly records: Uint8Array

  constructor(thread: TaskThread, records: Uint8Array) {
    this.thread = thread
    this.records = records
  }
}

/** What the handle of the open log leads to. */
export class AuditReader implements ZeroHandlesListener {
  readonly task: Task
  readonly #log: AuditLog

  constructor(log: AuditLog, task: Task) {
    this.#log = log
    this.task = task
  }

  onZeroHandles(): void {
    this.#log.close(this)
  }
}

/** The records of one kernel. */
export class AuditLog implements QueueListener {
  /** How many records are kept. */
  readonly #room: number
  /** The record number n is at n % room while it is kept. */
  readonly #ring: (AuditRecord | undefined)[] = []
  /** The number of the oldest record that is kept, and that of the next one. */
  #first = 1
  #next = 1
  /** All before this number were stored, as a reader said. */
  #stored = 1
  #reader: AuditReader | null = null
  /** Threads that wait for records; each one's `detail` is its ReadWait. */
  readonly #waiting: WaitQueue = new WaitQueue(this)

  constructor(room: number) {
    this.#room = room
  }

  /** True while a process has the log open. */
  get isOpen(): boolean {
    return this.#reader !== null
  }

  /** How many threads wait for records. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Adds a record, if it is one of the log. The threads that wait get it. */
  add(record: AuditRecord): void {
    if (this.#isOfReader(record)) return
    if (this.#next - this.#first === this.#room) this.#drop()
    this.#ring[this.#next++ % this.#room] = record
    for (let waiter = this.#waiting.take(); waiter !== null; waiter = this.#waiting.take()) {
      const rc = this.#give(waiter.detail as ReadWait)
      waiter.detail = null
      waiter.wake(rc)
    }
  }

  /** Opens the log for a process: null if another one has it open. */
  open(task: Task): AuditReader | null {
    if (this.#reader !== null) return null
    this.#reader = new AuditReader(this, task)
    return this.#reader
  }

  /** The last handle of a reader is gone. */
  close(reader: AuditReader): void {
    if (reader !== this.#reader) return
    this.#reader = null
    this.#waiting.wakeAll(rcNotConnected)
  }

  /** See `readAudit`. */
  read(thread: TaskThread, next: number, timeout: number, records: Uint8Array): number {
    if (next > this.#next) return rcInvalidArgument
    this.#forgetBefore(next)
    const wait = new ReadWait(thread, records)
    if (this.#first < this.#next) return this.#give(wait)
    const waiter = thread.thread
    const rc = this.#waiting.enlist(waiter, timeout)
    if (rc !== rcOk) return rc
    waiter.detail = wait
    return this.#waiting.suspend(waiter, timeout, WaitKind.receive, this)
  }

  /** A thread left the queue: it ended, or its time-out elapsed. */
  abandoned(waiter: Waiter): void {
    waiter.detail = null
  }

  /** For reports. */
  get name(): string {
    return 'audit records'
  }

  #forgetBefore(next: number): void {
    if (next > this.#stored) this.#stored = next
    while (this.#first < next) this.#drop()
  }

  #drop(): void {
    this.#ring[this.#first++ % this.#room] = undefined
  }

  // Writes as many records as fit, from the first one on; they stay.
  #give({ thread, records }: ReadWait): number {
    const room = byteLength(records)
    let number = this.#first
    for (let at = 0; number < this.#next; number++) {
      const text = textOf(this.#ring[number % this.#room] as AuditRecord)
      if (at + auditTextSize(text) > room) break
      at = writeAuditText(records, at, text)
    }
    if (number === this.#first) return rcBufferTooSmall
    const { registers } = thread
    const { results } = calls.Read
    registers[results.first] = this.#first
    registers[results.count] = number - this.#first
    registers[results.lost] = Math.max(0, this.#first - this.#stored)
    return rcOk
  }

  // Denials are records whosever they are: they end what is denied, and so no chain of records.
  #isOfReader(record: AuditRecord): boolean {
    if (record.decision === 'denied' || record.type === 'execute') return false
    const isAnswer = record.type === 'response' || record.type === 'error'
    const name = isAnswer ? record.destination : record.source
    const sid = isAnswer ? record.destinationSid : record.sourceSid
    return carriers.includes(name) || sid === this.#reader?.task.sid
  }
}

/** The classes of the processes that carry records: what they ask for is no record. */
const carriers: readonly string[] = [klogClass, klogStorageClass]

// As text of a message: without lone surrogates and zeros, which none may have.
function textOf(record: AuditRecord): string {
  const text = formatAuditRecord(record).replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD')
  return text.length <= maxAuditText ? text : `${cut(text)}${ellipsis}`
}

const ellipsis = '...'

function cut(text: string): string {
  return text.slice(0, maxAuditText - ellipsis.length).replace(/\p{Surrogate}$/u, '')
}
