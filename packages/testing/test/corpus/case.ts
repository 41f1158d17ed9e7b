// A case of the corpus: a program with a classic mistake, and the same program without it.

import { allowAll, defineSolution } from '@kos/kernel'
import { INFINITE_TIMEOUT, type Kos, program, unwrap } from '@kos/libkos'
import type { RunOptions, SolutionMaker, Violation } from '@kos/testing'

/** A faulty program and its mended twin. */
export interface Case {
  readonly name: string
  /** What the faulty one comes to. */
  readonly finds: Violation['kind']
  readonly faulty: SolutionMaker
  readonly mended: SolutionMaker
  /** True: its schedules are too many to be searched one after the other in a test. */
  readonly isLarge?: boolean
  /** What the text of the failure has. */
  readonly shows?: readonly string[]
  /** What an exploration of it needs. */
  readonly options?: RunOptions
}

type Routine = (kos: Kos) => Promise<void>

/**
 * A solution of one process. `main` is called anew for each run, so its variables are the process'
 * own.
 */
export function alone(main: Routine): SolutionMaker {
  return () => defineSolution({ programs: { Program: program(main) }, policy: allowAll() })
}

/** Runs routines as threads, and waits for their ends. */
export async function together(kos: Kos, ...routines: readonly Routine[]): Promise<void> {
  const threads = routines.map((routine) => unwrap(kos.KosThreadCreate(15, 0, routine, 0, 0)).tid)
  for (const tid of threads) await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
}

/** An assertion of a program: what it throws is its crash. */
export function must(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what)
}
