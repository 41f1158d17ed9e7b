// Statistics for people: the table of `top`, made of two readings and the time between them.
//
// CPU load is calculated as documented (topic `comp_res_util`): the increment of kernel, user and
// idle time together is all of the interval, and the share of a process is that of its own
// increment. The numbers come from `statistics.ts`.

import type { CpuTotals } from './cpu-time.ts'
import type { KernelStatistics, TaskStatistics } from './statistics.ts'
import { nanosecondsPerSecond } from './time-units.ts'

/** How a table is made. */
export interface TopOptions {
  /** Most characters of a line, at least 20; default 80. Columns that do not fit are left out. */
  readonly width?: number
}

/** A column: its heading, and how wide it is with the space before it. */
interface Column {
  readonly heading: string
  readonly width: number
  /** When the width is short, those of the highest rank go first. */
  readonly rank: number
  readonly cell: (row: Row) => string
}

/** A process with its share of the interval, in percent; null if it is not known. */
interface Row {
  readonly task: TaskStatistics
  readonly load: number | null
}

const defaultWidth = 80
const minWidth = 20
/** What names have at least, with the spaces before them, before another column is added. */
const minNameWidth = 12
const pagesPerMebibyte = 256

// In the order of their places.
const columns: readonly Column[] = [
  { heading: 'PID', width: 6, rank: 0, cell: ({ task }) => String(task.id) },
  { heading: 'PPID', width: 6, rank: 11, cell: ({ task }) => String(task.parent) },
  { heading: 'PRI', width: 4, rank: 8, cell: ({ task }) => String(task.priority) },
  { heading: 'STATE', width: 11, rank: 7, cell: ({ task }) => task.state },
  { heading: 'CPU%', width: 7, rank: 1, cell: ({ load }) => load?.toFixed(1) ?? '-' },
  { heading: 'TIME', width: 10, rank: 4, cell: ({ task }) => seconds(task.cpu?.total) },
  { heading: 'MEM', width: 8, rank: 2, cell: ({ task }) => mebibytes(task.memory?.physical) },
  { heading: 'VIRT', width: 8, rank: 10, cell: ({ task }) => mebibytes(task.memory?.virtual) },
  { heading: 'THR', width: 5, rank: 3, cell: ({ task }) => String(task.threads) },
  { heading: 'HND', width: 7, rank: 5, cell: ({ task }) => String(task.handles) },
  { heading: 'CALLS', width: 10, rank: 9, cell: ({ task }) => String(task.calls) },
  { heading: 'DENIED', width: 7, rank: 6, cell: ({ task }) => String(task.denials) },
]

/**
 * A table of the processes that live or ended between two readings of `kernel.statistics()`, those
 * that had the most CPU time first, under a line about all together. Memory is in MiB, times are in
 * seconds. The lines end without spaces, and with `\n` between them.
 */
export function formatTop(
  before: KernelStatistics,
  after: KernelStatistics,
  options: TopOptions = {},
): string {
  const width = Math.max(options.width ?? defaultWidth, minWidth)
  const lines = [...summary(before, after), '', ...table(rowsOf(before, after), width)]
  return lines.map((line) => fitted(line, width)).join('\n')
}

function summary(before: KernelStatistics, after: KernelStatistics): readonly string[] {
  const { processes, threads, memory } = after
  const lines = [
    `up ${seconds(after.uptime)} s, ${counted(processes, 'process', 'processes')}, ${counted(threads, 'thread', 'threads')}`,
    cpuLine(before.cpu, after.cpu),
  ]
  if (memory === null) return lines
  const used = mebibytes(memory.total - memory.free)
  return [...lines, `memory ${used} of ${mebibytes(memory.total)} MiB`]
}

function cpuLine(before: CpuTotals | null, after: CpuTotals | null): string {
  if (before === null || after === null)
    return 'CPU time is not measured: this kernel has no performance counters'
  const [kernel, user, idle] = [
    after.kernel - before.kernel,
    after.user - before.user,
    after.idle - before.idle,
  ]
  const all = kernel + user + idle
  const [load, inKernel, inUser, rest] = [kernel + user, kernel, user, idle].map((part) =>
    percent(part, all).toFixed(1),
  )
  return `CPU ${load} %: kernel ${inKernel} %, user ${inUser} %; idle ${rest} %`
}

// Processes that were over before the interval are left out.
function rowsOf(before: KernelStatistics, after: KernelStatistics): readonly Row[] {
  const earlier = new Map(before.tasks.map((task) => [task.id, task]))
  const all = passed(before.cpu, after.cpu)
  return after.tasks
    .filter(({ id, state }) => state !== 'terminated' || earlier.get(id)?.state !== 'terminated')
    .map((task) => ({ task, load: loadOf(earlier.get(task.id), task, all) }))
    .toSorted((a, b) => (b.load ?? 0) - (a.load ?? 0) || a.task.id - b.task.id)
}

/** All CPU time of an interval; null if it is not measured. */
function passed(before: CpuTotals | null, after: CpuTotals | null): number | null {
  if (before === null || after === null) return null
  return after.kernel + after.user + after.idle - before.kernel - before.user - before.idle
}

function loadOf(
  before: TaskStatistics | undefined,
  { cpu }: TaskStatistics,
  all: number | null,
): number | null {
  if (cpu === null || all === null) return null
  return percent(cpu.total - (before?.cpu?.total ?? 0), all)
}

/** 0 for an interval in which no time passed. */
function percent(part: number, all: number): number {
  return all <= 0 ? 0 : (part / all) * 100
}

function table(rows: readonly Row[], width: number): readonly string[] {
  const longest = Math.max(...rows.map(({ task }) => printable(task.name).length)) + 2
  // Classes of one package begin alike: cut short, their processes could not be told apart.
  const shown = columnsWithin(width - Math.max(minNameWidth, Math.min(longest, width / 2)))
  const heading = shown.map((each) => each.heading.padStart(each.width)).join('')
  const lines = rows.map((row) => {
    const cells = shown.map((each) => ` ${each.cell(row)}`.padStart(each.width)).join('')
    return `${cells}  ${printable(row.task.name)}`
  })
  return [`${heading}  NAME`, ...lines]
}

// Those that fit, in the order of their places.
function columnsWithin(width: number): readonly Column[] {
  let room = width
  const chosen = new Set<Column>()
  for (const each of columns.toSorted((a, b) => a.rank - b.rank)) {
    if (each.width > room) break
    room -= each.width
    chosen.add(each)
  }
  return columns.filter((each) => chosen.has(each))
}

function fitted(line: string, width: number): string {
  return (line.length <= width ? line : `${line.slice(0, width - 1)}…`).trimEnd()
}

// A name is whatever its process was given, and a terminal obeys control characters.
function printable(name: string): string {
  return name.replaceAll(/\p{C}/gu, '?')
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

function seconds(nanoseconds: number | undefined): string {
  return nanoseconds === undefined ? '-' : (nanoseconds / nanosecondsPerSecond).toFixed(3)
}

function mebibytes(pages: number | undefined): string {
  return pages === undefined ? '-' : (pages / pagesPerMebibyte).toFixed(1)
}
