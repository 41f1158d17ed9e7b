// The interleaving of one run: a recorder collects one step per thread switch. `format-failure.ts`
// formats it. It is a probe of the kernel, and is told of operations on locks inside a process
// (`operating-host.ts`), of which the kernel sees only those that wait or wake.
//
// Only the last run of a search is recorded, because capturing stacks is expensive. Steps without
// actions are kept: they show that a thread ran.

import type { Exit, OutputLine, Probe, Task, TaskThread } from '@kos/kernel'
import type { Syscall } from '@kos/libkos/abi'
import { rcOk, retcodeName } from '@kos/retcode'
import { captureStack, ownersOf, programPlaces, Thread, waitKindName } from '@kos/thread'
import type { Decisions } from './decisions.ts'
import type { SyncOperation } from './operations.ts'

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
  readonly actions: NotedAction[]
}

/** An action whose text may be completed when it is over. */
interface NotedAction extends Action {
  what: string
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
  /** The operation that the running thread is in; null if it is in none that is described. */
  #operation: SyncOperation | null = null
  /** The action of that operation, once it is recorded. */
  #recorded: NotedAction | null = null
  #isMisused = false
  /** Before which function of `kos` a thread can be preempted now; null if not before one. */
  #coming: Action | null = null
  /** The names of threads that have ended, by id: of owners that never unlock. */
  readonly #ended: Map<number, string> = new Map()
  /** Switches that are still skipped. */
  #before: number
  #isOver = false
  /** A process whose steps are left out. */
  readonly #leftOut: string | null

  /**
   * Skips the first `after` switches, and the steps of the process `leftOut`: of an initial program
   * that does the same in each run.
   */
  constructor(decisions: Decisions, after: number, leftOut: string | null = null) {
    this.#decisions = decisions
    this.#leftOut = leftOut
    this.#before = after
    this.probe = {
      switched: (thread, now) => this.#switched(thread, now),
      parked: (thread) => this.#parked(thread),
      ended: (thread) => this.#threadEnded(thread),
      called: (thread, syscall) => this.#called(thread, syscall),
      denied: (_event, { message }) => this.note(`was denied: ${message}`),
      misused: ({ message }) => this.#misused(message),
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

  /** Records an action of the running thread, at the line of the program that runs. */
  noteHere(what: string): void {
    this.note(what, placeOf())
  }

  /** The running thread can be preempted before it calls a function of `kos`; null: it was not. */
  comesTo(name: string | null): void {
    this.#coming = name === null ? null : { what: ` before ${name}`, place: placeOf() }
  }

  /** Runs an operation of a thread, and records it. */
  operate(tid: number, operation: SyncOperation, run: () => unknown): unknown {
    const outer = this.#operation
    if (this.#isOver || outer !== null || this.#open?.thread.tid !== tid) return run()
    this.#operation = operation
    this.#recorded = null
    this.#isMisused = false
    try {
      const result = run()
      this.#operated(operation, result)
      return result
    } finally {
      this.#operation = null
    }
  }

  // An operation that waits has ended its step, which says so. One that may wait and did not was
  // recorded at its switch point, before another thread could run; all others are recorded here.
  #operated(operation: SyncOperation, result: unknown): void {
    if (result instanceof Promise) return this.#completeLater(result)
    if (this.#isMisused) return
    const failure = typeof result === 'number' && result !== rcOk ? `: ${retcodeName(result)}` : ''
    this.note(`${operation.what}${operation.woken}${failure}`, placeOf())
  }

  #completeLater(result: Promise<unknown>): void {
    const action = this.#recorded
    if (action === null) return
    const complete = (rc: unknown): void => {
      if (typeof rc === 'number' && rc !== rcOk) action.what += `: ${retcodeName(rc)}`
    }
    // Who called gets the promise itself, and what it rejects with.
    void result.then(complete, () => {})
  }

  #switched(thread: Thread, time: number): void {
    if (this.#before > 0) this.#before--
    else if (taskOf(thread).name === this.#leftOut) this.#close('gives way', '')
    else if (!this.#isOver && this.#open?.thread !== thread) this.#begin(thread, time)
  }

  #begin(thread: Thread, time: number): void {
    const { what, place } = this.#coming ?? nothing
    this.#close(this.#decisions.isPreempted ? `is preempted${what}` : 'gives way', place)
    this.#coming = null
    this.#open = { time, thread, actions: [] }
  }

  #parked(thread: Thread): void {
    if (this.#open?.thread !== thread || this.#isOver) return
    const owners = [...namesOfOwners(thread), ...this.#deadOwners()]
    const ownerNames = owners.length === 0 ? '' : ` (${owners.join(', ')})`
    const object = nameOf(thread.waitObject)
    const what = `waits: ${waitKindName(thread.waitKind)}${object === '' || owners.includes(object) ? '' : ` ${object}`}${ownerNames}`
    this.#close(what, placeOf())
  }

  // The kernel knows of no thread that has ended; the lock does.
  #deadOwners(): readonly string[] {
    const owners = this.#operation?.deadOwners ?? []
    return owners.map((tid) => `${this.#ended.get(tid) ?? `thread ${tid}`}, which has ended`)
  }

  #threadEnded(thread: Thread): void {
    this.#ended.set(thread.tid, thread.name)
    if (this.#open?.thread === thread) this.#close('ends', '')
    else if (taskOf(thread).isAlive && taskOf(thread).name !== this.#leftOut)
      this.note(`ends ${thread.name}`)
  }

  #called(thread: Thread, syscall: Syscall): void {
    if (this.#open === null || this.#coming !== null || silent.has(syscall.name)) return
    // A call may be reported for another thread of the process: so processes are compared.
    if (taskOf(thread) !== taskOf(this.#open.thread)) return
    if (this.#operation === null) return this.note(callName(syscall), placeOf())
    // What the operation says itself.
    if (syscall.name === 'Unpark') return
    this.note(syscall.name === 'SwitchPoint' ? this.#operation.what : callName(syscall), placeOf())
    this.#recorded = this.#open.actions.at(-1) ?? null
  }

  #misused(message: string): void {
    this.#isMisused = true
    this.note(`misuse: ${message}`)
  }

  // The threads of the process ended just before. If the running thread was one of them, the end of
  // its step is the end of the process.
  #taskEnded({ name, result }: Task): void {
    if (result === null || this.#isOver || name === this.#leftOut) return
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

function namesOfOwners(thread: Thread): readonly string[] {
  const owners = ownersOf(thread.waitOwner)
  return owners.flatMap((owner) => (owner instanceof Thread ? owner.name : []))
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
