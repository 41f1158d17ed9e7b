import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rcOk } from '@kos/retcode'
import {
  type Choice,
  type LocalThread,
  seededChoice,
  seededExploration,
  spawn,
  ThreadState,
  WaitKind,
  WaitQueue,
} from '@kos/thread'
import { NaiveScheduler } from './naive-scheduler.ts'
import {
  mostThreads,
  type Program,
  programs,
  queueCount,
  rescueCode,
  type Step,
} from './program.ts'
import { nothingLeft, virtualWorld, type World } from './world.ts'

/** Runs programs on a scheduler, and writes down each step when its thread goes on after it. */
class Runner {
  readonly world: World
  /** Waits begun and ended. */
  begun = 0
  ended = 0
  readonly #programs: readonly Program[]
  readonly #locals: LocalThread[] = []
  readonly #queues = Array.from({ length: queueCount }, () => new WaitQueue())

  constructor(programs: readonly Program[], choice: Choice | null, turnLength: number) {
    this.#programs = programs
    this.world = virtualWorld({
      ...(choice === null ? {} : { choice }),
      turnLength,
      onIdle: () => this.#rescue(),
      probe: { switched: () => this.#expectOneRunning() },
    })
  }

  async run(): Promise<readonly string[]> {
    const { world } = this
    world.clock.limit = Infinity
    this.#spawn(0)
    await world.host.rest(10_000)
    return world.log
  }

  #expectOneRunning(): void {
    let running = 0
    for (const { state } of this.world.scheduler.threads)
      if (state === ThreadState.running) running++
    expect(running).toBe(1)
  }

  #rescue(): void {
    const { scheduler, clock } = this.world
    const left = [...scheduler.threads]
    const isParked = this.#queues.some((queue) => !queue.isEmpty)
    this.world.say(`${clock.now()} rescue ${left.length}`)
    for (const queue of this.#queues) queue.wakeAll(rescueCode)
    if (!isParked) for (const thread of left) scheduler.terminate(thread, 0)
  }

  #spawn(index: number): void {
    if (this.#locals.length >= mostThreads) return
    const { priority, steps } = this.#programs[index % this.#programs.length] as Program
    const id = this.#locals.length
    this.#locals.push(
      spawn(this.world.scheduler, (self) => this.#obey(self, id, steps), { priority }),
    )
  }

  async #obey(self: LocalThread, id: number, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      this.begun++
      const answer = self.block(() => this.#perform(self, step))
      answer.then(
        () => this.ended++,
        () => this.ended++,
      )
      const rc = (await answer) as number
      this.world.say(`${this.world.clock.now()} ${id} ${step.kind} ${rc}`)
    }
  }

  #perform(self: LocalThread, step: Step): number {
    const { scheduler } = this.world
    const { thread } = self
    const target =
      'target' in step
        ? (this.#locals[step.target % this.#locals.length] as LocalThread).thread
        : thread
    const queue = 'queue' in step ? (this.#queues[step.queue] as WaitQueue) : null
    if (step.kind === 'yield') return scheduler.yield(thread)
    if (step.kind === 'sleep') return scheduler.sleep(thread, step.delay)
    if (step.kind === 'suspend') return scheduler.suspend(thread)
    if (step.kind === 'join') return scheduler.join(thread, target, step.timeout)
    if (step.kind === 'park')
      return (queue as WaitQueue).park(thread, step.timeout, WaitKind.other, null)
    if (step.kind === 'wake') queue?.wakeOne(rcOk)
    if (step.kind === 'wakeAll') queue?.wakeAll(rcOk)
    if (step.kind === 'spawn') this.#spawn(step.program)
    if (step.kind === 'priority' && target.state !== ThreadState.ended)
      scheduler.setPriority(target, step.priority)
    if (step.kind === 'terminate' || step.kind === 'exit') scheduler.terminate(target, 0)
    return rcOk
  }
}

const choices: [string, (seed: number) => Choice | null][] = [
  ['first come, first served', () => null],
  ['a seeded choice', (seed) => seededChoice(seed)],
  ['a seeded exploration', (seed) => seededExploration(seed, 3)],
]

describe.each(choices)('a scheduler with %s', (_name, makeChoice) => {
  it('gives the trace of the naive one for every program, ends every wait once, and leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        programs,
        fc.nat(),
        fc.constantFrom(3, 4_096),
        async (programs, seed, turnLength) => {
          const runner = new Runner(programs, makeChoice(seed), turnLength)
          const trace = await runner.run()
          expect(trace).toEqual(new NaiveScheduler(programs, makeChoice(seed)).run())
          expect(runner.ended).toBe(runner.begun)
          expect(runner.world.scheduler.counts).toEqual(nothingLeft)
          expect(runner.world.scheduler.isIdle).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives equal traces for equal seeds', async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.nat(), async (programs, seed) => {
        const first = await new Runner(programs, makeChoice(seed), 4_096).run()
        expect(await new Runner(programs, makeChoice(seed), 4_096).run()).toEqual(first)
      }),
      { numRuns: 50 },
    )
  })
})
