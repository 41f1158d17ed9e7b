// The command lines of `kos run` and `kos top`: what they understand.

import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from './inputs.ts'
import { declaredInput, disksGiven } from './declared-input.ts'
import { type Running, whenCalled, withExamples } from './running.ts'
import type { RunFlags } from './run/run.ts'

interface Flags {
  readonly virtual?: boolean
  readonly real?: boolean
  readonly seed?: number
  readonly trace?: string
  readonly audit?: number | true
  readonly file?: readonly string[]
  readonly disk?: readonly string[]
  readonly statistics?: boolean
  readonly machine?: string
  readonly watch?: boolean
  readonly until?: string
  readonly explore?: number
  readonly json?: boolean
}

/** Adds `kos run`. */
export function addRun(program: Command, running: Running): void {
  const command = program
    .command('run')
    .description('Run the solution in a folder, until nothing more can happen.')
    .argument('[folder]', 'the folder of a solution; default this one', '.')
    .option('--real', 'in real time, as people see it (default)')
    .option('--virtual', 'in virtual time: waits take no time, and runs repeat')
    .option('--seed <number>', 'draw the order of threads from it; implies --virtual', whole)
    .option('--until <what>', 'a process that ends, milliseconds, or idle')
    .option('--watch', 'run again after each change of a file')
    .option('--explore <number>', 'run so many orders of threads, and show one that fails', whole)
    .option('--trace <file>', 'write a trace for ui.perfetto.dev or chrome://tracing')
    .option(
      '--audit [level]',
      'show audit records, at this level (default: that of the policy)',
      level,
    )
    .option('--statistics', 'show at the end what the processes used')
    .option('--file <process:name=path>', 'give a process a file, before those of kos.json', listed)
    .option('--machine <file>', machineHelp)
    .option('--disk <disk=path>', 'give a disk of the machine a file', listed)
    .option('--json', 'write a JSON object for each event, one a line')
  withExamples(command, [
    ['run', 'the solution in this folder'],
    ['run traffic --virtual', 'hours in a moment'],
    ['run --until demo.Client', 'until that process has ended'],
    ['run --machine board.yaml', 'with the devices of that machine'],
    ['run --explore 1000', 'look for races and deadlocks'],
  ])
  whenCalled(command, running, async (folder: string, flags: Flags) => {
    const { terminal, reporter } = running
    checkFlags(flags)
    if (flags.explore !== undefined) {
      const { exploreFolder } = await import('./run/explore-schedules.ts')
      const options = { runs: flags.explore, seed: flags.seed }
      return exploreFolder(folder, options, terminal, reporter)
    }
    const { runSolution } = await import('./run/run.ts')
    return runSolution(folder, runFlags(flags, terminal.cwd), terminal, reporter)
  })
}

const machineHelp = 'the machine it runs on; default machine.yaml of the folder'

interface TopFlags {
  readonly machine?: string
  readonly interval: number
  readonly once?: boolean
}

/** Adds `kos top`. */
export function addTop(program: Command, running: Running): void {
  const command = program
    .command('top')
    .description('Run a solution in real time, and show what its processes use.')
    .argument('[folder]', 'the folder of a solution; default this one', '.')
    .option('--interval <msec>', 'the time between two frames', whole, 1000)
    .option('--once', 'show one frame, and end')
    .option('--machine <file>', machineHelp)
    .option('--json', 'write each reading as a JSON object, one a line')
  withExamples(command, [
    ['top', 'the solution in this folder'],
    ['top --once --interval 200', 'one table, after 0.2 s'],
  ])
  whenCalled(
    command,
    running,
    async (folder: string, { interval, once = false, machine }: TopFlags) => {
      const { topSolution } = await import('./top/top.ts')
      const options = { interval, isOnce: once, machine }
      return topSolution(folder, options, running.terminal, running.reporter)
    },
  )
}

function checkFlags(flags: Flags): void {
  const { virtual, real, explore, watch, trace, file, statistics, machine, disk } = flags
  if (virtual === true && real === true) throw new UsageError('--virtual and --real are one choice')
  const ofOneRun = [real, watch, trace, file, statistics, machine, disk]
  if (explore !== undefined && ofOneRun.some((each) => each !== undefined))
    throw new UsageError(
      '--explore is without --real, --watch, --trace, --file, --statistics, --machine and --disk',
    )
}

function runFlags(flags: Flags, cwd: string): RunFlags {
  const { virtual = false, real = false, seed, audit, trace, machine } = flags
  return {
    isVirtual: virtual || (seed !== undefined && !real),
    seed,
    isAudited: audit !== undefined,
    auditLevel: typeof audit === 'number' ? audit : undefined,
    until: until(flags.until ?? 'idle'),
    trace: trace === undefined ? undefined : resolve(cwd, trace),
    hasStatistics: flags.statistics ?? false,
    files: declaredInput(flags.file ?? [], cwd),
    machine,
    disks: disksGiven(flags.disk ?? [], cwd),
    isWatching: flags.watch ?? false,
    isJson: flags.json ?? false,
  }
}

function until(text: string): RunFlags['until'] {
  if (text === 'idle') return 'idle'
  return /^\d+$/.test(text) ? Number(text) : { process: text }
}

function listed(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is a whole number.')
}

function level(text: string): number {
  const value = whole(text)
  if (value <= 255) return value
  throw new InvalidArgumentError('Levels go from 0 to 255.')
}
