// Makes the events of a trace of what a probe hears.
//
// A thread has a track of slices, which follow each other: a probe hears when a thread runs, parks,
// goes away or ends; a thread that ran when another one is switched to is ready. A slice is written
// when it is over. Everything else is an instant, or part of a flow from slice to slice: flows show
// calls and starts. `track.ts` is one thread, `trace-clock.ts` the time, `event-writer.ts` the
// format.

import type { DmaTransfer, StrayDma } from '@kos/io-hw'
import type { Syscall } from '@kos/libkos/abi'
import type { Decision, Denied, EventHead, SecurityEvent } from '@kos/security'
import { type Clock, formatWaitReport, type Thread, WaitKind, type WaitReport } from '@kos/thread'
import type { Misuse } from '../misuse.ts'
import type { Task, TaskThread } from '../task.ts'
import { jsonOf, microseconds } from './event-template.ts'
import type { EventWriter } from './event-writer.ts'
import { TraceClock } from './trace-clock.ts'
import {
  callArgs,
  callName,
  eventArgs,
  exitText,
  isShown,
  messageText,
  ownerArgs,
  waitName,
} from './trace-texts.ts'
import { flowEnd, flowStart, flowStep, type MessageName, Track } from './track.ts'

/** The kernel is a process of the trace: it has the first security id, as processes have others. */
const kernelPid = 1
/** Where a process has an event that belongs to no thread. */
const noTid = 0

/** A process that lives. */
interface TracedTask {
  readonly pid: number
  readonly name: string
  /** The flow from the thread that started it to its first one; 0 if there is none any more. */
  startFlow: number
}

/** A question to the policy that is not answered. */
interface Question {
  readonly track: Track
  readonly begun: number
  readonly event: EventHead
  /** True if the slice in which it was asked is over. */
  isWritten: boolean
}

/** Hears a kernel, and writes a trace of it. */
export class TraceProbe {
  readonly #writer: EventWriter
  readonly #hearsCalls: boolean
  #clock: TraceClock | null = null
  /** By thread id. */
  readonly #tracks: (Track | undefined)[] = []
  /** The thread that runs. */
  #running: Track | null = null
  /** Where there is no thread. */
  readonly #kernel: Track = new Track(kernelPid, noTid)
  /** By process id. */
  readonly #tasks: Map<number, TracedTask> = new Map()
  /** By process id: which process the policy was asked about as the one that starts it. */
  readonly #starters: Map<number, number> = new Map()
  readonly #questions: Question[] = []
  readonly #names: WeakMap<EventHead, MessageName> = new WeakMap()
  readonly #indices: Map<string, number> = new Map()
  #lastFlow = 0

  constructor(writer: EventWriter, hearsCalls: boolean) {
    this.#writer = writer
    this.#hearsCalls = hearsCalls
  }

  attached(clock: Clock): void {
    if (this.#clock !== null) throw new Error('createTrace: a trace is of one kernel; make another')
    this.#clock = new TraceClock(clock)
    this.#writer.text(`[\n${metadata(kernelPid, noTid, 'process_name', { name: 'kernel' })}`)
    this.#metadata(kernelPid, noTid, 'thread_name', { name: 'kernel' })
    this.#metadata(kernelPid, noTid, 'process_sort_index', { sort_index: kernelPid })
  }

  hearsOf(syscall: Syscall): boolean {
    return this.#hearsCalls && !isShown(syscall)
  }

  // ---- Threads

  switched(thread: Thread, now: number): void {
    const running = this.#running
    if (running !== null && running.tid === thread.tid) return
    const time = this.#time.after(now)
    if (running !== null) {
      this.#close(running, time)
      running.slice = running.ready
      running.begun = time
    }
    const track = this.#trackOf(thread)
    if (track.begun >= 0) this.#close(track, time)
    this.#run(track, time)
  }

  parked(thread: Thread, now: number): void {
    const track = this.#trackOf(thread)
    this.#stop(track, now)
    const { waitKind, waitObject } = thread
    if (waitKind === WaitKind.call || waitKind === WaitKind.receive) {
      track.slice = track.waitingAgain(waitObject) ?? track.waiting(waitName(thread), waitObject)
      return
    }
    track.slice = track.waiting(waitName(thread), waitObject)
    const owners = ownerArgs(thread)
    if (owners !== null) track.args = jsonOf(owners)
  }

  away(thread: Thread, now: number): void {
    const track = this.#trackOf(thread)
    this.#stop(track, now)
    track.slice = track.waiting('waits: host', null)
  }

  ended(thread: Thread, now: number): void {
    const track = this.#tracks[thread.tid]
    if (track === undefined) return
    this.#stop(track, now)
    this.#tracks[thread.tid] = undefined
  }

  // ---- Messages

  requested(sender: Thread, receiver: Thread, head: EventHead): void {
    const from = this.#trackOf(sender)
    const to = this.#trackOf(receiver)
    const name = from.callee?.head === head ? from.callee : this.#nameOf(head)
    const flow = ++this.#lastFlow
    from.call = flow
    from.callee = name
    // A client that waits has sent it at the end of the slice in which it ran. An arrow needs no
    // more than its slice: the clock is not read.
    const sent = from.isRunning ? this.#time.soon() : from.ranUntil - 1
    this.#writer.event(from.flow(name, flowStart), sent, flow)
    to.serving = name
    to.arriving = to.flow(name, flowStep)
    to.arrivingFlow = flow
    if (!to.isRunning) return
    const time = this.#time.next()
    this.#close(to, time)
    this.#run(to, time)
  }

  answered(sender: Thread, receiver: Thread): void {
    const from = this.#trackOf(sender)
    const to = this.#trackOf(receiver)
    const { call, callee } = from
    to.serving = null
    if (callee === null || call === 0) return
    // One who has waited meanwhile answers from another slice.
    if (to.taken !== call) this.#writer.event(to.flow(callee, flowStep), this.#time.soon(), call)
    from.call = 0
    from.arriving = from.flow(callee, flowEnd)
    from.arrivingFlow = call
  }

  // ---- System calls and the policy

  called(thread: Thread, syscall: Syscall, args: readonly unknown[]): void {
    const track = this.#tracks[thread.tid]
    const text = jsonOf(callArgs(syscall, args))
    if (track !== undefined) this.#instant(track, callName(syscall), 'syscall', text)
    else this.#ofProcess(pidOf(thread), callName(syscall), 'syscall', text)
  }

  deciding(event: SecurityEvent): void {
    if (event.type === 'execute') this.#starters.set(event.destinationSid, event.sourceSid)
    const track = this.#running ?? this.#kernel
    this.#questions.push({ track, begun: this.#time.next(), event, isWritten: false })
  }

  decided({ granted }: Decision): void {
    const question = this.#questions.pop()
    if (question?.isWritten === false) this.#answer(question, this.#time.next(), granted)
  }

  denied(event: SecurityEvent, { reason, message }: Denied): void {
    const args = jsonOf({ ...eventArgs(event), reason, message })
    const running = this.#running
    if (running?.pid === event.sourceSid) this.#instant(running, 'denied', 'policy', args)
    else this.#ofProcess(event.sourceSid, 'denied', 'policy', args)
  }

  // ---- Mistakes

  misused({ process, thread, message }: Misuse): void {
    const args = jsonOf({ thread, message })
    for (const { pid, name } of this.#tasks.values())
      if (name === process) return this.#ofProcess(pid, 'misuse', 'misuse', args)
    this.#ofProcess(kernelPid, 'misuse', 'misuse', args)
  }

  deadlocked(report: WaitReport): void {
    const args = jsonOf({ waits: formatWaitReport(report) })
    this.#writer.text(
      `${this.#kernel.head}${microseconds(this.#time.next())},"ph":"i","s":"g",` +
        `"cat":"deadlock","name":"deadlock","args":${args}}`,
    )
  }

  // ---- Devices

  interrupted(thread: Thread, irq: number): void {
    this.#instant(this.#trackOf(thread), `interrupt ${irq}`, 'device', '{}')
  }

  dma({ device, direction, address, size }: DmaTransfer): void {
    this.#instant(
      this.#kernel,
      `DMA ${direction} of ${device}`,
      'device',
      jsonOf({ address, size }),
    )
  }

  strayDma({ device, direction, address, size, reason }: StrayDma): void {
    this.#instant(
      this.#kernel,
      `blocked DMA ${direction} of ${device}`,
      'device',
      jsonOf({ address, size, reason }),
    )
  }

  // ---- Processes

  taskStarted(task: Task): void {
    const { sid: pid, name, className } = task
    const traced: TracedTask = { pid, name, startFlow: 0 }
    this.#tasks.set(pid, traced)
    this.#metadata(pid, noTid, 'process_name', { name })
    this.#metadata(pid, noTid, 'process_labels', { labels: className })
    this.#metadata(pid, noTid, 'process_sort_index', { sort_index: pid })
    const starter = this.#starters.get(pid)
    this.#starters.delete(pid)
    const parent = (starter === undefined ? undefined : this.#tasks.get(starter))?.name ?? 'kernel'
    this.#life(pid, 'b', name, { class: className, parent })
    if (this.#running?.pid !== starter || this.#running === null) return
    traced.startFlow = ++this.#lastFlow
    const start = this.#running.flowOf(`start ${name}`, 'process', flowStart)
    this.#writer.event(start, this.#time.next(), traced.startFlow)
  }

  taskEnded({ sid, name, result }: Task): void {
    this.#starters.delete(sid)
    if (!this.#tasks.delete(sid)) return
    const [what, args] = result === null ? ['ends', {}] : exitText(result)
    this.#ofProcess(sid, what, 'process', jsonOf(args))
    this.#life(sid, 'e', name, args)
  }

  /** Writes what is open, as if it ended now. */
  end(): void {
    if (this.#clock === null) return this.#writer.text('[\n]\n')
    const time = this.#time.next()
    for (const track of this.#tracks)
      if (track !== undefined && track.begun >= 0) this.#close(track, time)
    for (const { pid, name } of this.#tasks.values()) this.#life(pid, 'e', name, {})
    this.#writer.text('\n]\n')
  }

  get #time(): TraceClock {
    if (this.#clock === null) throw new Error('createTrace: give probe to a kernel')
    return this.#clock
  }

  #trackOf(thread: Thread): Track {
    return this.#tracks[thread.tid] ?? this.#addTrack(thread)
  }

  #addTrack(thread: Thread): Track {
    const { tid, name } = thread
    const { task } = thread.owner as TaskThread
    const track = new Track(task.sid, tid)
    this.#tracks[tid] = track
    const prefix = `${task.name}/`
    const own = name.startsWith(prefix) ? name.slice(prefix.length) : name
    this.#metadata(track.pid, tid, 'thread_name', { name: own })
    this.#metadata(track.pid, tid, 'thread_sort_index', { sort_index: tid })
    this.#startOf(track, task)
    return track
  }

  // The first thread of a process that another one has started.
  #startOf(track: Track, { sid, name }: Task): void {
    const task = this.#tasks.get(sid)
    if (task === undefined || task.startFlow === 0) return
    track.arriving = track.flowOf(`start ${name}`, 'process', flowEnd)
    track.arrivingFlow = task.startFlow
    task.startFlow = 0
  }

  #nameOf(head: EventHead): MessageName {
    let found = this.#names.get(head)
    if (found !== undefined) return found
    const text = messageText(head)
    let index = this.#indices.get(text)
    if (index === undefined) this.#indices.set(text, (index = this.#indices.size))
    this.#names.set(head, (found = { head, text, index }))
    return found
  }

  #run(track: Track, time: number): void {
    this.#running = track
    track.begun = time
    track.slice = track.running
    track.isRunning = true
    const { arriving } = track
    if (arriving === null) return
    track.arriving = null
    track.taken = track.arrivingFlow
    // Inside the slice, and before the next event.
    this.#writer.event(arriving, time + 1, track.arrivingFlow)
  }

  // The thread does not run any more: its next slice begins.
  #stop(track: Track, now: number): void {
    const time = this.#time.after(now)
    if (track.begun >= 0) this.#close(track, time)
    track.begun = time
    if (this.#running === track) this.#running = null
  }

  #close(track: Track, time: number): void {
    if (this.#questions.length > 0) this.#answerAll(track, time)
    const { slice, begun, args } = track
    if (slice !== null) {
      if (args === '') this.#writer.event(slice, begun, time - begun)
      else this.#writer.text(slice.textOf(begun, time - begun, args))
    }
    if (track.isRunning) track.ranUntil = time
    track.isRunning = false
    track.args = ''
    track.taken = 0
    track.slice = null
    track.begun = -1
  }

  // A rule ended the thread about which the policy is asked.
  #answerAll(track: Track, time: number): void {
    for (const question of this.#questions.toReversed())
      if (question.track === track && !question.isWritten) this.#answer(question, time, null)
  }

  #answer(question: Question, time: number, isGranted: boolean | null): void {
    const { track, begun, event } = question
    question.isWritten = true
    const args = jsonOf({ ...eventArgs(event), granted: isGranted })
    this.#writer.text(
      `${track.head}${microseconds(begun)},"dur":${microseconds(time - begun)},"ph":"X",` +
        `"cat":"policy","name":"policy","args":${args}}`,
    )
  }

  #instant(track: Track, name: string, category: string, args: string): void {
    this.#writer.text(
      `${track.head}${microseconds(this.#time.next())},"ph":"i","s":"t",` +
        `"cat":"${category}","name":${jsonOf(name)},"args":${args}}`,
    )
  }

  #ofProcess(pid: number, name: string, category: string, args: string): void {
    this.#writer.text(
      `,\n{"pid":${pid},"tid":${noTid},"ts":${microseconds(this.#time.next())},"ph":"i","s":"p",` +
        `"cat":"${category}","name":${jsonOf(name)},"args":${args}}`,
    )
  }

  #life(pid: number, phase: 'b' | 'e', name: string, args: object): void {
    this.#writer.text(
      `,\n{"pid":${pid},"tid":${noTid},"ts":${microseconds(this.#time.next())},"ph":"${phase}",` +
        `"cat":"process","id":${pid},"name":${jsonOf(name)},"args":${jsonOf(args)}}`,
    )
  }

  #metadata(pid: number, tid: number, name: string, args: object): void {
    this.#writer.text(`,\n${metadata(pid, tid, name, args)}`)
  }
}

function pidOf({ owner }: Thread): number {
  return (owner as TaskThread).task.sid
}

function metadata(pid: number, tid: number, name: string, args: object): string {
  return `{"pid":${pid},"tid":${tid},"ph":"M","name":"${name}","args":${jsonOf(args)}}`
}
