// Runs of an attack: a kernel each, hostile processes that are started again when they end, and
// time that goes on until the calls of the run are used up.

import type { Kos, Program } from '@kos/libkos'
import type { ProcessHost } from '../../src/index.ts'
import { catchEscapes } from './findings.ts'
import { callsPerRun, firstSeed, runsOf } from './length.ts'
import { Budget } from './raw-attack.ts'
import { Target, type TargetOptions } from './target.ts'

/** A hostile process. */
export interface Attacker {
  readonly name: string
  readonly program: Program<Kos>
}

/** Makes the hostile process of a name; the others have the other names. */
export type AttackerMaker = (
  target: Target,
  budget: Budget,
  name: string,
  others: readonly string[],
) => Attacker

const names = ['H0', 'H1', 'H2']
/** Milliseconds between two looks at everything. */
const restInterval = 25
/** Turns of the host without a switch after which the kernel stands still. */
const maxIdleTurns = 1_000

/** What a run found and did. */
export interface RunResult {
  readonly findings: readonly string[]
  readonly trace: number
  readonly traceLength: number
}

/** One run from one seed. */
export async function runOnce(
  options: TargetOptions,
  make: AttackerMaker,
  calls: number = callsPerRun,
): Promise<RunResult> {
  const target = new Target(options)
  using _ = catchEscapes(target.findings)
  {
    await using _ = target
    const budget = new Budget(calls)
    const attack = new Attack(target, budget, make)
    while (budget.left > 0 && target.findings.all.length === 0) await attack.goOn()
  }
  const { findings, trace } = target
  return { findings: findings.all, trace: trace.value, traceLength: trace.length }
}

/** Runs from one seed after the other. Throws Error with the first seed that found something. */
export async function runAll(
  host: () => ProcessHost,
  make: AttackerMaker,
  calls: number,
  options: Partial<TargetOptions> = {},
): Promise<void> {
  for (let i = 0; i < runsOf(calls); i++) {
    const seed = firstSeed + i
    const { findings } = await runOnce({ ...options, seed, host: host() }, make)
    if (findings.length > 0)
      throw new Error(
        `KOS_ATTACK_SEED=${seed} KOS_ATTACK_CALLS=${callsPerRun} finds:\n  ${findings.join('\n  ')}`,
      )
  }
}

class Attack {
  readonly #target: Target
  readonly #budget: Budget
  readonly #make: AttackerMaker

  constructor(target: Target, budget: Budget, make: AttackerMaker) {
    this.#target = target
    this.#budget = budget
    this.#make = make
    for (const name of names) this.#start(name)
  }

  /** Lets time pass, looks at everything, and starts what has ended. */
  async goOn(): Promise<void> {
    const { kernel } = this.#target
    const before = this.#budget.left
    await this.#advance()
    this.#target.rest()
    if (this.#target.findings.all.length > 0) return
    // All threads wait for what does not come.
    if (this.#budget.left === before) kernel.kill(this.#target.random.of(names))
    for (const name of names) if (!kernel.task(name).isAlive) this.#start(name)
  }

  // A kernel that lets no thread run any more is found by turns of the host in which nothing happens.
  async #advance(): Promise<void> {
    const { kernel, core, findings } = this.#target
    let isOver = false
    const advanced = kernel.advance(restInterval).finally(() => (isOver = true))
    let last = -1
    for (let idleTurns = 0; !isOver && idleTurns < maxIdleTurns; idleTurns++) {
      const now = core.scheduler.switches + kernel.clock.now()
      if (now !== last) idleTurns = 0
      last = now
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (isOver) return advanced
    findings.add(`the kernel stands still, with ${core.scheduler.depth} entries open`)
  }

  #start(name: string): void {
    const others = names.filter((other) => other !== name)
    const { program } = this.#make(this.#target, this.#budget, name, others)
    this.#target.spawn(program, name, { lights: 'Server' })
    // A ring of clients and servers, as far as they live.
    for (const [index, client] of names.entries())
      this.#connect(client, names[(index + 1) % names.length] as string, name)
  }

  #connect(client: string, server: string, started: string): void {
    const { kernel } = this.#target
    const isLiving = (name: string): boolean =>
      kernel.tasks.some((task) => task.name === name && task.isAlive)
    if (![client, server].includes(started) || !isLiving(client) || !isLiving(server)) return
    kernel.connect(client, server, 'peer')
  }
}
