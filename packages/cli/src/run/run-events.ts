// What `kos run` tells of a run, as data; `run-output.ts` shows it.

import type { KernelOptions, Misuse, ProcessExit } from '@kos/kernel'
import {
  type DeniedEvent,
  formatAuditRecord,
  formatDenial,
  formatExit,
  formatWaitReport,
} from '@kos/kernel'

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
  /** What repeats: people see the first of each, the 10th, the 100th. */
  readonly kind?: string
}

/** Takes events. */
export type Tell = (event: RunEvent) => void

type Listeners = Pick<
  KernelOptions,
  | 'output'
  | 'onExit'
  | 'onDenied'
  | 'onMisuse'
  | 'onDeadlock'
  | 'onPolicyFailure'
  | 'onAudit'
  | 'onHostFailure'
>

/** The listeners of a kernel that tell all that it reports; `now` is its clock. */
export function listeners(tell: Tell, now: () => number, isAudited: boolean): Listeners {
  return {
    output: ({ process, time, text }) =>
      tell({ event: 'line', level: 'line', time, process, text }),
    onExit: (end) => tell(exitEvent(end, now())),
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
      if (!isAudited && record.result === null) return
      const text = formatAuditRecord(record)
      tell({ event: 'audit', level: 'note', time: now(), text, data: { record } })
    },
    onHostFailure: (error, what) => {
      const text = `${what} threw, and the kernel goes on: ${String(error)}`
      tell({ event: 'host-failure', level: 'error', time: now(), text })
    },
  }
}

function exitEvent(end: ProcessExit, time: number): RunEvent {
  const { process, exit } = end
  const level = 'code' in exit ? (exit.code === 0 ? 'note' : 'warning') : 'error'
  const data = { className: end.className, ...exit }
  return { event: 'exit', level, time, process, text: formatExit(end), data }
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
