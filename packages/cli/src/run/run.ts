// `kos run`: loads the solution in a folder and runs it; with `--watch` again after each change.

import {
  type FilesByProcess,
  type LoadedSolution,
  loadSolution,
  writeGenerated,
} from '@kos/solution'
import { exitFailure, exitOk } from '../exit-codes.ts'
import { UsageError } from '../inputs.ts'
import { Progress } from '../progress.ts'
import { counted, hasErrors, type Reporter } from '../report.ts'
import { solutionFolder } from '../solution-folder.ts'
import type { Terminal } from '../terminal.ts'
import { nextChange } from './changes.ts'
import { interruption } from './interruption.ts'
import type { Tell } from './run-events.ts'
import { type RunConditions, runOnce } from './run-once.ts'
import { jsonOutput, textOutput } from './run-output.ts'

/** What the command line says beside the folder. */
export interface RunFlags extends RunConditions {
  /** Files that processes are given, before those of kos.json. */
  readonly files: FilesByProcess
  /** The machine file, before that of the folder. */
  readonly machine: string | undefined
  /** Files that disks of the machine are given, by the names of these. */
  readonly disks: Readonly<Record<string, string>>
  readonly isWatching: boolean
  readonly isJson: boolean
}

/** Runs the solution at `path`; resolves to the exit code. */
export async function runSolution(
  path: string,
  flags: RunFlags,
  terminal: Terminal,
  reporter: Reporter,
): Promise<number> {
  const folder = solutionFolder(path, terminal)
  const interrupt = interruption(terminal)
  const run = new FolderRun(flags, terminal, reporter)
  try {
    for (;;) {
      const loaded = await run.load(folder)
      if (!flags.isWatching) return await run.once(loaded, interrupt.heard)
      const { folder: watched, generated } = loaded.description
      const change = nextChange(loaded.inputs, watched, generated)
      const code = await run.once(loaded, Promise.race([interrupt.heard, change.changed]))
      run.note('waiting for changes; Ctrl-C ends')
      await Promise.race([interrupt.heard, change.changed])
      change.stop()
      if (interrupt.isHeard()) return code
    }
  } finally {
    interrupt.forget()
  }
}

class FolderRun {
  readonly #flags: RunFlags
  readonly #terminal: Terminal
  readonly #reporter: Reporter
  #tell: Tell = () => {}

  constructor(flags: RunFlags, terminal: Terminal, reporter: Reporter) {
    this.#flags = flags
    this.#terminal = terminal
    this.#reporter = reporter
  }

  async load(folder: string): Promise<LoadedSolution> {
    const progress = new Progress(this.#terminal)
    progress.step('loading')
    const { files, machine, disks } = this.#flags
    const options = {
      cwd: this.#terminal.cwd,
      files,
      disks,
      ...(machine === undefined ? {} : { machine }),
    }
    const loaded = await loadSolution(folder, options)
    writeGenerated(loaded.description)
    progress.end()
    const names = loaded.description.processes.map(({ name }) => name)
    this.#tell = this.#flags.isJson ? jsonOutput(this.#terminal) : textOutput(this.#terminal, names)
    return loaded
  }

  /** Runs it once, or says why it can't be run; resolves to the exit code. */
  async once(loaded: LoadedSolution, stopped: Promise<string>): Promise<number> {
    const { diagnostics } = loaded
    if (loaded.solution === null || hasErrors(diagnostics)) {
      this.#reporter.diagnostics(diagnostics)
      return exitFailure
    }
    try {
      this.#checkNames(loaded)
      if (this.#flags.isJson) this.#reporter.streams()
      if (diagnostics.length > 0)
        this.note(`${counted(diagnostics.length, 'warning')}: kos check has more`)
      return (await runOnce(loaded, this.#flags, stopped, this.#tell)) ? exitOk : exitFailure
    } finally {
      await loaded.machine?.[Symbol.asyncDispose]()
    }
  }

  note(text: string): void {
    this.#tell({ event: 'note', level: 'note', time: 0, text })
  }

  #checkNames({ description }: LoadedSolution): void {
    const { until, files, disks } = this.#flags
    const processes = description.processes.map(({ name }) => name)
    if (typeof until === 'object') checkName('--until', 'process', until.process, processes)
    for (const process of Object.keys(files)) checkName('--file', 'process', process, processes)
    const devices = description.machine?.devices ?? []
    const there = devices.filter(({ model }) => model === diskModel).map(({ name }) => name)
    for (const disk of Object.keys(disks)) checkName('--disk', 'disk', disk, there)
  }
}

const diskModel = 'virtio-block'

function checkName(option: string, what: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return
  const all = names.length === 0 ? 'there is none' : `there are: ${names.join(', ')}`
  throw new UsageError(`${option}: there is no ${what} ${name}; ${all}`)
}
