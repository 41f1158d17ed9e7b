// One run of a solution that was loaded: boots it, lets it run, and ends it.

import {
  boot,
  type Clock,
  Deadlock,
  formatTop,
  formatWaitReport,
  HostClock,
  type Kernel,
  type KernelStatistics,
  seededExploration,
  VirtualClock,
  type WaitEntry,
  type WaitReport,
} from '@kos/kernel'
import type { LoadedSolution } from '@kos/solution'
import { hearOutside } from './outside.ts'
import { isFailure, listeners, type Tell } from './run-events.ts'
import type { TraceFile } from './trace-file.ts'

/** How a solution is run. */
export interface RunConditions {
  /** Under a virtual clock, in which a run repeats. */
  readonly isVirtual: boolean
  /** Seed of entropy and of the order of threads; undefined for the usual order. */
  readonly seed: number | undefined
  /** Whether all audit records are told. */
  readonly isAudited: boolean
  /** The audit level; undefined for that of the policy. */
  readonly auditLevel: number | undefined
  /** Until nothing can happen any more, a process has ended, or some milliseconds are over. */
  readonly until: 'idle' | { readonly process: string } | number
  /** Whether it is told at the end what the processes used. */
  readonly hasStatistics: boolean
  /** The file that a trace is written to, by its absolute path. */
  readonly trace: string | undefined
}

/** What ends a run from outside: resolves when it should. */
export type Interrupted = Promise<string>

/** Runs a solution; resolves to whether nothing of it failed. Who loaded it closes its machine. */
export async function runOnce(
  { description, solution, kernelOptions, machine }: LoadedSolution,
  options: RunConditions,
  interrupted: Interrupted,
  tell: Tell,
): Promise<boolean> {
  if (solution === null) return false
  const state = { failed: false, isEnding: false }
  const clock = clockOf(options)
  const hear: Tell = (event) => {
    if (state.isEnding && event.event === 'exit') return
    state.failed ||= isFailure(event)
    tell(event)
  }
  const trace = await traceOf(options)
  const kernel = boot(solution, {
    ...kernelOptions,
    ...listeners(hear, { now: () => clock.now(), isAudited: options.isAudited, description }),
    ...(options.auditLevel === undefined ? {} : { auditLevel: options.auditLevel }),
    ...(options.seed === undefined ? {} : { choice: seededExploration(options.seed) }),
    clock,
    captureStacks: true,
    statistics: { counters: options.hasStatistics },
    ...(trace === null ? {} : { probe: trace.probe }),
  })
  const endLines = machine === null ? null : hearOutside(machine, () => clock.now(), hear)
  const before = kernel.statistics()
  // Whoever is at the other end of a socket may always say something.
  const isOpen = machine?.hearsHost === true && options.until === 'idle' && !options.isVirtual
  const why = await running(kernel, options.until, isOpen, interrupted, hear)
  endLines?.()
  state.isEnding = true
  hear({ event: 'end', level: 'note', time: clock.now(), text: why })
  if (options.hasStatistics) tellStatistics(before, kernel, hear)
  await kernel[Symbol.asyncDispose]()
  tellLeaks(kernel, hear)
  trace?.end()
  return !state.failed
}

async function traceOf({ trace }: RunConditions): Promise<TraceFile | null> {
  if (trace === undefined) return null
  const { traceFile } = await import('./trace-file.ts')
  return traceFile(trace)
}

function clockOf({ isVirtual, seed }: RunConditions): Clock {
  return isVirtual ? new VirtualClock({ seed: seed ?? 1 }) : new HostClock()
}

/** Lets a kernel run, `isOpen` as long as a thread waits for an interrupt; resolves to why it ended. */
async function running(
  kernel: Kernel,
  until: RunConditions['until'],
  isOpen: boolean,
  interrupted: Interrupted,
  tell: Tell,
): Promise<string> {
  const asked = typeof until === 'object' ? kernel.task(until.process) : until
  const wanted = isOpen ? interrupted : asked
  const ended = kernel.run({ until: wanted }).then(
    () => endText(kernel, until),
    (error: unknown) => {
      if (!(error instanceof Deadlock)) throw error
      if (isOpen) return endText(kernel, until)
      tell({ event: 'stuck', level: 'error', time: kernel.clock.now(), text: error.message })
      return 'nothing can run any more'
    },
  )
  return Promise.race([ended, interrupted])
}

function endText(kernel: Kernel, until: RunConditions['until']): string {
  const after = `after ${seconds(kernel.clock.now())}`
  if (typeof until === 'object') return `${until.process} ended ${after}`
  if (typeof until === 'number') return `stopped ${after}, as --until says`
  const alive = kernel.tasks.filter(({ isAlive }) => isAlive).map(({ name }) => name)
  if (alive.length === 0) return `all processes ended ${after}`
  return `nothing more can happen ${after}; ${waiting(kernel.waits(), alive)}`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 3 : 1)} s`
}

const idleKinds: readonly string[] = [
  'receive',
  'notice',
  'interrupt',
  'sleep',
  'suspended',
  'join',
]

/** The process of a thread: threads are named `process/thread`. */
function processOf({ thread }: WaitEntry): string {
  return thread.name.slice(0, thread.name.lastIndexOf('/'))
}

/** A thread that serves what its process has made, and for which the process does not live. */
function isBackground({ thread }: WaitEntry): boolean {
  return thread.name.endsWith('/objects')
}

// Servers that wait for requests are as they should be, and drivers that wait for interrupts. So are
// threads that wait for what another thread of their process will hear, as of a socket. Who waits for
// something else waits in vain.
function waiting({ waits, cycles }: WaitReport, alive: readonly string[]): string {
  const isIdle = ({ kind }: WaitEntry): boolean => idleKinds.includes(kind)
  const hearing = new Set(waits.filter(isIdle).filter(isBackground).map(processOf))
  const vain = waits.filter((each) => {
    if (isIdle(each) || isBackground(each)) return false
    return each.kind !== 'other' || !hearing.has(processOf(each))
  })
  const who = `${alive.join(', ')} ${alive.length === 1 ? 'waits' : 'wait'} for what others do`
  if (vain.length === 0) return who
  return `${who}, of which nobody will do this:\n${formatWaitReport({ waits: vain, cycles })}`
}

// The marks of `run-output.ts` take three columns of a line.
const tableWidth = 94

function tellStatistics(before: KernelStatistics, kernel: Kernel, tell: Tell): void {
  const after = kernel.statistics()
  const text = `what the processes used:\n${formatTop(before, after, { width: tableWidth })}`
  const data = { statistics: after }
  tell({ event: 'statistics', level: 'note', time: kernel.clock.now(), text, data })
}

function tellLeaks(kernel: Kernel, tell: Tell): void {
  const left = Object.entries(kernel.inspect().objects).filter(([, count]) => count > 0)
  if (left.length === 0) return
  const text = `left in the kernel: ${left.map(([name, count]) => `${count} ${name}`).join(', ')}`
  const data = { objects: Object.fromEntries(left) }
  tell({ event: 'left', level: 'error', time: kernel.clock.now(), text, data })
}
