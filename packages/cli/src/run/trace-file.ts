// A trace of a run, in a file.

import { closeSync, openSync, writeSync } from 'node:fs'
import type { Probe } from '@kos/kernel'
import { createTrace } from '@kos/kernel/trace'

/** A file that a trace is written to while the kernel runs. */
export interface TraceFile {
  readonly probe: Probe
  /** The kernel is done. */
  end(): void
}

/** Opens a file for the trace of one kernel. */
export function traceFile(path: string): TraceFile {
  const file = openSync(path, 'w')
  const trace = createTrace({ write: (chunk) => void writeSync(file, chunk) })
  return {
    probe: trace.probe,
    end() {
      trace.end()
      closeSync(file)
    },
  }
}
