// What the host is told of without asking: how processes ended, what was denied, mistakes of
// programs, deadlocks, failures of code of the host. One listener each; without it the console is
// told, so that nothing fails silently.

import { formatBdf, type StrayDma } from '@kos/io-hw'
import { describeThrown } from '@kos/libkos/process'
import {
  type AuditListener,
  type AuditRecord,
  coreClass,
  type Denied,
  type EventHead,
  type FailureListener,
  formatAuditRecord,
  formatEvent,
  type RuleDescription,
  type SecurityEvent,
} from '@kos/security'
import { formatWaitReport, type WaitReport } from '@kos/thread'
import type { HostFailureListener } from './host-code.ts'
import { maxDenialKinds, maxShownText } from './limits.ts'
import type { Misuse } from './misuse.ts'
import type { Exit } from './task.ts'

/**
 * What becomes of a process that crashed, if it is one that the kernel starts again: it is started
 * after `delay` milliseconds, or it stays down, since it has crashed so many times in a row.
 */
export type Restart = { readonly delay: number } | { readonly crashesInARow: number }

/** The end of a process. */
export interface ProcessExit {
  readonly process: string
  readonly className: string
  readonly exit: Exit
  /** Only of one with ENTITY_FLAG_DUMPABLE that crashed. */
  readonly restart?: Restart
}

/** An event that the policy denied, or a message that is malformed. */
export interface DeniedEvent {
  readonly event: SecurityEvent
  readonly denied: Denied
}

/** Who is told of what. Each may call the kernel. What it throws is told to `onHostFailure`. */
export interface ReportListeners {
  /**
   * Told how each process ended, and whether it is started again. Default: the console is told of
   * those that crashed or were killed, with the lines of the program.
   */
  readonly onExit?: (end: ProcessExit) => void
  /**
   * Told of each denial. Default: the console is told of the first by each rule between two classes,
   * and of the 10th, the 100th and so on.
   */
  readonly onDenied?: (denial: DeniedEvent) => void
  /** Told of mistakes of programs, once per place; default the console. */
  readonly onMisuse?: (misuse: Misuse) => void
  /**
   * Told when threads wait for each other in a ring: for mutexes, rwlocks, ends of threads,
   * answers. Others may go on, these never will, unless one is ended. Of one process at most 128 are
   * told of, by which thread closes the ring. Default the console.
   */
  readonly onDeadlock?: (report: WaitReport) => void
  /**
   * Told of conditions of the policy, or of a monitor of your own, that failed and so denied an
   * event: what was thrown first, once per event. Default the console.
   */
  readonly onPolicyFailure?: FailureListener
  /**
   * Told of each audit record: results of rules, as the audit profiles of the policy say, and events
   * that were denied without a rule. Default: the console is told of the results of rules; `onDenied`
   * says the rest. It is told of none while a process reads them (`Klog`), or is to read them: one of
   * class `kl.Klog`, which is among the programs and has not ended.
   */
  readonly onAudit?: AuditListener
  /**
   * Told of what code of the host threw in the middle of an operation, which goes on: a method of
   * the probe, `output`, one of the listeners here, a service. `what` names it. Default the
   * console.
   */
  readonly onHostFailure?: HostFailureListener
}

/** Why processes are killed when their kernel is disposed of, or has stopped itself. */
export const kernelStopped = 'the kernel stopped'

interface Console {
  log(text: string): void
  warn(text: string): void
}
const console = (globalThis as unknown as { readonly console: Console }).console

/** Whether a process failed: it crashed, was killed, or its exit code is not 0. */
export function isFailure(exit: Exit): boolean {
  return !('code' in exit) || exit.code !== 0
}

/** The process of the host, if it has one, exits with a code that says that the script failed. */
export function failScript(): void {
  const { process } = globalThis as { readonly process?: { exitCode?: unknown } }
  if (process !== undefined) process.exitCode ??= 1
}

/** How a process ended, in words: `Client (class demo.Client) crashed: no key`, and its lines. */
export function formatExit({ process, className, exit, restart }: ProcessExit): string {
  const who = className === process ? process : `${process} (class ${className})`
  if ('code' in exit) return `${who} ended with code ${exit.code}`
  if ('killed' in exit) return `${who} was killed: ${exit.killed}`
  const lines = exit.stack.split('\n').filter((line) => /^\s+at /.test(line))
  return [`${who} crashed: ${exit.crash}${formatRestart(restart)}`, ...lines].join('\n')
}

function formatRestart(restart: Restart | undefined): string {
  if (restart === undefined) return ''
  return 'delay' in restart
    ? `; it is started again in ${restart.delay} ms`
    : `; it stays down, since it has crashed ${restart.crashesInARow} times in a row`
}

/**
 * A denial in words: what was denied, why, what would allow it, and for a system call what it was
 * called with.
 */
export function formatDenial({ event, denied }: DeniedEvent): string {
  const { type, destination, message } = event
  const isSyscall = type === 'request' && destination === coreClass
  if (!isSyscall || typeof message !== 'object' || message === null) return denied.message
  const fields = Object.entries(message).map(([name, value]) => `${name} ${formatArgument(value)}`)
  if (fields.length === 0) return denied.message
  return `${denied.message}; it was called with ${fields.join(', ')}`
}

function formatArgument(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value))
  if (value instanceof Uint8Array) return `(${value.length} bytes)`
  if (typeof value !== 'object' || value === null) return String(value)
  const { handle, rights } = value as { readonly handle: unknown; readonly rights: unknown }
  return handle === 0 ? '(no handle)' : `(resource ${String(handle)}, rights ${String(rights)})`
}

function cut(text: string): string {
  return text.length > maxShownText ? `${text.slice(0, maxShownText)}...` : text
}

function isKernelStart({ type, source, destination }: EventHead): boolean {
  return type === 'execute' && source === coreClass && destination === coreClass
}

/** The default of `output`. */
export function printLine({ process, text }: { process: string; text: string }): void {
  console.log(`[${process}] ${text}`)
}

/** The default of `onExit`. */
export function printExit(end: ProcessExit): void {
  const { exit } = end
  if ('code' in exit || ('killed' in exit && exit.killed.startsWith(kernelStopped))) return
  console.warn(formatExit(end))
}

/** The default of `onDenied`: a printer of its own for each kernel, since it counts. */
export function denialPrinter(): (denial: DeniedEvent) => void {
  const counts = new Map<string, number>()
  return (denial) => {
    const { event } = denial
    const { reason, rule } = denial.denied
    if (isKernelStart(event)) {
      console.warn(`${kernelStopped}: ${denial.denied.message}`)
      return
    }
    // The end of the process that was not started says the same.
    if (event.type === 'execute') return
    const { type, source, destination, method } = event
    // A rule that consists of several has one number, and a place for each.
    const by = rule === undefined ? `${reason} ${method}` : `${rule.number} ${rule.place ?? ''}`
    const key = [type, source, destination, by].join('\n')
    const count = (counts.get(key) ?? 0) + 1
    if (counts.size >= maxDenialKinds) counts.clear()
    counts.set(key, count)
    const message = formatDenial(denial)
    if (count === 1) console.warn(message)
    else if (isPowerOfTen(count)) console.warn(`${message} (${count} times)`)
  }
}

/** The default of `onPolicyFailure`. */
export function printPolicyFailure(error: unknown, event: EventHead, rule?: RuleDescription): void {
  const where = rule?.place === undefined ? '' : ` at ${rule.place}`
  console.warn(`${formatEvent(event)}: denied, because the policy failed${where}: ${String(error)}`)
}

/** The default of `onAudit`. */
export function printAudit(record: AuditRecord): void {
  if (record.result !== null) console.log(formatAuditRecord(record))
}

/** The default of `onHostFailure`. */
export function printHostFailure(error: unknown, what: string): void {
  console.warn(`${what} threw, and the kernel goes on: ${describeThrown(error).message}`)
}

/** The default of `onMisuse`. */
export function printMisuse({ message }: Misuse): void {
  console.warn(message)
}

/** The default of `onDeadlock`. */
export function printDeadlock(report: WaitReport): void {
  const isPlaced = report.waits.some(({ places }) => places.length > 0)
  const hint = isPlaced ? '' : '\n  (captureStacks: true, an option of boot, shows the lines)'
  console.warn(
    `these threads wait for each other, and none will go on:\n${formatWaitReport(report)}${hint}`,
  )
}

/** A blocked DMA transfer in words. */
export function formatStrayDma({
  device,
  bdf,
  address,
  size,
  direction,
  reason,
}: StrayDma): string {
  const id = bdf === null ? '' : ` (${formatBdf(bdf)})`
  return `DMA of ${device}${id} was blocked: ${direction} of ${size} bytes at 0x${address.toString(16)}: ${reason}`
}

/**
 * The default of `onStrayDma`: a printer of its own for each kernel. Of each device and direction
 * it prints the first transfer, the 10th, the 100th and so on.
 */
export function strayDmaPrinter(): (stray: StrayDma) => void {
  const counts = new Map<string, number>()
  return (stray) => {
    const key = `${stray.direction} ${stray.device}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count === 1) console.warn(formatStrayDma(stray))
    else if (isPowerOfTen(count)) console.warn(`${formatStrayDma(stray)} (${count} times)`)
  }
}

function isPowerOfTen(count: number): boolean {
  return count % 10 === 0 && /^10+$/.test(String(count))
}
