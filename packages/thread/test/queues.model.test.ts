import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rcOk } from '@kos/retcode'
import { PromiseWaiter, type Timed, TimerHeap, type Waiter, WaitQueue } from '@kos/thread'

/** A waiter whose priority can change, as a thread's can. */
class Member extends PromiseWaiter {
  readonly id: number
  override priority: number

  constructor(id: number, priority: number) {
    super({ priority })
    this.id = id
    this.priority = priority
  }
}

const byPriority = (members: Member[]): Member[] =>
  members.toSorted((a, b) => b.priority - a.priority)

describe('a wait queue', () => {
  it('does what a sorted array does', () => {
    const index = fc.nat(50)
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), priority: fc.nat(4) }),
      fc.record({ kind: fc.constantFrom('remove' as const, 'abandon' as const), index }),
      fc.record({ kind: fc.constant('move' as const), index, priority: fc.nat(4) }),
      fc.record({ kind: fc.constantFrom('take' as const, 'wakeOne' as const, 'wakeAll' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let abandoned = 0
        const queue = new WaitQueue({ abandoned: () => abandoned++ })
        let model: Member[] = []
        let left = 0
        let nextId = 0
        for (const step of steps) {
          const member = 'index' in step ? model[step.index % Math.max(model.length, 1)] : undefined
          if (step.kind === 'add') {
            const added = new Member(nextId++, step.priority)
            queue.add(added)
            model = byPriority([...model, added])
          } else if (step.kind === 'take') expect(queue.take()).toBe(model.shift() ?? null)
          else if (step.kind === 'wakeOne')
            expect(queue.wakeOne(rcOk)).toBe(model.shift() !== undefined)
          else if (step.kind === 'wakeAll') {
            queue.wakeAll(rcOk)
            model = []
          } else if (member !== undefined) {
            model = model.filter((other) => other !== member)
            if (step.kind === 'move') {
              queue.move(member, step.priority)
              model = byPriority([...model, member])
            } else if (step.kind === 'remove') queue.remove(member)
            else {
              queue.abandon(member, rcOk)
              left++
            }
          }
          expect(contents(queue)).toEqual(model.map(({ id }) => id))
          expect([queue.length, queue.isEmpty, abandoned]).toEqual([
            model.length,
            model.length === 0,
            left,
          ])
        }
      }),
    )
  })
})

// Forwards, after a check that the way back is the same.
function contents(queue: WaitQueue): number[] {
  const forwards: Member[] = []
  for (let waiter: Waiter | null = queue.first; waiter !== null; waiter = waiter.next)
    forwards.push(waiter as Member)
  const backwards: Member[] = []
  for (
    let waiter: Waiter | null = forwards.at(-1) ?? null;
    waiter !== null;
    waiter = waiter.previous
  )
    backwards.unshift(waiter as Member)
  expect(backwards).toEqual(forwards)
  expect(forwards.every((member) => member.queue === queue)).toBe(true)
  return forwards.map(({ id }) => id)
}

class Entry implements Timed {
  deadline = 0
  sequence = 0
  heapIndex = -1
  readonly id: number

  constructor(id: number) {
    this.id = id
  }

  expire(): void {}
}

describe('a heap of timers', () => {
  it('does what a sorted array does', () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('add' as const), deadline: fc.nat(20) }),
      },
      fc.record({ kind: fc.constant('remove' as const), index: fc.nat(50) }),
      fc.record({ kind: fc.constant('takeDue' as const), now: fc.nat(20) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = new TimerHeap<Entry>()
        let model: Entry[] = []
        for (const [id, step] of steps.entries()) {
          if (step.kind === 'add') {
            const entry = new Entry(id)
            heap.add(entry, step.deadline)
            model = [...model, entry].toSorted((a, b) => a.deadline - b.deadline || a.id - b.id)
          } else if (step.kind === 'remove') {
            const entry = model[step.index % Math.max(model.length, 1)] ?? new Entry(id)
            heap.remove(entry)
            heap.remove(entry)
            model = model.filter((other) => other !== entry)
            expect(entry.heapIndex).toBe(-1)
          } else {
            const due =
              model[0] !== undefined && model[0].deadline <= step.now ? model.shift() : null
            expect(heap.takeDue(step.now)).toBe(due)
          }
          expect([heap.size, heap.nextDeadline]).toEqual([
            model.length,
            model[0]?.deadline ?? Infinity,
          ])
        }
        for (const entry of model) expect(heap.takeDue(Infinity)).toBe(entry)
      }),
    )
  })
})
