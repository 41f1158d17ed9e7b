// The members of every `kos`, whatever services its kernel has: facts about the process, and its
// log. The strings and bytes come with `ProcessInfo` when the process starts.

import { processContract } from '../abi/contracts.ts'
import { maxStringLength } from '../abi/limits.ts'
import { formatValue } from './format-value.ts'
import type { Library } from './sys.ts'

/** The members of every `kos`. */
export interface Context {
  /** Name of the process, unique in its kernel. */
  readonly name: string
  /** Arguments; the name of the program is not among them. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Declared input: bytes by name. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /**
   * Writes a line to the kernel's output: the values as a console shows them, separated by spaces,
   * objects at most 3 levels deep and 10,000 characters long. Lines beyond 65,536
   * UTF-16 units are cut. What is more than 4 Mi units in a second is lost, where a line counts 128
   * more.
   */
  readonly log: (...values: readonly unknown[]) => void
}

/** The library of every kernel. */
export const contextLibrary: Library<Context> = /* @__PURE__ */ Object.freeze({
  name: (sys) => sys.info.name,
  args: (sys) => sys.info.args,
  env: (sys) => sys.info.env,
  files: (sys) => sys.info.files,
  log: (sys) => {
    const log = sys.call(processContract.calls.Log)
    return (...values) => {
      const text = values.map(formatValue).join(' ')
      if (text.length <= maxStringLength) log(text)
      else for (const line of text.split('\n')) log(line.slice(0, maxStringLength))
    }
  },
})
