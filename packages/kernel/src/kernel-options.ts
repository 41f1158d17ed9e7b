// What a kernel is made with. Without a policy nothing is allowed; whom it tells of what, and what
// stands for listeners that are not given, is in `reports.ts`.

import {
  type AuditListener,
  createMonitor,
  failSafe,
  type FailureListener,
  formatEvent,
  type Policy,
  type PreparingMonitor,
  type SecurityMonitor,
} from '@kos/security'
import type { Choice, Clock } from '@kos/thread'
import { maxPolicyFailures } from './limits.ts'
import type { Probe } from './probe.ts'
import type { ProcessHost } from './process-host.ts'
import { printPolicyFailure, type ReportListeners } from './reports.ts'
import type { OutputLine } from './services/process.ts'
import type { Images } from './images.ts'
import { classesOf } from './program-classes.ts'
import { endpointNamesOf } from './program-endpoints.ts'
import type { Programs } from './solution.ts'

/** What a kernel is made with, besides its services. */
export interface KernelOptions extends ReportListeners {
  /**
   * The policy, or a monitor of your own. Without one nothing is allowed, not even the start of the
   * kernel.
   */
  readonly security?: Policy | SecurityMonitor
  /**
   * The programs that the policy's rules name, by class. A rule that names a program selects all of
   * its classes, so a program that is in here starts as one of these only.
   */
  readonly programs?: Programs
  /**
   * What processes can create processes of, by path, besides `programs`, whose paths are their
   * classes. One with `load` is loaded when a process asks for it.
   */
  readonly images?: Images
  /**
   * The audit level at the beginning, 0 to 255; default that of the policy, `audit default` in PSL,
   * or 0. Rules of the policy may change it.
   */
  readonly auditLevel?: number
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
   * Reports about waiting threads say where their programs wait. Costs microseconds per wait;
   * default false.
   */
  readonly captureStacks?: boolean
  readonly probe?: Probe
}

const names: Readonly<Record<keyof KernelOptions, true>> = {
  security: true,
  programs: true,
  images: true,
  auditLevel: true,
  clock: true,
  choice: true,
  host: true,
  handleQuota: true,
  output: true,
  captureStacks: true,
  probe: true,
  onExit: true,
  onDenied: true,
  onMisuse: true,
  onDeadlock: true,
  onPolicyFailure: true,
  onAudit: true,
  onHostFailure: true,
}
/** The names of all options. */
export const kernelOptions: readonly string[] = Object.keys(names)

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

/**
 * The monitor that the options ask for; its policy knows the time of `clock`, and `onAudit` hears of
 * its records.
 */
export function monitorOf(
  { security = [], programs = {}, auditLevel, ...options }: KernelOptions,
  clock: Clock,
  onAudit: AuditListener,
): PreparingMonitor {
  const { onPolicyFailure = printPolicyFailure } = options
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
    now: () => clock.now(),
    onFailure,
    onAudit,
    ...(auditLevel === undefined ? {} : { auditLevel }),
  })
}

// Passes on the first failure about each event: a condition may fail for every message. Events are
// told apart by type and names. Class names are the host's, who may use any number of them: if there
// are too many events, it begins anew.
function firstOfEach(listener: FailureListener): FailureListener {
  const said = new Set<string>()
  return (error, event, rule) => {
    const head = formatEvent(event)
    if (said.has(head)) return
    if (said.size >= maxPolicyFailures) said.clear()
    said.add(head)
    listener(error, event, rule)
  }
}
