// A comparison in a fresh process, so that no case inherits the compiled code, the type feedback or
// the heap of another: `runInChild` is the parent's half, `runAsChild` the child's. The task goes
// over as a command line argument, the result comes back as the last line of standard output;
// whatever else a case prints comes before it and is ignored. What is measured is in alternate.ts,
// alternate-anew.ts, weigh.ts and disturb.ts.
import { spawn } from 'node:child_process'
import { alternateAnew } from './alternate-anew.ts'
import { alternate } from './alternate.ts'
import type { Case, Comparison } from './case.ts'
import { comparisonsOf } from './case.ts'
import { disturbances } from './disturb.ts'
import type { Pace } from './pace.ts'
import type { Measured, Result } from './result.ts'
import { median, spreadOf } from './statistics.ts'
import { weigh } from './weigh.ts'

/** Which comparison a child is to measure, and how. */
export interface Task {
  readonly name: string
  readonly against: string
  readonly pace: Pace
  /** As in the reference. */
  readonly hasSmallYoungGeneration?: boolean
}

const timeoutMs = 120_000

/**
 * Flags of every child. The thread that made garbage collects it: helper threads would wait for a
 * core while other programs have it. V8 of Node.js 20 ends the process when it gives up optimised
 * code that has calls of WebAssembly in it (bench case `security/cedar`), so these stay calls.
 */
const childFlags = ['--expose-gc', '--single-threaded-gc', '--no-turbo-inline-js-wasm-calls']
/**
 * Flags for a young generation of 1 MiB, the size that V8 starts with. Else it grows to 16 MiB, at
 * a time that depends on earlier survivors; then it no longer fits into the processor's cache, and
 * a ping-pong takes half as long again (bench cases `ipc/*` against `ping-pong`).
 */
const smallYoungGeneration = ['--min-semi-space-size=1', '--max-semi-space-size=1']

/**
 * Measures a comparison in a child process. A child that crashes, ends early or takes over two
 * minutes gives a failed result.
 * @param entry path of the program that calls {@link runAsChild} when it gets `--child`
 */
export async function runInChild(entry: string, task: Task): Promise<Result> {
  const { name, against } = task
  const { status, stdout, stderr } = await runNode([
    ...childFlags,
    ...(task.hasSmallYoungGeneration === true ? smallYoungGeneration : []),
    entry,
    '--child',
    JSON.stringify(task),
  ])
  const answer = stdout.trimEnd().split('\n').at(-1) ?? ''
  // A case that ends the process itself leaves some other last line.
  if (status === 0 && answer.startsWith('{"kind":')) return JSON.parse(answer) as Measured
  return { kind: 'failed', name, against, reason: `${endOf(status)}\n${stderr}`.trim() }
}

/**
 * Does what the argument of `--child` says and prints the result. The caller then ends the process,
 * which may still hold timers.
 */
export async function runAsChild(argument: string, cases: readonly Case[]): Promise<void> {
  const task = JSON.parse(argument) as Task
  const comparison = comparisonsOf(cases).find(
    ({ name, against }) => name === task.name && against === task.against,
  )
  if (comparison === undefined)
    throw new Error(`There is no case ${task.name} against ${task.against}`)
  const result = JSON.stringify(await measureComparison(comparison, task.pace))
  await new Promise((resolve) => process.stdout.write(`\n${result}\n`, resolve))
}

/** Measures a comparison in this process. */
export async function measureComparison(comparison: Comparison, pace: Pace): Promise<Measured> {
  const { name, against } = comparison
  if (comparison.kind === 'memory') {
    return {
      kind: 'memory',
      name,
      against,
      spread: spreadOf(await weigh(comparison.make, comparison.count, pace.rounds)),
    }
  }
  if (comparison.kind === 'pause') {
    return {
      kind: 'pause',
      name,
      against,
      spread: spreadOf(await disturbances(comparison.disturb, pace.rounds)),
    }
  }
  const { ours, theirs, iterations } = comparison
  const rounds =
    iterations > 0
      ? await alternateAnew(ours, theirs, iterations, pace)
      : await alternate(ours, theirs, pace)
  const ratios = rounds.ours.map((ns, round) => ns / (rounds.theirs[round] ?? Number.NaN))
  return {
    kind: 'ratio',
    name,
    against,
    reference: theirs.kind,
    spread: spreadOf(ratios),
    awaits: { ours: ours.awaits, theirs: theirs.awaits },
    ns: { ours: median(rounds.ours), theirs: median(rounds.theirs) },
  }
}

interface Ended {
  readonly status: number | NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

function runNode(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ status: code ?? signal, stdout, stderr }))
  })
}

function endOf(status: Ended['status']): string {
  if (status === 13) return 'The process ended while the case still waited for something'
  if (status === 'SIGKILL')
    return `The process was killed, perhaps because it took over ${timeoutMs / 1000} s`
  return `The process ended with ${status} and without a result`
}
