// The model: runs programs on arrays that are searched and sorted, without promises, and writes the
// trace that a scheduler must give.

import { rcInvalidArgument, rcOk, rcTimeout } from '@kos/retcode'
import type { Choice } from '@kos/thread'
import { mostThreads, never, type Program, queueCount, rescueCode, type Step } from './program.ts'

interface NaiveThread {
  readonly id: number
  readonly steps: readonly Step[]
  priority: number
  position: number
  rc: number
  state: 'ready' | 'running' | 'waiting' | 'ended'
  deadline: number
  armed: number
  timeoutCode: number
  queue: NaiveThread[] | null
  readonly joiners: NaiveThread[]
}

export class NaiveScheduler {
  readonly trace: string[] = []
  readonly #programs: readonly Program[]
  readonly #choice: Choice | null
  readonly #threads: NaiveThread[] = []
  readonly #queues: NaiveThread[][] = Array.from({ length: queueCount }, () => [])
  #ready: NaiveThread[] = []
  #now = 0
  #armed = 0

  constructor(programs: readonly Program[], choice: Choice | null) {
    this.#programs = programs
    this.#choice = choice
  }

  run(): readonly string[] {
    this.#spawn(0)
    for (let thread = this.#next(); thread !== null; thread = this.#next())
      this.#runUntilItWaits(thread)
    return this.trace
  }

  #spawn(program: number): void {
    if (this.#threads.length >= mostThreads) return
    const { priority, steps } = this.#programs[program % this.#programs.length] as Program
    const id = this.#threads.length
    const thread: NaiveThread = {
      id,
      steps,
      priority,
      position: -1,
      rc: rcOk,
      state: 'ready',
      deadline: Infinity,
      armed: 0,
      timeoutCode: rcTimeout,
      queue: null,
      joiners: [],
    }
    this.#threads.push(thread)
    this.#ready.push(thread)
  }

  #next(): NaiveThread | null {
    for (;;) {
      if (this.#ready.length > 0) return this.#choose()
      const due = Math.min(...this.#threads.map(({ deadline }) => deadline))
      if (due < Infinity) this.#expire(due)
      else if (!this.#rescue()) return null
    }
  }

  #choose(): NaiveThread {
    const highest = this.#highestReady()
    const equals = this.#ready.filter(({ priority }) => priority === highest)
    // Seeded choices look at no thread.
    const index =
      equals.length > 1 && this.#choice !== null
        ? this.#choice.choose(equals.length, null as never)
        : 0
    const thread = equals[index] as NaiveThread
    this.#ready = this.#ready.filter((other) => other !== thread)
    thread.state = 'running'
    return thread
  }

  #highestReady(): number {
    return Math.max(-1, ...this.#ready.map(({ priority }) => priority))
  }

  #expire(now: number): void {
    this.#now = now
    const due = this.#threads
      .filter(({ deadline }) => deadline <= now)
      .toSorted((a, b) => a.armed - b.armed)
    for (const thread of due) this.#wake(thread, thread.timeoutCode)
  }

  #rescue(): boolean {
    const left = this.#threads.filter(({ state }) => state !== 'ended')
    const isParked = this.#queues.some((queue) => queue.length > 0)
    this.trace.push(`${this.#now} rescue ${left.length}`)
    for (const queue of this.#queues)
      for (const thread of queue.slice()) this.#wake(thread, rescueCode)
    if (isParked || left.length === 0) return this.#ready.length > 0
    for (const thread of left) this.#end(thread)
    // It is told once more when their clean-up is over.
    return this.#ready.length > 0 || this.#rescue()
  }

  #wake(thread: NaiveThread, rc: number): void {
    this.#leaveQueue(thread)
    thread.deadline = Infinity
    thread.state = 'ready'
    thread.rc = rc
    this.#ready.push(thread)
  }

  #leaveQueue(thread: NaiveThread): void {
    thread.queue?.splice(thread.queue.indexOf(thread), 1)
    thread.queue = null
  }

  #end(thread: NaiveThread): void {
    if (thread.state === 'ended') return
    this.#leaveQueue(thread)
    this.#ready = this.#ready.filter((other) => other !== thread)
    thread.state = 'ended'
    thread.deadline = Infinity
    for (const joiner of thread.joiners.slice()) this.#wake(joiner, rcOk)
  }

  #runUntilItWaits(thread: NaiveThread): void {
    for (;;) {
      if (thread.position >= 0)
        this.trace.push(
          `${this.#now} ${thread.id} ${thread.steps[thread.position]!.kind} ${thread.rc}`,
        )
      const step = thread.steps[++thread.position]
      if (step === undefined) return this.#end(thread)
      const answer = this.#perform(thread, step)
      if (answer === null || thread.state !== 'running') return
      thread.rc = answer
      if (this.#isPreempted(thread)) return
    }
  }

  #isPreempted(thread: NaiveThread): boolean {
    const highest = this.#highestReady()
    if (highest > thread.priority) this.#ready.unshift(thread)
    else if (highest === thread.priority && this.#choice?.preempt?.() === true)
      this.#ready.push(thread)
    else return false
    thread.state = 'ready'
    return true
  }

  // The code of a step that did not wait; null if it did.
  #perform(thread: NaiveThread, step: Step): number | null {
    const target =
      'target' in step ? (this.#threads[step.target % this.#threads.length] as NaiveThread) : thread
    if (step.kind === 'yield') return this.#yield(thread)
    if (step.kind === 'sleep')
      return step.delay === 0 ? this.#yield(thread) : this.#wait(thread, null, step.delay, rcOk)
    if (step.kind === 'suspend') return this.#wait(thread, null, never, rcOk)
    if (step.kind === 'join') return this.#join(thread, target, step.timeout)
    if (step.kind === 'park') {
      if (step.timeout === 0) return rcTimeout
      return this.#wait(thread, this.#queues[step.queue] as NaiveThread[], step.timeout, rcTimeout)
    }
    if (step.kind === 'wake' || step.kind === 'wakeAll') {
      const queue = this.#queues[step.queue] as NaiveThread[]
      for (const woken of step.kind === 'wake' ? queue.slice(0, 1) : queue.slice())
        this.#wake(woken, rcOk)
    }
    if (step.kind === 'spawn') this.#spawn(step.program)
    if (step.kind === 'priority' && target.state !== 'ended')
      this.#prioritize(target, step.priority)
    if (step.kind === 'terminate' || step.kind === 'exit') this.#end(target)
    return rcOk
  }

  #join(thread: NaiveThread, target: NaiveThread, timeout: number): number | null {
    if (target === thread) return rcInvalidArgument
    if (target.state === 'ended') return rcOk
    return timeout === 0
      ? this.#yield(thread)
      : this.#wait(thread, target.joiners, timeout, rcTimeout)
  }

  #yield(thread: NaiveThread): null {
    thread.state = 'ready'
    thread.rc = rcOk
    this.#ready.push(thread)
    return null
  }

  #wait(
    thread: NaiveThread,
    queue: NaiveThread[] | null,
    timeout: number,
    timeoutCode: number,
  ): null {
    thread.state = 'waiting'
    if (timeout !== never) {
      thread.deadline = this.#now + timeout
      thread.armed = this.#armed++
      thread.timeoutCode = timeoutCode
    }
    if (queue !== null) this.#enqueue(thread, queue)
    return null
  }

  #enqueue(thread: NaiveThread, queue: NaiveThread[]): void {
    const index = queue.findIndex(({ priority }) => priority < thread.priority)
    queue.splice(index < 0 ? queue.length : index, 0, thread)
    thread.queue = queue
  }

  #prioritize(thread: NaiveThread, priority: number): void {
    if (thread.priority === priority) return
    thread.priority = priority
    const { queue } = thread
    if (queue !== null) {
      this.#leaveQueue(thread)
      this.#enqueue(thread, queue)
    } else if (thread.state === 'ready')
      this.#ready = [...this.#ready.filter((other) => other !== thread), thread]
  }
}
