// `kos top`: runs a solution in real time, and shows what its processes use, until nothing more can
// happen or Ctrl-C.
//
// The numbers and the table are of the kernel: `kernel.statistics()`, `formatTop`.

import { boot, type IoInspection, type Kernel } from '@kos/kernel'
import { loadSolution } from '@kos/solution'
import { exitFailure, exitOk } from '../exit-codes.ts'
import { hasErrors, type Reporter } from '../report.ts'
import { type Interruption, interruption } from '../run/interruption.ts'
import { hearOutside } from '../run/outside.ts'
import { isFailure, listeners, type RunEvent } from '../run/run-events.ts'
import { solutionFolder } from '../solution-folder.ts'
import type { Terminal } from '../terminal.ts'
import { jsonScreen, liveScreen, plainScreen, type Screen } from './screen.ts'

/** What the command line says beside the folder. */
export interface FrameOptions {
  /** Milliseconds between two frames. */
  readonly interval: number
  /** Whether one frame is all. */
  readonly isOnce: boolean
  /** The machine file, before that of the folder. */
  readonly machine: string | undefined
}

/** Shows the solution at `path`; resolves to the exit code. */
export async function topSolution(
  path: string,
  options: FrameOptions,
  terminal: Terminal,
  reporter: Reporter,
): Promise<number> {
  const folder = solutionFolder(path, terminal)
  const asked = options.machine === undefined ? {} : { machine: options.machine }
  const loaded = await loadSolution(folder, { cwd: terminal.cwd, ...asked })
  const { description, solution, kernelOptions, machine, diagnostics } = loaded
  if (solution === null || hasErrors(diagnostics)) {
    reporter.diagnostics(diagnostics)
    return exitFailure
  }
  reporter.streams()
  const told = new Told()
  const kernel = boot(solution, {
    ...kernelOptions,
    ...listeners((event) => told.hear(event), { now: () => 0, isAudited: false, description }),
    statistics: { counters: true },
  })
  if (machine !== null)
    hearOutside(
      machine,
      () => kernel.clock.now(),
      (event) => told.hear(event),
    )
  const interrupt = interruption(terminal)
  try {
    await show(kernel, options, screenOf(options, terminal, reporter), interrupt, told)
  } finally {
    interrupt.forget()
    told.isOver = true
    await kernel[Symbol.asyncDispose]()
    await machine?.[Symbol.asyncDispose]()
  }
  return told.hasFailure ? exitFailure : exitOk
}

/** What was told of the processes: whether one failed, and the last lines. */
class Told {
  readonly lines: string[] = []
  hasFailure = false
  /** What the end of the view ends, does not fail. */
  isOver = false

  hear(told: RunEvent): void {
    if (this.isOver) return
    const { event, process, text } = told
    this.hasFailure ||= isFailure(told)
    this.lines.push(process === undefined || event !== 'line' ? text : `[${process}] ${text}`)
    if (this.lines.length > maxLines) this.lines.shift()
  }
}

const maxLines = 8

function screenOf({ isOnce }: FrameOptions, terminal: Terminal, { isJson }: Reporter): Screen {
  if (isJson) return jsonScreen(terminal)
  return terminal.isOutTerminal === true && !isOnce ? liveScreen(terminal) : plainScreen(terminal)
}

// Shorter ones would measure the frames themselves.
const minInterval = 50

async function show(
  kernel: Kernel,
  { interval, isOnce }: FrameOptions,
  screen: Screen,
  interrupt: Interruption,
  { lines }: Told,
): Promise<void> {
  const state = { isOver: false }
  const over = kernel.run({ until: 'idle' }).then(() => (state.isOver = true))
  let before = kernel.statistics()
  screen.begin()
  try {
    for (;;) {
      await sooner([over, interrupt.heard], Math.max(interval, minInterval))
      const after = kernel.statistics()
      screen.frame({ before, after, lines, io: devicesOf(kernel) })
      before = after
      if (isOnce || state.isOver || interrupt.isHeard()) break
    }
  } finally {
    screen.end()
  }
}

// Machines without devices have nothing to show.
function devicesOf(kernel: Kernel): IoInspection | null {
  const { io } = kernel.inspect()
  return io !== null && io.map.length + io.ports.length + io.irqs.length > 1 ? io : null
}

/** Resolves after so many milliseconds, or as soon as one of these does. */
function sooner(others: readonly Promise<unknown>[], milliseconds: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  return Promise.race([...others, passed]).finally(() => clearTimeout(timer))
}
