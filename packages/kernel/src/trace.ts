// Traces of a kernel in the Trace Event Format, which Perfetto (ui.perfetto.dev) and
// chrome://tracing show: who ran and who waited for what, calls as arrows between them, and what
// happened meanwhile.
//
// An entry of its own, `@kos/kernel/trace`: a kernel that writes no trace has nothing of it.

import type { Probe } from './probe.ts'
import { EventWriter } from './trace/event-writer.ts'
import { TraceProbe } from './trace/trace-probe.ts'

/** How a trace is written. */
export interface TraceOptions {
  /**
   * Gets the trace in chunks of bytes, in order: ASCII text, together one JSON array. What it
   * throws is reported as a failure of the host.
   */
  readonly write: (chunk: Uint8Array) => void
  /** The most bytes of a chunk, 4,096 or more; default 65,536. */
  readonly chunkSize?: number
  /**
   * Whether system calls are written, with their arguments; default true. Calls, waits and switches
   * are written in any case.
   */
  readonly systemCalls?: boolean
}

/** A trace of one kernel. */
export interface Trace {
  /** For the option `probe` of the kernel; of one kernel only. */
  readonly probe: Probe
  /** Writes what is left, and the end of the array. What happens later is not in the trace. */
  readonly end: () => void
}

const defaultChunkSize = 65_536

/**
 * Makes a trace: give its `probe` to a kernel, and call `end` when the kernel is done. Equal runs
 * under a virtual clock write equal bytes.
 */
export function createTrace(options: TraceOptions): Trace {
  const { write, chunkSize = defaultChunkSize, systemCalls = true } = options
  const writer = new EventWriter(write, chunkSize)
  const traced = new TraceProbe(writer, systemCalls)
  return {
    probe: plainProbe(traced),
    end() {
      traced.end()
      writer.end()
    },
  }
}

// An object with methods of its own, so that who adds to a probe by spreading it loses none.
function plainProbe(traced: TraceProbe): Required<Probe> {
  return {
    attached: (clock) => traced.attached(clock),
    hearsOf: (syscall) => traced.hearsOf(syscall),
    switched: (thread, now) => traced.switched(thread, now),
    parked: (thread, now) => traced.parked(thread, now),
    away: (thread, now) => traced.away(thread, now),
    ended: (thread, now) => traced.ended(thread, now),
    called: (thread, syscall, args) => traced.called(thread, syscall, args),
    requested: (_client, _server, sender, receiver, head) =>
      traced.requested(sender, receiver, head),
    answered: (_client, _server, sender, receiver) => traced.answered(sender, receiver),
    deciding: (event) => traced.deciding(event),
    decided: (_event, decision) => traced.decided(decision),
    denied: (event, denial) => traced.denied(event, denial),
    misused: (misuse) => traced.misused(misuse),
    deadlocked: (report) => traced.deadlocked(report),
    interrupted: (thread, irq) => traced.interrupted(thread, irq),
    dma: (transfer) => traced.dma(transfer),
    strayDma: (stray) => traced.strayDma(stray),
    taskStarted: (task) => traced.taskStarted(task),
    taskEnding: () => {},
    taskEnded: (task) => traced.taskEnded(task),
  }
}
