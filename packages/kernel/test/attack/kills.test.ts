// A small solution, in which a process is killed, or a thread ended, at each switch of threads: in
// the middle of the switch, and before the thread that was chosen runs. The others get codes and
// end, nothing is left, and a bystander goes on.

import type { Thread } from '@kos/thread'
import { describe, expect, test } from 'vitest'
import type { ProcessHost, TaskThread } from '../../src/index.ts'
import { hosts } from '../world.ts'
import { catchEscapes } from './findings.ts'
import { isLong, timeLimit } from './length.ts'
import { smallSolution } from './small-solution.ts'
import { Target } from './target.ts'

/** Milliseconds after which all of the solution is over, whoever was killed. */
const duration = 80
const names = smallSolution.map(([name]) => name)

/** Called at each switch: with its number from 1, and the thread that is dispatched. */
type AtSwitch = (target: Target, step: number, thread: Thread) => void

interface Outcome {
  readonly findings: readonly string[]
  readonly lines: readonly string[]
  readonly switches: number
}

async function play(host: ProcessHost, atSwitch: AtSwitch): Promise<Outcome> {
  const lines: string[] = []
  let step = 0
  let started: Target | null = null
  const target = new Target({
    // Odd: the schedule is the same each time, whatever is killed.
    seed: 1,
    host,
    output: ({ text }) => lines.push(text),
    probe: {
      switched(thread) {
        if (started !== null) atSwitch(started, ++step, thread)
      },
    },
  })
  started = target
  using _ = catchEscapes(target.findings)
  {
    await using _ = target
    for (const [name, program] of smallSolution) target.spawn(program, name, {})
    await target.kernel.advance(duration)
    target.rest()
    for (const name of names) {
      const { result } = target.kernel.task(name)
      if (result !== null && 'crash' in result)
        target.findings.add(`${name} crashed: ${result.crash}`)
    }
  }
  return { findings: target.findings.all, lines, switches: step }
}

/** The two ways: in the short form each is for every other switch of processes. */
const ways = [
  ['in the middle of the switch', 1, (end: () => void) => end()],
  ['before the thread runs', 2, (end: () => void) => void Promise.resolve().then(end)],
] as const
const stride = isLong ? 1 : 2

describe.each(hosts)('on %s', (_name, host) => {
  test('without a kill the solution does what it is for', async () => {
    const { findings, lines } = await play(host(), () => {})
    expect(findings).toEqual([])
    expect(lines.toSorted()).toEqual(['recalled', 'recalled', 'shared', 'shared'])
  })

  test.each(ways)(
    'each process may be killed at each switch, %s',
    async (_way, first, soon) => {
      const { switches } = await play(host(), () => {})
      for (const name of names) {
        for (let k = isLong ? 1 : first; k <= switches; k += stride) {
          const kill: AtSwitch = ({ kernel }, step) => {
            if (step === k && kernel.tasks.some((task) => task.name === name))
              soon(() => kernel.kill(name))
          }
          const { findings } = await play(host(), kill)
          expect(findings, `${name} at switch ${k}`).toEqual([])
        }
      }
    },
    timeLimit,
  )

  test.each(ways)(
    'each thread may be ended at each switch to it, %s',
    async (_way, _first, soon) => {
      const { switches } = await play(host(), () => {})
      for (let k = 1; k <= switches; k++) {
        const end: AtSwitch = ({ core }, step, thread) => {
          const { task } = thread.owner as TaskThread
          if (step === k && names.includes(task.name))
            soon(() => void core.scheduler.terminate(thread, 0))
        }
        const { findings } = await play(host(), end)
        expect(findings, `at switch ${k}`).toEqual([])
      }
    },
    timeLimit,
  )
})
