// What a kernel is made with, and what stands for the options that are not given: the console for
// output and reports, and a policy that allows nothing.

import {
  createMonitor,
  failSafe,
  type EventHead,
  type FailureListener,
  formatEvent,
  type Policy,
  type SecurityMonitor,
} from '@kos/security'
import { type Choice, type Clock, formatWaitReport, type WaitReport } from '@kos/thread'
import type { Misuse } from './misuse.ts'
import type { Probe } from './probe.ts'
import type { ProcessHost } from './process-host.ts'
import type { OutputLine } from './services/process.ts'
import { endpointNamesOf } from './program-endpoints.ts'
import type { Programs } from './solution.ts'

/** What a kernel is made with, besides its services. */
export interface KernelOptions {
  /**
   * The policy, or a monitor of your own. Without one nothing is allowed, not even to start a
   * process.
   */
  readonly security?: Policy | SecurityMonitor
  /**
   * The programs that the policy's rules name, by class. A rule that names a program selects all of
   * its classes, so a program that is in here starts as one of these only.
   */
  readonly programs?: Programs
  /** Default: real time. */
  readonly clock?: Clock
  /** Which of equal ready threads runs; default first come, first served. */
  readonly choice?: Choice
  /** Where processes run; default `realm()`. */
  readonly host?: ProcessHost
  /** Most handles of one process; default 2^20 - 1. */
  readonly handleQuota?: number
  /** Where processes write lines; default the console. */
  readonly output?: (line: OutputLine) => void
  /**
   * Told of conditions of the policy, or of a monitor of your own, that failed and so denied an
   * event: what was thrown first, once per event. Default the console.
   */
  readonly onPolicyFailure?: FailureListener
  /** Told of mistakes of programs, once per place; default the console. */
  readonly onMisuse?: (misuse: Misuse) => void
  /**
   * Told when threads wait for each other in a ring: for mutexes, rwlocks, ends of threads,
   * answers. Others may go on, these never will, unless one is ended. Default the console.
   */
  readonly onDeadlock?: (report: WaitReport) => void
  /**
   * Reports about waiting threads say where their programs wait. Costs microseconds per wait;
   * default false.
   */
  readonly captureStacks?: boolean
  readonly probe?: Probe
}

/** How a process is made. */
export interface SpawnOptions {
  /** Unique among the living. */
  readonly name: string
  /** Default: the name. */
  readonly className?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, Uint8Array>>
  /** Connections it is a client of: name to server process. */
  readonly connections?: Readonly<Record<string, string>>
}

interface Console {
  log(text: string): void
  warn(text: string): void
}
const console = (globalThis as unknown as { readonly console: Console }).console

/** The monitor that the options ask for. */
export function monitorOf({
  security = [],
  programs = {},
  onPolicyFailure = printPolicyFailure,
}: KernelOptions): SecurityMonitor {
  const onFailure = firstOfEach(onPolicyFailure)
  if ('decide' in security) return failSafe(security, { onFailure })
  const classes = classesOf(programs)
  // Not `classes`: the host may start processes of other classes later, which rules may name.
  const endpoints = new Map(
    Object.entries(programs).map(([name, program]) => [name, endpointNamesOf(name, program)]),
  )
  return createMonitor(security, {
    classOf: (program) => classes.get(program),
    endpoints,
    onFailure,
  })
}

// Passes on the first failure about each event: a condition may fail for every message. Events are
// told apart by type and names, which no message can make more, so `said` has an end.
function firstOfEach(listener: FailureListener): FailureListener {
  const said = new Set<string>()
  return (error, event) => {
    const head = formatEvent(event)
    if (said.has(head)) return
    said.add(head)
    listener(error, event)
  }
}

/** The class names of each program: one program may stand under several. */
export function classesOf(programs: Programs): ReadonlyMap<object, readonly string[]> {
  const classes = new Map<object, readonly string[]>()
  for (const [name, program] of Object.entries(programs))
    if (program !== null) classes.set(program, [...(classes.get(program) ?? []), name])
  return classes
}

/** The default of `output`. */
export function printLine({ process, text }: OutputLine): void {
  console.log(`[${process}] ${text}`)
}

/** The default of `onPolicyFailure`. */
function printPolicyFailure(error: unknown, event: EventHead): void {
  console.warn(`${formatEvent(event)}: denied, because the policy failed: ${String(error)}`)
}

/** The default of `onMisuse`. */
export function printMisuse({ message }: Misuse): void {
  console.warn(message)
}

/** The default of `onDeadlock`. */
export function printDeadlock(report: WaitReport): void {
  console.warn(
    `these threads wait for each other, and none will go on:\n${formatWaitReport(report)}`,
  )
}
