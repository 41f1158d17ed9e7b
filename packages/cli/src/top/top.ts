// `kos top`: runs a solution in real time, and shows what its processes use, until nothing more can
// happen or Ctrl-C.
//
// The numbers and the table are of the kernel: `kernel.statistics()`, `formatTop`.

import { boot, type Kernel } from '@kos/kernel'
import { loadSolution } from '@kos/solution'
import { exitFailure, exitOk } from '../exit-codes.ts'
import { hasErrors, type Reporter } from '../report.ts'
import { type Interruption, interruption } from '../run/interruption.ts'
import { listeners, type RunEvent } from '../run/run-events.ts'
import { solutionFolder } from '../solution-folder.ts'
import type { Terminal } from '../terminal.ts'
import { jsonScreen, liveScreen, plainScreen, type Screen } from './screen.ts'

/** What the command line says beside the folder. */
export interface TopOptions {
  /** Milliseconds between two frames. */
  readonly interval: number
  /** Whether one frame is all. */
  readonly isOnce: boolean
}

/** Shows the solution at `path`; resolves to the exit code. */
export async function topSolution(
  path: string,
  options: TopOptions,
  terminal: Terminal,
  reporter: Reporter,
): Promise<number> {
  const folder = solutionFolder(path, terminal)
  const { solution, kernelOptions, diagnostics } = await loadSolution(folder, { cwd: terminal.cwd })
  if (solution === null || hasErrors(diagnostics)) {
    reporter.diagnostics(diagnostics)
    return exitFailure
  }
  reporter.streams()
  const told: RunEvent[] = []
  const kernel = boot(solution, {
    ...kernelOptions,
    ...listeners(
      (event) => void told.push(event),
      () => 0,
      false,
    ),
    statistics: { counters: true },
  })
  const interrupt = interruption(terminal)
  try {
    await show(kernel, options, screenOf(options, terminal, reporter), interrupt, told)
  } finally {
    interrupt.forget()
    await kernel[Symbol.asyncDispose]()
  }
  return told.some(isFailure) ? exitFailure : exitOk
}

// What the end of the view ended, did not fail.
function isFailure({ event, level, data }: RunEvent): boolean {
  if (event === 'exit' && String(data?.['killed'] ?? '').startsWith('the kernel stopped'))
    return false
  return level === 'error' || (event === 'exit' && level !== 'note')
}

function screenOf({ isOnce }: TopOptions, terminal: Terminal, { isJson }: Reporter): Screen {
  if (isJson) return jsonScreen(terminal)
  return terminal.isOutTerminal === true && !isOnce ? liveScreen(terminal) : plainScreen(terminal)
}

// Shorter ones would measure the frames themselves.
const minInterval = 50

async function show(
  kernel: Kernel,
  { interval, isOnce }: TopOptions,
  screen: Screen,
  { heard, isHeard }: Interruption,
  told: readonly RunEvent[],
): Promise<void> {
  const state = { isOver: false }
  const over = kernel.run({ until: 'idle' }).then(() => (state.isOver = true))
  let before = kernel.statistics()
  screen.begin()
  try {
    do {
      await sooner([over, heard], Math.max(interval, minInterval))
      const after = kernel.statistics()
      screen.frame({ before, after, lines: told.map(({ text, process }) => lineOf(text, process)) })
      before = after
    } while (!isOnce && !state.isOver && !isHeard())
  } finally {
    screen.end()
  }
}

function lineOf(text: string, process: string | undefined): string {
  return process === undefined ? text : `[${process}] ${text}`
}

/** Resolves after so many milliseconds, or as soon as one of these does. */
function sooner(others: readonly Promise<unknown>[], milliseconds: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  return Promise.race([...others, passed]).finally(() => clearTimeout(timer))
}
