// The interleaving of one run: a recorder (a probe of the kernel) collects one step per thread
// switch. `format-failure.ts` formats it.
//
// Only the last run of a search is recorded, because capturing stacks is expensive. Steps without
// actions are kept: they show that a thread ran.

import type { Exit, OutputLine, Probe, Task, TaskThread } from '@kos/kernel'
import type { Syscall } from '@kos/libkos/abi'
import { captureStack, ownersOf, programPlaces, Thread, waitKindName } from '@kos/thread'
import type { Decisions } from './decisions.ts'

/** An action of a thread. */
export interface Action {
  /** As text: the system call, the line that was written, the wait. */
  readonly what: string
  /** The line of the program, `function (file:line:column)`; empty if it is not known. */
  readonly place: string
}

/** The actions of one thread between two switches. */
export interface Step {
  /** Milliseconds of virtual time when it began. */
  readonly time: number
  /** Process and thread. */
  readonly thread: string
  readonly actions: readonly Action[]
  /** How it ended: the thread waits, yielded, was preempted, ended. Empty for the last step. */
  readonly end: Action
}

interface OpenStep {
  readonly time: number
  readonly thread: Thread
  readonly actions: Action[]
}

interface ClosedStep extends Step {
  end: Action
}

const nothing: Action = { what: '', place: '' }

/** Records the steps of a run. */
export class Recorder {
  readonly probe: Probe
  readonly #decisions: Decisions
  readonly #steps: ClosedStep[] = []
  #open: OpenStep | null = null
  /** Switches that are still skipped. */
  #before: number
  #isOver = false

  /** Skips the first `after` switches. */
  constructor(decisions: Decisions, after: number) {
    this.#decisions = decisions
    this.#before = after
    this.probe = {
      switched: (thread, now) => this.#switched(thread, now),
      parked: (thread) => this.#parked(thread),
      ended: (thread) => this.#ended(thread),
      called: (thread, syscall) => this.#called(thread, syscall),
      denied: (_event, { message }) => this.note(`was denied: ${message}`),
      misused: ({ message }) => this.note(`misuse: ${message}`),
      taskEnded: (task) => this.#taskEnded(task),
    }
  }

  /** The steps so far. */
  get steps(): readonly Step[] {
    const open = this.#open
    if (open === null) return this.#steps
    return [
      ...this.#steps,
      { time: open.time, thread: open.thread.name, actions: open.actions, end: nothing },
    ]
  }

  /** Stops recording, before all processes are killed. */
  stop(): void {
    this.#isOver = true
  }

  /** A process wrote a line. */
  wrote({ text }: OutputLine): void {
    this.note(`writes "${text}"`)
  }

  /** Records an action of the running thread. */
  note(what: string, place: string = ''): void {
    if (!this.#isOver) this.#open?.actions.push({ what, place })
  }

  #switched(thread: Thread, time: number): void {
    if (this.#before > 0) this.#before--
    else if (!this.#isOver && this.#open?.thread !== thread) this.#begin(thread, time)
  }

  #begin(thread: Thread, time: number): void {
    this.#close(this.#decisions.isPreempted ? 'is preempted' : 'gives way', '')
    this.#open = { time, thread, actions: [] }
  }

  #parked(thread: Thread): void {
    if (this.#open?.thread !== thread || this.#isOver) return
    const owners = ownersOf(thread.waitOwner).flatMap((owner) =>
      owner instanceof Thread ? owner.name : [],
    )
    const ownerNames = owners.length === 0 ? '' : ` (${owners.join(', ')})`
    const object = nameOf(thread.waitObject)
    const what = `waits: ${waitKindName(thread.waitKind)}${object === '' || owners.includes(object) ? '' : ` ${object}`}${ownerNames}`
    this.#close(what, placeOf())
  }

  #ended(thread: Thread): void {
    if (this.#open?.thread === thread) this.#close('ends', '')
    else if (taskOf(thread).isAlive) this.note(`ends ${thread.name}`)
  }

  #called(thread: Thread, syscall: Syscall): void {
    if (this.#open === null || silent.has(syscall.name)) return
    // A call may be reported for another thread of the process: so processes are compared.
    if (taskOf(thread) === taskOf(this.#open.thread)) this.note(callName(syscall), placeOf())
  }

  // The threads of the process ended just before. If the running thread was one of them, the end of
  // its step is the end of the process.
  #taskEnded({ name, result }: Task): void {
    if (result === null || this.#isOver) return
    const what = `${name} ${exitText(result)}`
    const last = this.#steps.at(-1)
    if (this.#open === null && last?.end.what === 'ends') last.end = { what, place: '' }
    else this.note(what)
  }

  #close(what: string, place: string): void {
    const open = this.#open
    if (open === null || this.#isOver) return
    this.#steps.push({
      time: open.time,
      thread: open.thread.name,
      actions: open.actions,
      end: { what, place },
    })
    this.#open = null
  }
}

// Calls that are not recorded, because something else is: for a wait the end of the step, for `Log`
// the line.
const silent: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Park',
  'GetPriority',
  'Log',
  'Misuse',
  'Inherit',
])

const calls: Readonly<Record<string, string>> = {
  SwitchPoint: 'goes on without waiting',
  Unpark: 'wakes another thread',
}

// A system call as text: `Thread.Create`.
function callName({ endpoint, name }: Syscall): string {
  if (endpoint === '') return calls[name] ?? name
  return `${endpoint.slice(endpoint.indexOf('.') + 1)}.${name}`
}

function taskOf({ owner }: Thread): Task {
  return (owner as TaskThread).task
}

function exitText(exit: Exit): string {
  if ('crash' in exit) return `crashes: ${exit.crash}`
  return 'killed' in exit ? 'is killed' : `ends with code ${exit.code}`
}

function placeOf(): string {
  return programPlaces(captureStack())[0] ?? ''
}

function nameOf(object: unknown): string {
  if (object instanceof Thread) return object.name
  return typeof object === 'object' && object !== null && 'name' in object
    ? String(object.name)
    : ''
}
