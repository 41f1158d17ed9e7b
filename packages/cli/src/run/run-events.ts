// What `kos run` tells of a run, as data; `run-output.ts` shows it.

import type { FullKernelOptions, Misuse, ProcessExit, StrayDma } from '@kos/kernel'
import {
  type DeniedEvent,
  formatAuditRecord,
  formatDenial,
  formatExit,
  formatStrayDma,
  formatWaitReport,
} from '@kos/kernel'
import { klogClass } from '@kos/libkos/abi'
import { initClass } from '@kos/security'
import type { SolutionDescription } from '@kos/solution'

/** How loudly an event is told. */
export type Level =
  /** A line that a process wrote. */
  | 'line'
  /** Something to know. */
  | 'note'
  /** Something was stopped, and the solution goes on. */
  | 'warning'
  /** Something failed. */
  | 'error'

/** Something that happened in a run. */
export interface RunEvent {
  readonly event: string
  readonly level: Level
  /** Milliseconds of the kernel's clock. */
  readonly time: number
  /** The process that it is about. */
  readonly process?: string
  /** For people. */
  readonly text: string
  /** More for tools. */
  readonly data?: Readonly<Record<string, unknown>>
  /** Whether the run failed by it; default by its level: it did by an error. */
  readonly isFailure?: boolean
  /** What repeats: people see the first of each, the 10th, the 100th. */
  readonly kind?: string
}

/** Whether a run failed by this. */
export function isFailure({ level, isFailure: said = level === 'error' }: RunEvent): boolean {
  return said
}

/** Takes events. */
export type Tell = (event: RunEvent) => void

type Listeners = Pick<
  FullKernelOptions,
  | 'output'
  | 'onExit'
  | 'onDenied'
  | 'onMisuse'
  | 'onDeadlock'
  | 'onPolicyFailure'
  | 'onAudit'
  | 'onHostFailure'
  | 'onStrayDma'
>

/** What is told of a run. */
export interface ToldOf {
  /** The clock of its kernel. */
  readonly now: () => number
  /** Whether all audit records are told. */
  readonly isAudited: boolean
  readonly description: SolutionDescription
}

/** The listeners of a kernel that tell all that it reports. */
export function listeners(tell: Tell, { now, isAudited, description }: ToldOf): Listeners {
  // Klog shows the records that rules make.
  const hasKlog = description.processes.some(({ className }) => className === klogClass)
  const own = new Set([initClass, ...description.processes.map(({ name }) => name)])
  return {
    output: ({ process, time, text }) =>
      tell({ event: 'line', level: 'line', time, process, text }),
    onExit: (end) => tell(exitEvent(end, now(), own.has(end.process))),
    onDenied: (denial) => tell(denialEvent(denial, now())),
    onMisuse: (misuse) => tell(misuseEvent(misuse, now())),
    onDeadlock: (report) => {
      const text = `these threads wait for each other, and none will go on:\n${formatWaitReport(report)}`
      tell({ event: 'deadlock', level: 'error', time: now(), text })
    },
    onPolicyFailure: (error, event, rule) => {
      const { source, destination, method } = event
      const where = rule?.place === undefined ? '' : ` at ${rule.place}`
      const text = `the policy failed${where}, which denies: ${String(error)}`
      const data = { source, destination, method, place: rule?.place ?? null }
      tell({ event: 'policy-failure', level: 'error', time: now(), text, data })
    },
    onAudit: (record) => {
      // Denials without a rule are told by `onDenied`, too.
      if (!isAudited && (hasKlog || record.result === null)) return
      const text = formatAuditRecord(record)
      tell({ event: 'audit', level: 'note', time: now(), text, data: { record } })
    },
    onHostFailure: (error, what) => {
      const text = `${what} threw, and the kernel goes on: ${String(error)}`
      tell({ event: 'host-failure', level: 'error', time: now(), text })
    },
    onStrayDma: (stray) => tell(strayEvent(stray, now())),
  }
}

// A process that another one made does not fail the run: who made it may wait for its end, and make
// another one.
function exitEvent(end: ProcessExit, time: number, isOwn: boolean): RunEvent {
  const { process, exit } = end
  const isWell = 'code' in exit && exit.code === 0
  const level = isWell ? 'note' : 'code' in exit || !isOwn ? 'warning' : 'error'
  const data = { className: end.className, ...exit }
  const isFailure = isOwn && !isWell
  return { event: 'exit', level, time, process, text: formatExit(end), data, isFailure }
}

function denialEvent(denial: DeniedEvent, time: number): RunEvent {
  const { type, source, destination, endpoint, method } = denial.event
  const { reason, rule } = denial.denied
  const by = rule === undefined ? reason : `${rule.number} ${rule.place ?? ''}`
  return {
    event: 'denied',
    level: 'warning',
    time,
    text: formatDenial(denial),
    data: {
      type,
      source,
      destination,
      endpoint,
      interface: denial.event.interface,
      method,
      reason,
      place: rule?.place ?? null,
    },
    kind: [type, source, destination, endpoint, method, by].join('\n'),
  }
}

function misuseEvent({ process, message }: Misuse, time: number): RunEvent {
  return { event: 'misuse', level: 'warning', time, process, text: message }
}

function strayEvent(stray: StrayDma, time: number): RunEvent {
  const { device, direction } = stray
  const kind = `stray-dma ${direction} ${device}`
  const data = { ...stray }
  return { event: 'stray-dma', level: 'warning', time, text: formatStrayDma(stray), data, kind }
}
