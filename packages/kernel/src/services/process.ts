// What every process can do: write a line, and report what it did wrong.

import { processContract } from '@kos/libkos/abi'
import { contextLibrary } from '@kos/libkos/libraries'
import { rcOk } from '@kos/retcode'
import { defineService, type Service } from '../service.ts'

/** A line that a process wrote. */
export interface OutputLine {
  readonly process: string
  /** Milliseconds of the kernel's clock. */
  readonly time: number
  readonly text: string
}

/** The service that every kernel has. */
export function processes(output: (line: OutputLine) => void): Service<'process', unknown> {
  return defineService({
    name: 'process',
    contract: processContract,
    library: contextLibrary,
    start: ({ clock, misuse }) => ({
      handlers: {
        Log({ task }, text) {
          for (const line of text.split('\n'))
            output({ process: task.name, time: clock.now(), text: line })
          return rcOk
        },
        Misuse(thread, text) {
          misuse.report(thread, text)
          return rcOk
        },
      },
    }),
  })
}
