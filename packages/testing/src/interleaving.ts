// Who ran, from where to where: what a recorder hears of one run, a step per switch. Plain data;
// `format-failure.ts` makes it a text.
//
// It is made in the last run of a search only, with the lines of the programs, since capturing
// stacks costs. Steps of which nothing is known are kept: they show that a thread ran.

import type { Exit, OutputLine, Probe, Task, TaskThread } from '@kos/kernel'
import type { Syscall } from '@kos/libkos/abi'
import { captureStack, ownersOf, programPlaces, Thread, waitKindName } from '@kos/thread'
import type { Decisions } from './decisions.ts'

/** Something that a thread did. */
export interface Action {
  /** The system call, the line that was written, the wait. */
  readonly what: string
  /** The line of the program, `function (file:line:column)`; empty if it is not known. */
  readonly place: string
}

/** What one thread did between two switches. */
export interface Step {
  /** Milliseconds of virtual time when it began. */
  readonly time: number
  /** Process and thread. */
  readonly thread: string
  readonly actions: readonly Action[]
  /** How it ended: the thread waits, gave way, was preempted, is over. Empty for the last step. */
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
  /** Switches that are still passed over. */
  #before: number
  #isOver = false

  /** `after`: so many switches are passed over. */
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

  /** What happened. */
  get steps(): readonly Step[] {
    const open = this.#open
    if (open === null) return this.#steps
    return [
      ...this.#steps,
      { time: open.time, thread: open.thread.name, actions: open.actions, end: nothing },
    ]
  }

  /** Hears no more: what comes now is the end of everything. */
  stop(): void {
    this.#isOver = true
  }

  /** A process wrote a line. */
  wrote({ text }: OutputLine): void {
    this.note(`writes "${text}"`)
  }

  /** The thread that runs did something. */
  note(what: string, place: string = ''): void {
    if (!this.#isOver) this.#open?.actions.push({ what, place })
  }

  #switched(thread: Thread, time: number): void {
    if (this.#before > 0) this.#before--
    else if (!this.#isOver && this.#open?.thread !== thread) this.#begin(thread, time)
  }

  #begin(thread: Thread, time: number): void {
    this.#close(this.#decisions.tookOver ? 'is preempted' : 'gives way', '')
    this.#open = { time, thread, actions: [] }
  }

  #parked(thread: Thread): void {
    if (this.#open?.thread !== thread || this.#isOver) return
    const owners = ownersOf(thread.waitOwner).flatMap((owner) =>
      owner instanceof Thread ? owner.name : [],
    )
    const holder = owners.length === 0 ? '' : ` (${owners.join(', ')})`
    const object = nameOf(thread.waitObject)
    const what = `waits: ${waitKindName(thread.waitKind)}${object === '' || owners.includes(object) ? '' : ` ${object}`}${holder}`
    this.#close(what, placeOf())
  }

  #ended(thread: Thread): void {
    if (this.#open?.thread === thread) this.#close('ends', '')
    else if (taskOf(thread).isAlive) this.note(`ends ${thread.name}`)
  }

  #called(thread: Thread, syscall: Syscall): void {
    if (this.#open === null || silent.has(syscall.name)) return
    // Some calls are made in the name of the process.
    if (taskOf(thread) === taskOf(this.#open.thread)) this.note(callName(syscall), placeOf())
  }

  // Its threads have ended just before: if the one that ran was one of them, this is what its end
  // meant.
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

// Calls that say nothing, or what is told otherwise: a wait as the end of a step, a line by what it
// says.
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

// For people: `Thread.Create`.
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
