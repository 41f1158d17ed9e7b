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
  /** The most bytes of a chunk; default 65,536. */
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
  end(): void
}

const defaultChunkSize = 65_536

/**
 * Makes a trace: give its `probe` to a kernel, and call `end` when the kernel is done. Equal runs
 * under a virtual clock write equal bytes.
 */
export function createTrace(options: TraceOptions): Trace {
  const { write, chunkSize = defaultChunkSize, systemCalls = true } = options
  const writer = new EventWriter(write, chunkSize)
  const probe = new TraceProbe(writer, systemCalls)
  return {
    probe,
    end() {
      probe.end()
      writer.end()
    },
  }
}
