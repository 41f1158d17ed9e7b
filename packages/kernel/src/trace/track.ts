// What a trace knows of one thread: the slice that is open on its track, and the requests that it
// makes and serves. A thread is always in one slice: it runs, waits, or is ready.

import type { EventHead } from '@kos/security'
import { EventTemplate, jsonOf } from './event-template.ts'

/** Names of waits that a thread keeps templates of. */
const maxWaits = 256

/** How messages with a head are named, and the number of the name. */
export interface MessageName {
  readonly head: EventHead
  readonly text: string
  readonly index: number
}

/** The phases of a flow: it starts, takes a step, and ends. */
export const flowStart = 0
export const flowStep = 1
export const flowEnd = 2

/** A thread in a trace. */
export class Track {
  readonly pid: number
  readonly tid: number
  /** When the open slice began, in nanoseconds; -1 if none is open. */
  begun = -1
  /** When the last slice in which it ran ended. */
  ranUntil = 0
  /** The open slice. */
  slice: EventTemplate | null = null
  /** The arguments of the open slice, as JSON; empty if it has none. */
  args = ''
  isRunning = false
  /** The request that it serves; null if it serves none. */
  serving: MessageName | null = null
  /** The flow of the request that it took in the open slice; 0 if it took none. */
  taken = 0
  /** The flow of its own call, and what it calls; 0 if it calls nobody. */
  call = 0
  callee: MessageName | null = null
  /** The flow that goes on in the next slice in which it runs; null if there is none. */
  arriving: EventTemplate | null = null
  arrivingFlow = 0

  readonly #running: EventTemplate
  #ready: EventTemplate | null = null
  readonly #serving: (EventTemplate | undefined)[] = []
  readonly #flows: (EventTemplate | undefined)[] = []
  readonly #waits: Map<string, EventTemplate> = new Map()
  #lastWait: EventTemplate | null = null
  #lastObject: unknown = null

  constructor(pid: number, tid: number) {
    this.pid = pid
    this.tid = tid
    this.#running = this.#sliceOf('running', 'running')
  }

  /** What every event on this track begins with: the time follows. */
  get head(): string {
    return `,\n{"pid":${this.pid},"tid":${this.tid},"ts":`
  }

  /** The slice of a thread that waits for its turn. */
  get ready(): EventTemplate {
    return (this.#ready ??= this.#sliceOf('ready', 'ready'))
  }

  /** The slice of a thread that runs: by the request that it serves. */
  get running(): EventTemplate {
    const { serving } = this
    if (serving === null) return this.#running
    return (this.#serving[serving.index] ??= this.#sliceOf(serving.text, 'running'))
  }

  /**
   * The slice of a thread that waits at a channel or a listener, if it waited there before: their
   * names never change.
   */
  waitingAgain(object: unknown): EventTemplate | null {
    return object === this.#lastObject ? this.#lastWait : null
  }

  /** The slice of a thread that waits at an object, by its name. */
  waiting(name: string, object: unknown): EventTemplate {
    this.#lastObject = object
    return (this.#lastWait = this.#waitOf(name))
  }

  /** An event of the flow of a request. */
  flow(name: MessageName, phase: number): EventTemplate {
    return (this.#flows[name.index * 3 + phase] ??= this.flowOf(name.text, 'ipc', phase))
  }

  /** An event of a flow. Each is bound to the slice that encloses it. */
  flowOf(name: string, category: string, phase: number): EventTemplate {
    const binding = phase === flowEnd ? ',"bp":"e"' : ''
    const tail = `,"ph":"${'stf'.charAt(phase)}","cat":"${category}","name":${jsonOf(name)}${binding}}`
    return new EventTemplate(this.head, ',"id":', tail, false)
  }

  #sliceOf(name: string, category: string): EventTemplate {
    const tail = `,"ph":"X","cat":"${category}","name":${jsonOf(name)}}`
    return new EventTemplate(this.head, ',"dur":', tail, true)
  }

  // Programs name what they wait at, so that there must be a bound.
  #waitOf(name: string): EventTemplate {
    let found = this.#waits.get(name)
    if (found !== undefined) return found
    if (this.#waits.size >= maxWaits) this.#waits.clear()
    this.#waits.set(name, (found = this.#sliceOf(name, 'waiting')))
    return found
  }
}
